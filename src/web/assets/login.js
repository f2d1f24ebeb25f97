// The password, where one is set.

import { api } from "./api.js";
import { field, h } from "./dom.js";
import { t } from "./i18n.js";
import { trouble } from "./parts.js";

export function login_view(begin) {
  const told = h("div", { role: "alert" });
  const password = h("input", { type: "password", autocomplete: "current-password", required: true });
  const send = h("button", { type: "submit", class: "button" }, t("login.open"));
  const submit = async event => {
    event.preventDefault();
    send.setAttribute("aria-busy", "true");
    try {
      await api.open_session(password.value);
      await begin();
    } catch (error) {
      told.replaceChildren(trouble(error, { compact: true }));
      password.select();
    } finally {
      send.removeAttribute("aria-busy");
    }
  };
  return {
    title: t("login.title"),
    update: () => {},
    element: h(
      "div",
      { class: "view login" },
      h(
        "section",
        { class: "card panel" },
        h("h1", { tabindex: -1 }, t("login.title")),
        h("p", { class: "soft" }, t("login.words")),
        h("form", { class: "form", on: { submit } }, field(t("login.password"), password), send, told),
      ),
    ),
  };
}
