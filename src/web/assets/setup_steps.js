// The steps of the set-up: where the data come from, and the broker they go to. Each has an element and says when it is complete.

import { api } from "./api.js";
import { field, h } from "./dom.js";
import { t } from "./i18n.js";
import { trouble } from "./parts.js";
import { paste_box } from "./paste_box.js";

const SOURCES = ["conso_api", "my_electrical_data", "enedis"];
const BROKER_STEPS = ["name", "refused", "tls", "password", "permission"];

/// Which step of reaching the broker passed, and where it stopped.
function broker_steps(step) {
  const reached = step === "done" ? BROKER_STEPS.length : BROKER_STEPS.indexOf(step);
  return h(
    "ol",
    { class: "steps-told" },
    BROKER_STEPS.map((name, i) => {
      const state = i < reached ? "yes" : i === reached ? "no" : "untold";
      return h(
        "li",
        { class: state },
        h("i", { "aria-hidden": "true" }, { yes: "✓", no: "✕", untold: "·" }[state]),
        t(`broker.step.${name}`),
        h("span", { class: "quiet" }, ` ${t(`broker.${state}`)}`),
      );
    }),
  );
}

export function source_step(made, enedis) {
  const list = h("ul", { class: "made" });
  const provider = h(
    "select",
    {},
    SOURCES.map(name => h("option", { value: name }, t(`provider.${name}`))),
  );
  const words = h("p", { class: "soft" });
  const link = h("p");
  const application = h(
    "div",
    { class: "form" },
    ["client_id", "client_secret", "redirect_uri"].map(name =>
      field(
        t(`enedis.${name}`),
        h("input", {
          type: name === "client_secret" ? "password" : "text",
          autocomplete: "off",
          spellcheck: "false",
          value: enedis[name] ?? "",
          on: {
            input: event => {
              enedis[name] = event.target.value;
            },
          },
        }),
        name === "redirect_uri" && t("enedis.redirect_hint"),
      ),
    ),
  );
  const explain = () => {
    words.textContent = t(`provider.${provider.value}.words`);
    application.hidden = provider.value !== "enedis";
    box.element.hidden = provider.value === "enedis";
    const url = { conso_api: "https://conso.boris.sh/", my_electrical_data: "https://www.v2.myelectricaldata.fr/" }[
      provider.value
    ];
    link.replaceChildren(
      ...(url
        ? [
            h(
              "a",
              { href: url, target: "_blank", rel: "noopener noreferrer" },
              t("consent.open", { host: new URL(url).host }),
            ),
          ]
        : []),
    );
  };
  provider.addEventListener("change", explain);
  const pdl = h("input", {
    type: "text",
    inputmode: "numeric",
    pattern: "[0-9]{14}",
    minlength: 14,
    maxlength: 14,
    autocomplete: "off",
  });
  const name = h("input", { type: "text", autocomplete: "off", placeholder: t("accept.name_hint") });
  const measures = h(
    "select",
    {},
    ["consumption", "production", "both"].map(one => h("option", { value: one }, t(`measures.${one}`))),
  );
  const hint = h("p", { role: "alert" });
  const box = paste_box(told => {
    if (told?.provider_guess) {
      provider.value = told.provider_guess;
      explain();
    }
    if (told?.pdls.length) pdl.value = told.pdls[0];
  });
  const paint = () =>
    list.replaceChildren(
      ...made.map((meter, i) =>
        h(
          "li",
          {},
          h("span", {}, meter.name || "PDL", " ", h("code", {}, meter.pdl), ` · ${t(`provider.${meter.provider}`)}`),
          h(
            "button",
            {
              type: "button",
              class: "plain",
              on: {
                click: () => {
                  made.splice(i, 1);
                  paint();
                },
              },
            },
            t("setup.remove"),
          ),
        ),
      ),
    );
  const add = () => {
    if (!/^\d{14}$/.test(pdl.value)) {
      hint.textContent = t("setup.pdl_wanted");
      pdl.focus();
      return false;
    }
    if (provider.value !== "enedis" && !box.text().trim()) {
      hint.textContent = t("setup.token_wanted");
      return false;
    }
    hint.textContent = "";
    made.push({
      ...(provider.value !== "enedis" && { text: box.text() }),
      pdl: pdl.value,
      provider: provider.value,
      measures: measures.value,
      ...(name.value && { name: name.value }),
    });
    paint();
    box.clear();
    pdl.value = name.value = "";
    return true;
  };
  explain();
  paint();
  return {
    element: h(
      "div",
      { class: "form" },
      field(t("setup.source"), provider),
      words,
      link,
      application,
      box.element,
      h("div", { class: "pair" }, field("PDL", pdl, t("accept.pdl_hint")), field(t("accept.name"), name)),
      field(t("accept.measures"), measures),
      hint,
      h("button", { type: "button", class: "plain", on: { click: add } }, t("setup.add")),
      list,
    ),
    // What is typed but not yet added counts as well.
    complete: () =>
      pdl.value || box.text().trim() ? add() : made.length > 0 || ((hint.textContent = t("setup.one_meter")), false),
  };
}

export function broker_step(mqtt) {
  const told = h("div", { "aria-live": "polite" });
  const input = (name, type, more = {}) =>
    h("input", {
      type,
      name,
      value: mqtt[name] ?? "",
      autocomplete: "off",
      spellcheck: "false",
      ...more,
      on: {
        input: event => {
          mqtt[name] = event.target.value;
          told.replaceChildren();
        },
      },
    });
  const test = h("button", { type: "button", class: "plain", on: { click: () => run() } }, t("broker.test"));
  async function run() {
    test.setAttribute("aria-busy", "true");
    told.replaceChildren(h("p", { class: "soft" }, t("broker.trying")));
    try {
      const { ok, step, error } = await api.try_broker(mqtt);
      told.replaceChildren(
        broker_steps(step),
        ok ? h("p", { class: "done" }, t("broker.ok")) : trouble(error ?? { code: "page_unexpected" }),
      );
    } catch (error) {
      told.replaceChildren(trouble(error));
    } finally {
      test.removeAttribute("aria-busy");
    }
  }
  return {
    element: h(
      "div",
      { class: "form" },
      field(
        t("broker.url"),
        input("url", "url", { required: true, placeholder: "mqtt://localhost:1883" }),
        t("broker.url_hint"),
      ),
      h(
        "div",
        { class: "pair" },
        field(t("broker.username"), input("username", "text")),
        field(t("broker.password"), input("password", "password", { autocomplete: "new-password" })),
      ),
      h(
        "details",
        { open: Boolean(mqtt.ca_file) },
        h("summary", {}, t("broker.more")),
        field(t("broker.ca_file"), input("ca_file", "text"), t("broker.ca_hint")),
      ),
      test,
      told,
    ),
    complete: () => Boolean(mqtt.url),
  };
}
