// Every meter with its face, its light, what is wrong and what to do.

import { api } from "./api.js";
import { h, redraw } from "./dom.js";
import { day_and_time, t } from "./i18n.js";
import { live } from "./live.js";
import {
  consent_warning,
  consent_words,
  dress,
  happening,
  light,
  meter_facts,
  progress_block,
  trouble,
  week_bars,
} from "./parts.js";
import { toast_trouble } from "./toasts.js";

const FACES = 6; // beyond it a list: a property manager looks for the meter that is wrong
const ORDER = { outdated: 0, partial: 1, up_to_date: 2 };

const link_to = meter => `#/meter/${meter.pdl}`;

function face_card(pdl) {
  const face = h("linky-meter", {});
  const side = h("div", { class: "side" });
  const element = h("article", { class: "card meter-card", data: { pdl } }, face, side);
  let shown;
  const update = () => {
    const meter = live.meters.get(pdl);
    if (!meter || meter === shown) return;
    shown = meter;
    dress(face, meter);
    const cancel = meter.status.progress?.kind === "history" && (() => api.cancel_history(pdl).catch(toast_trouble));
    redraw(
      side,
      h(
        "header",
        {},
        h("h2", {}, h("a", { href: link_to(meter) }, meter.name || meter.pdl)),
        light(meter.status.state),
      ),
      meter.status.error && trouble(meter.status.error),
      consent_warning(meter.status.consent_expires),
      meter.status.progress && progress_block(meter.status.progress, cancel),
      week_bars(meter.values?.[meter.directions[0]]?.daily),
      meter_facts(meter),
      h("p", { class: "more" }, h("a", { class: "button", href: link_to(meter) }, t("overview.open"))),
    );
  };
  update();
  return { element, update };
}

function many() {
  const body = h("tbody");
  const count = h("p", { class: "soft", role: "status" });
  const filter = h("input", {
    type: "search",
    id: "filter",
    autocomplete: "off",
    placeholder: t("overview.filter_hint"),
    on: { input: () => update() },
  });
  const element = h(
    "section",
    { class: "card many" },
    h("div", { class: "field" }, h("label", { for: "filter" }, t("overview.filter")), filter),
    count,
    h(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": t("overview.title") },
      h(
        "table",
        {},
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            [t("meter"), t("fact.state"), t("measure.daily"), t("fact.next_poll"), t("overview.wrong")].map(title =>
              h("th", { scope: "col" }, title),
            ),
          ),
        ),
        body,
      ),
    ),
  );
  const update = () => {
    const wanted = filter.value.trim().toLowerCase();
    const shown = [...live.meters.values()]
      .filter(
        meter =>
          !wanted ||
          `${meter.name} ${meter.pdl} ${meter.provider} ${t(`state.${meter.status.state}`)}`
            .toLowerCase()
            .includes(wanted),
      )
      .sort(
        (a, b) =>
          ORDER[a.status.state] - ORDER[b.status.state] ||
          (a.name ?? "").localeCompare(b.name ?? "", undefined, { numeric: true }),
      );
    count.textContent = t("overview.shown", { n: shown.length, all: live.meters.size });
    redraw(
      body,
      shown.map(meter => {
        const daily = meter.values?.[meter.directions[0]]?.daily;
        return h(
          "tr",
          {},
          h(
            "th",
            { scope: "row" },
            h("a", { href: link_to(meter) }, meter.name || meter.pdl),
            h("small", {}, meter.pdl),
          ),
          h("td", {}, light(meter.status.state)),
          h(
            "td",
            { class: "figure" },
            daily ? `${daily.value.toLocaleString(document.documentElement.lang)} kWh` : "–",
          ),
          h("td", {}, meter.status.next_poll ? day_and_time(meter.status.next_poll) : "–"),
          h("td", {}, meter.status.error?.message ?? consent_words(meter.status.consent_expires)),
        );
      }),
    );
  };
  update();
  return { element, update };
}

function headline() {
  const states = [...live.meters.values()].map(({ status }) => status.state);
  const n = states.length;
  if (n === 1) return t(`overview.one.${states[0]}`);
  const counts = Object.keys(ORDER)
    .map(state => [state, states.filter(one => one === state).length])
    .filter(([, count]) => count > 0)
    .reverse();
  if (counts.length === 1 && counts[0][0] === "up_to_date") return t("overview.all_fine", { n });
  return t("overview.count", { n, told: counts.map(([state, count]) => `${count} ${t(`state.${state}`)}`).join(", ") });
}

function happened_list() {
  const list = h("ol", { class: "happened" });
  const element = h(
    "section",
    { class: "card", "aria-labelledby": "happened" },
    h("h2", { id: "happened" }, t("overview.happened")),
    list,
  );
  const update = () => {
    element.hidden = live.happened.length === 0;
    list.replaceChildren(
      ...live.happened.map(({ at, pdl, event, message }) =>
        h(
          "li",
          {},
          h("time", { datetime: at }, day_and_time(at)),
          h(
            "span",
            {},
            pdl && live.meters.get(pdl)?.name ? h("strong", {}, `${live.meters.get(pdl).name} `) : null,
            happening({ event, message }),
            h("small", {}, ` ${message}`),
          ),
        ),
      ),
    );
  };
  update();
  return { element, update };
}

export function overview() {
  const lead = h("p", { class: "lead", role: "status" });
  const broker = h("div");
  const place = h("div", { class: "faces" });
  const happened = happened_list();
  let cards = new Map();
  let table = null;

  const lay_out = () => {
    const crowd = live.meters.size > FACES;
    place.className = crowd ? "" : `faces n${live.meters.size}`;
    table = crowd ? many() : null;
    cards = new Map(crowd ? [] : [...live.meters.keys()].map(pdl => [pdl, face_card(pdl)]));
    const empty = h(
      "div",
      { class: "card" },
      h("p", {}, t("overview.empty")),
      h("a", { class: "button", href: "#/consent" }, t("nav.consent")),
    );
    place.replaceChildren(
      ...(crowd ? [table.element] : cards.size ? [...cards.values()].map(card => card.element) : [empty]),
    );
  };

  const update = what => {
    if (what === "happened") return happened.update();
    const text = headline();
    if (lead.textContent !== text) lead.textContent = text;
    const link = live.status?.broker;
    const error = link && !link.connected ? (link.error ?? { code: "broker_away" }) : (link?.error ?? null);
    broker.replaceChildren(...(error ? [trouble(error)] : []));
    const same = table
      ? live.meters.size > FACES
      : cards.size === live.meters.size && [...cards.keys()].every(pdl => live.meters.has(pdl));
    if (!same || (!table && cards.size === 0)) lay_out();
    table?.update();
    cards.forEach(card => card.update());
  };
  update();
  return {
    title: t("overview.title"),
    element: h(
      "div",
      { class: "view" },
      h("header", { class: "head" }, h("h1", { tabindex: -1 }, t("overview.title")), lead),
      broker,
      place,
      happened.element,
    ),
    update,
  };
}
