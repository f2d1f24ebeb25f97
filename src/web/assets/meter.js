// One meter: its face, its figures over time, and the ways to get more of them.

import { chart_panel } from "./chart_panel.js";
import { h, redraw } from "./dom.js";
import { file_panel } from "./file_panel.js";
import { VIEW_OF } from "./history_data.js";
import { history_panel } from "./history_panel.js";
import { t } from "./i18n.js";
import { live } from "./live.js";
import { consent_warning, dress, light, meter_facts, progress_block, trouble } from "./parts.js";
import { go } from "./route.js";
import { address_of, wish_of } from "./wish.js";

function unknown(pdl) {
  return {
    title: t("meter"),
    element: h(
      "div",
      { class: "view" },
      h("h1", { tabindex: -1 }, t("meter.unknown", { pdl })),
      h("p", {}, h("a", { href: "#/" }, t("nav.overview"))),
    ),
    // One that was just added comes with the next event.
    update: () => live.meters.has(pdl) && dispatchEvent(new HashChangeEvent("hashchange")),
  };
}

function side_of(meter) {
  const { status } = meter;
  return [
    h(
      "header",
      {},
      h("p", { class: "soft plate" }, `PDL ${meter.pdl}`, h("br"), t(`provider.${meter.provider}`, {}, meter.provider)),
      light(status.state),
    ),
    status.error && trouble(status.error),
    consent_warning(status.consent_expires),
    status.progress?.kind === "import" && progress_block(status.progress),
    meter_facts(meter),
  ];
}

export function meter_view(pdl, query) {
  const first = live.meters.get(pdl);
  if (!first) return unknown(pdl);

  let meter = first;
  let wish = wish_of(query, first);
  const face = h("linky-meter", { direction: wish.direction });
  const side = h("div", { class: "card side" });
  const history = history_panel(pdl, first);
  const chart = chart_panel(first, wish, {
    on_wish: next => {
      wish = next;
      face.direction = wish.direction;
      go(address_of(pdl, wish), { silently: true });
    },
    ask_history: from => {
      history.suggest(from);
      history.element.scrollIntoView({ block: "start" });
    },
  });
  const files = live.status?.features?.import === false ? "" : file_panel(pdl, first, chart.load).element;

  const update = what => {
    if (what === "theme") return chart.load();
    // A short history is over before its first step was told.
    if (what === "happened" && live.happened[0]?.pdl === pdl) chart.load();
    if (!live.meters.has(pdl)) return;
    meter = live.meters.get(pdl);
    dress(face, meter);
    redraw(side, side_of(meter));
    history.update(meter);
    chart.update(meter);
  };

  face.addEventListener("linky-direction", ({ detail }) => chart.look_at({ direction: detail.direction }));
  const element = h(
    "div",
    { class: "view meter-view" },
    h("p", { class: "crumb" }, h("a", { href: "#/" }, `‹ ${t("nav.overview")}`)),
    h("header", { class: "head" }, h("h1", { tabindex: -1 }, first.name || t("meter"))),
    h(
      "div",
      { class: "with-face" },
      h("div", { class: "face-column" }, face, side),
      h("div", { class: "main-column" }, chart.element, history.element, files),
    ),
  );
  update();
  return {
    title: first.name || pdl,
    element,
    update,
    /// The display's row that was pressed, shown in the chart.
    open: ({ measure, direction }) => {
      const date = meter.values?.[direction]?.[measure]?.date ?? wish.date;
      chart.look_at({ direction, ...VIEW_OF[measure], date });
      chart.element.scrollIntoView({ block: "nearest" });
    },
    /// The address changed by hand, or by going back.
    query: next => {
      const asked = wish_of(next, meter);
      if (address_of(pdl, asked) === address_of(pdl, wish)) return;
      wish = asked;
      face.direction = wish.direction;
      chart.show(wish);
    },
    leave: chart.leave,
  };
}

export const open_in_meter = (pdl, { measure, direction }) => go(address_of(pdl, { direction, ...VIEW_OF[measure] }));
