// The consent to read a meter: given at Enedis or on a gateway's page, brought here, tried with one call, kept beside the
// configuration.

import { address, api } from "./api.js";
import { field, h } from "./dom.js";
import { day, labelled, t } from "./i18n.js";
import { live, read_meters } from "./live.js";
import { consent_days, trouble } from "./parts.js";
import { paste_box } from "./paste_box.js";
import { route } from "./route.js";

function provider_card({ name, consent_url, kind, ready }) {
  const open =
    kind === "redirect"
      ? ready
        ? h("a", { class: "button", href: address("oauth/authorize") }, t("consent.authorize"))
        : h("p", { class: "soft" }, t("consent.not_ready"))
      : h(
          "a",
          { class: "button", href: consent_url, target: "_blank", rel: "noopener noreferrer" },
          t("consent.open", { host: new URL(consent_url).host }),
        );
  return h(
    "article",
    { class: "card provider" },
    h("h3", {}, t(`provider.${name}`, {}, name)),
    h("p", { class: "soft" }, t(`provider.${name}.words`, {}, "")),
    open,
  );
}

function expiry(expires) {
  if (!expires) return t("consent.unknown");
  const left = consent_days(expires);
  if (left === null) return day(expires, true);
  return h(
    "strong",
    { class: left < 7 ? "bad" : "warn" },
    left < 0 ? t("consent.expired") : t("consent.in_days", { n: left, day: day(expires, true) }),
  );
}

function known_table(meters) {
  if (!meters.length) return h("p", { class: "soft" }, t("consent.none"));
  return h(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": t("table") },
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          ["meter", "consent.provider", "consent.token", "consent.expires", "consent.where"].map(key =>
            h("th", { scope: "col" }, t(key)),
          ),
        ),
      ),
      h(
        "tbody",
        {},
        meters.map(({ pdl, provider, token, expires, where }) =>
          h(
            "tr",
            {},
            h("th", { scope: "row" }, live.meters.get(pdl)?.name ?? "", h("small", {}, pdl)),
            h("td", {}, t(`provider.${provider}`, {}, provider)),
            h("td", {}, token ? h("code", {}, token) : t("consent.own_credentials")),
            h("td", {}, expiry(expires)),
            h("td", {}, t(`consent.where.${where}`)),
          ),
        ),
      ),
    ),
  );
}

/// Of the way back from Enedis: one that another browser, or this one by another address, set out on brings nothing.
function result(last) {
  if (route().query.get("result") === "foreign") return trouble({ code: "consent_foreign", whose: "user" });
  if (!last) return null;
  if (last.ok)
    return h(
      "div",
      { class: "done" },
      h("p", {}, t("consent.ok", { n: last.pdls?.length ?? 0, pdls: (last.pdls ?? []).join(", ") })),
    );
  return trouble(last.error ?? { code: "page_unexpected" });
}

function accept_form(providers, reload) {
  const answer = h("div", { "aria-live": "polite" });
  const provider = h(
    "select",
    {},
    providers.map(({ name }) => h("option", { value: name }, t(`provider.${name}`, {}, name))),
  );
  const pdl = h("input", {
    type: "text",
    inputmode: "numeric",
    pattern: "[0-9]{14}",
    minlength: 14,
    maxlength: 14,
    required: true,
    autocomplete: "off",
    list: "pdls-found",
  });
  const pdls = h("datalist", { id: "pdls-found" });
  const name = h("input", { type: "text", autocomplete: "off", placeholder: t("accept.name_hint") });
  const measures = h(
    "select",
    {},
    ["consumption", "production", "both"].map(one => h("option", { value: one }, t(`measures.${one}`))),
  );
  const send = h("button", { type: "submit", class: "button" }, t("accept.try"));
  const box = paste_box(told => {
    if (!told) return;
    if (told.provider_guess) provider.value = told.provider_guess;
    if (told.pdls.length) pdl.value = told.pdls[0];
    pdls.replaceChildren(...told.pdls.map(one => h("option", { value: one })));
    take_over_known();
  });
  // A renewed token changes nothing else about its meter.
  function take_over_known() {
    const known = live.meters.get(pdl.value);
    if (!known) return;
    if (known.name) name.value ||= known.name;
    measures.value = known.directions.length > 1 ? "both" : known.directions[0];
  }
  pdl.addEventListener("change", take_over_known);
  const submit = async event => {
    event.preventDefault();
    send.setAttribute("aria-busy", "true");
    answer.replaceChildren(h("p", { class: "soft" }, t("accept.trying")));
    try {
      const told = await api.accept({
        text: box.text(),
        provider: provider.value,
        pdl: pdl.value,
        measures: measures.value,
        ...(name.value && { name: name.value }),
      });
      answer.replaceChildren(
        h(
          "div",
          { class: "done" },
          h("p", {}, told.words),
          tested_list(told.tested),
          h("p", {}, h("a", { href: `#/meter/${pdl.value}` }, t("accept.see"))),
        ),
      );
      box.clear();
      // The service takes the meter up right after its answer: what fails here meanwhile comes with the events.
      await Promise.all([reload(), read_meters()]).catch(() => {});
    } catch (error) {
      answer.replaceChildren(trouble(error));
    } finally {
      send.removeAttribute("aria-busy");
    }
  };
  return h(
    "form",
    { class: "form", on: { submit } },
    box.element,
    h("div", { class: "pair" }, field(t("accept.provider"), provider), field("PDL", pdl, t("accept.pdl_hint"))),
    pdls,
    h("div", { class: "pair" }, field(t("accept.name"), name), field(t("accept.measures"), measures)),
    send,
    answer,
  );
}

export function tested_list(tested) {
  return h(
    "ul",
    { class: "tested" },
    Object.entries(tested ?? {}).map(([measure, works]) => {
      const [direction, series] = measure.split("/");
      return h(
        "li",
        { class: works ? "yes" : "no" },
        h("i", { "aria-hidden": "true" }, works ? "✓" : "✕"),
        labelled(
          `${t(`direction.${direction}`)}, ${t(`series.${series}`).toLowerCase()}`,
          t(works ? "tested.yes" : "tested.no"),
        ),
      );
    }),
  );
}

export function consent_view() {
  const body = h("div", { class: "stack" }, h("p", { class: "soft" }, t("loading")));
  const known = h("div");
  const news = h("div", { role: "status" });
  const reload = async () => {
    const told = await api.consent();
    known.replaceChildren(known_table(told.meters ?? []));
    return told;
  };
  const first = async () => {
    try {
      const told = await reload();
      const shown = result(told.last);
      news.replaceChildren(...(shown ? [shown] : []));
      const pasted = told.providers.filter(({ kind }) => kind === "paste");
      body.replaceChildren(
        news,
        h(
          "section",
          { "aria-labelledby": "give" },
          h("h2", { id: "give" }, t("consent.give")),
          h("div", { class: "providers" }, told.providers.map(provider_card)),
        ),
        pasted.length &&
          h(
            "section",
            { class: "card panel", "aria-labelledby": "bring" },
            h("h2", { id: "bring" }, t("consent.bring")),
            h("p", { class: "soft" }, t("consent.bring_words")),
            accept_form(pasted, reload),
          ),
        h(
          "section",
          { class: "card panel", "aria-labelledby": "known" },
          h("h2", { id: "known" }, t("consent.known")),
          known,
        ),
      );
    } catch (error) {
      body.replaceChildren(trouble(error));
    }
  };
  first();
  return {
    title: t("nav.consent"),
    element: h(
      "div",
      { class: "view" },
      h(
        "header",
        { class: "head" },
        h("h1", { tabindex: -1 }, t("consent.title")),
        h("p", { class: "lead" }, t("consent.lead")),
      ),
      body,
    ),
    update: () => {},
    query: first,
  };
}
