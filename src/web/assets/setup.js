// First start: the demo, or a configuration in three steps.

import { address, api } from "./api.js";
import { h, segments } from "./dom.js";
import { language, t } from "./i18n.js";
import { live } from "./live.js";
import { trouble } from "./parts.js";
import { broker_step, source_step } from "./setup_steps.js";

const TRIES = 40;

/// The service begins with the new configuration right after its answer.
async function when_ready(begin) {
  for (let i = 0; i < TRIES; ++i) {
    const status = await api.status().catch(() => null);
    if (status && !status.setup) break;
    await new Promise(done => setTimeout(done, 250));
  }
  return begin();
}

export function setup_view(begin) {
  const mqtt = { url: "mqtt://localhost:1883", username: "", password: "", ca_file: "" };
  const meters = [];
  const enedis = { client_id: "", client_secret: "", redirect_uri: address("oauth/callback") };
  let spoken = language();
  let at = 0;
  const body = h("section", { class: "card panel" });
  const trail = h("ol", { class: "trail" });
  const failed = h("div", { "aria-live": "polite" });

  const welcome = () =>
    h(
      "div",
      { class: "welcome" },
      h(
        "article",
        { class: "choice" },
        h("h2", {}, t("setup.demo")),
        h("p", { class: "soft" }, t("setup.demo_words")),
        h("button", { type: "button", class: "plain", on: { click: demo } }, t("setup.demo_start")),
      ),
      h(
        "article",
        { class: "choice first" },
        h("h2", {}, t("setup.mine")),
        h("p", { class: "soft" }, t("setup.mine_words")),
        h("button", { type: "button", class: "button", on: { click: () => show(1) } }, t("setup.begin")),
      ),
    );

  const finish = () =>
    h(
      "div",
      { class: "form" },
      h("p", {}, t("setup.summary", { meters: meters.map(({ name, pdl }) => name || pdl).join(", "), url: mqtt.url })),
      segments(
        t("setup.language"),
        [
          ["fr", "Français"],
          ["en", "English"],
        ],
        spoken,
        one => {
          spoken = one;
        },
      ),
      h("p", { class: "soft" }, t("setup.writes")),
    );

  let part = null;
  const steps = [
    null,
    () => source_step(meters, enedis),
    () => broker_step(mqtt),
    () => ({ element: finish(), complete: () => true }),
  ];
  const names = ["setup.step.choose", "setup.step.source", "setup.step.broker", "setup.step.finish"];

  const next = async event => {
    event.preventDefault();
    failed.replaceChildren();
    if (!part.complete()) return;
    if (at < 3) return show(at + 1);
    try {
      await api.finish_setup({
        mqtt,
        meters,
        language: spoken,
        ...(meters.some(({ provider }) => provider === "enedis") && { enedis }),
      });
      await when_ready(begin);
    } catch (error) {
      failed.replaceChildren(trouble(error));
    }
  };
  async function demo() {
    try {
      await api.start_demo();
      await when_ready(begin);
    } catch (error) {
      failed.replaceChildren(trouble(error));
    }
  }
  function show(step) {
    at = step;
    trail.replaceChildren(
      ...names.map((name, i) =>
        h("li", { "aria-current": i === at ? "step" : null, class: i < at ? "past" : "" }, t(name)),
      ),
    );
    part = steps[at]?.();
    body.replaceChildren(
      ...(part
        ? [
            h(
              "form",
              { on: { submit: next } },
              h("h2", { tabindex: -1 }, t(names[at])),
              part.element,
              h(
                "p",
                { class: "buttons" },
                h("button", { type: "button", class: "plain", on: { click: () => show(at - 1) } }, t("back")),
                h("button", { type: "submit", class: "button" }, t(at < 3 ? "next" : "setup.finish")),
              ),
            ),
          ]
        : [welcome()]),
      failed,
    );
    if (at > 0) body.querySelector("h2").focus();
  }
  api.setup().then(
    ({ template }) => Object.assign(mqtt, template?.mqtt ?? {}),
    () => {},
  );
  show(0);
  return {
    title: t("setup.title"),
    update: () => {},
    element: h(
      "div",
      { class: "view narrow" },
      h(
        "header",
        { class: "head" },
        h("h1", { tabindex: -1 }, t("setup.title")),
        h("p", { class: "lead" }, t("setup.lead")),
      ),
      trail,
      body,
      live.status?.setup?.file
        ? h("p", { class: "soft" }, t("broken.file"), " ", h("code", {}, live.status.setup.file))
        : "",
    ),
  };
}
