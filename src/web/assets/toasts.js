// Short messages at the page's edge. Troubles stay until they are dismissed.

import { h } from "./dom.js";
import { t } from "./i18n.js";
import { trouble } from "./parts.js";

const STAY_MS = 9000;

export function toast(content, { stays = false } = {}) {
  const note = h(
    "div",
    { class: "toast", role: stays ? "alert" : null },
    h("div", {}, content),
    h("button", { type: "button", class: "close", "aria-label": t("close"), on: { click: () => note.remove() } }, "×"),
  );
  document.querySelector(".toasts").append(note);
  if (!stays) setTimeout(() => note.remove(), STAY_MS);
}

export const toast_trouble = error => {
  if (error.name !== "AbortError" && error.status !== 401) toast(trouble(error, { compact: true }), { stays: true });
};
