// The page: reads the status, chooses the view, keeps it fresh.

import { api, when_session_needed } from "./api.js";
import { broken_view } from "./broken.js";
import { consent_view } from "./consent.js";
import { h } from "./dom.js";
import { choose_language, labelled, language, language_of_bridge, t } from "./i18n.js";
import { follow, leave, live, read_meters, read_status, watch } from "./live.js";
import { login_view } from "./login.js";
import { meter_view, open_in_meter } from "./meter.js";
import { overview } from "./overview.js";
import { happening, trouble } from "./parts.js";
import { route } from "./route.js";
import { setup_view } from "./setup.js";
import { choose_theme, theme, watch_theme } from "./themes.js";
import { toast, toast_trouble } from "./toasts.js";

const main = document.querySelector("main");
const nav = document.querySelector(".nav");
const tools = document.querySelector(".tools");

let view = null;
let shown = ""; // the route of `view`, without its query
let gated = null; // the gate that `view` is, if it is one
let beginning = false;

function present(next, { focus = true } = {}) {
  view?.leave?.();
  view = next;
  main.replaceChildren(view.element);
  document.title = `${view.title} · enedis2mqtt`;
  if (focus) main.querySelector("h1")?.focus({ preventScroll: true });
  if (focus) scrollTo(0, 0);
}

function choose() {
  const { name, rest, query } = route();
  switch (name) {
    case "meter":
      return meter_view(rest[0] ?? "", query);
    case "consent":
      return consent_view();
    default:
      return overview();
  }
}

function show({ focus = true, anew = false } = {}) {
  const { name, rest, query } = route();
  const where = [name, ...rest].join("/");
  if (!anew && where === shown && view?.query) return view.query(query);
  shown = where;
  present(choose(), { focus });
  lay_frame();
}

/// What is around the view: where one can go, how the bridge is, the page's own choices.
function lay_frame() {
  const { name } = route();
  const inside = live.status && !gate();
  const link = (href, text, current) => h("a", { href, "aria-current": current ? "page" : null }, text);
  nav.replaceChildren(
    ...(inside
      ? [link("#/", t("nav.overview"), name === "overview"), link("#/consent", t("nav.consent"), name === "consent")]
      : []),
  );
  nav.setAttribute("aria-label", t("nav.label"));
  document.querySelector(".skip").textContent = t("skip");
  document.querySelector(".toasts").setAttribute("aria-label", t("toasts"));
  const broker = live.status?.broker;
  const lost = live.link === "lost";
  const other = language() === "fr" ? "en" : "fr";
  tools.replaceChildren(
    ...(inside
      ? [
          h(
            "span",
            {
              class: `chip ${lost ? "bad" : broker?.connected ? "good" : "warn"}`,
              role: "status",
              title: broker?.url_host ? `MQTT ${broker.url_host}` : null,
            },
            h("i", { "aria-hidden": "true" }),
            h("span", {}, lost ? t("link.lost") : broker?.connected ? t("link.good") : t("link.no_broker")),
          ),
        ]
      : []),
    h(
      "button",
      {
        type: "button",
        class: "tool",
        id: "theme",
        "aria-label": labelled(t("theme"), t(`theme.${theme()}`)),
        title: labelled(t("theme"), t(`theme.${theme()}`)),
        on: {
          click: () => {
            choose_theme();
            lay_frame();
            tools.querySelector("#theme").focus();
          },
        },
      },
      { auto: "◐", light: "☀", dark: "☾" }[theme()],
    ),
    h(
      "button",
      {
        type: "button",
        class: "tool",
        id: "language",
        lang: other,
        on: {
          click: () => {
            choose_language(other);
            begin();
          },
        },
      },
      h("span", { "aria-hidden": "true" }, other.toUpperCase()),
      h("span", { class: "quiet" }, t("language.other")),
    ),
    live.status?.session?.needed && live.status.session.open
      ? h("button", { type: "button", class: "tool wide", on: { click: close_session } }, t("login.close"))
      : "",
  );
}

async function close_session() {
  leave();
  await api.close_session().catch(toast_trouble);
  begin();
}

/// Before anything else can be shown: a password, a configuration.
function gate() {
  const { session, setup } = live.status;
  if (session?.needed && !session.open) return "login";
  if (setup?.problems?.length) return "broken";
  return setup ? "setup" : null;
}

const LOOK_AGAIN_MS = 3000;
let looking = 0;

/// A configuration that is written or mended elsewhere ends the set-up here too; one that is mended in part is shown anew.
function look_for_configuration() {
  clearInterval(looking);
  if (gated !== "broken" && gated !== "setup") return;
  const problems = () => JSON.stringify(live.status.setup?.problems);
  const shown_problems = problems();
  looking = setInterval(async () => {
    await read_status().catch(() => {});
    if (!beginning && gate() === gated && problems() !== shown_problems) begin();
  }, LOOK_AGAIN_MS);
}

async function begin() {
  beginning = true;
  try {
    await read_status();
    language_of_bridge(live.status.language);
    const closed = (gated = gate());
    look_for_configuration();
    shown = "";
    if (closed) {
      leave();
      present(
        closed === "login"
          ? login_view(begin)
          : closed === "broken"
            ? broken_view(live.status.setup, begin)
            : setup_view(begin),
        { focus: Boolean(view) },
      );
      return lay_frame();
    }
    await read_meters();
    clearInterval(looking);
    follow();
    show({ focus: Boolean(view), anew: true });
  } catch (error) {
    leave();
    present({
      title: t("trouble"),
      element: h(
        "div",
        { class: "view narrow" },
        h("h1", { tabindex: -1 }, t("trouble")),
        trouble(error),
        h("p", {}, h("button", { type: "button", class: "button", on: { click: begin } }, t("again"))),
      ),
    });
    lay_frame();
    clearInterval(looking);
    looking = setInterval(() => api.status().then(begin, () => {}), LOOK_AGAIN_MS);
  } finally {
    beginning = false;
  }
}

when_session_needed(() => {
  if (shown) begin();
});
addEventListener("hashchange", () => live.status && !gate() && show());

// Events of one burst are drawn once.
const due = new Set();
watch(what => {
  if (!due.size)
    requestAnimationFrame(() => {
      const parts = [...due];
      due.clear();
      if (beginning) return;
      if (live.status && gate() !== gated) return begin();
      if (gated) return;
      if (parts.some(part => part === "link" || part === "status")) lay_frame();
      parts.forEach(part => view?.update?.(part));
    });
  due.add(what);
  if (what === "happened" && live.happened[0]) toast(happening(live.happened[0]));
});
watch_theme(() => view?.update?.("theme"));

main.addEventListener("linky-open", ({ detail }) =>
  view?.open ? view.open(detail) : open_in_meter(detail.pdl, detail),
);
main.addEventListener("linky-refresh", async event => {
  event.preventDefault();
  const face = event.target;
  face.toggleAttribute("busy", true);
  try {
    await api.refresh(event.detail.pdl);
    toast(t("refreshed", { name: live.meters.get(event.detail.pdl)?.name || event.detail.pdl }));
  } catch (error) {
    toast_trouble(error);
  } finally {
    face.toggleAttribute("busy", false);
  }
});
document.querySelector(".skip").addEventListener("click", event => {
  event.preventDefault();
  main.focus();
});

begin();
