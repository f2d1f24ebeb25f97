// The figures of one meter over a period: the controls, the chart, the same as a table, and how to have it.

import { Trouble, api } from "./api.js";
import { span_of, year_before } from "./civil.js";
import { draw } from "./charts.js";
import { h, redraw, segments } from "./dom.js";
import { SHOWS, by_instant, by_place } from "./history_data.js";
import { t } from "./i18n.js";
import { trouble } from "./parts.js";
import { lay_controls } from "./period_picker.js";
import { curve_picture, places_picture } from "./pictures.js";
import { changed } from "./wish.js";

/// `on_wish(wish)`: a person looks at something else; `ask_history(from)`: wants days that are missing.
export function chart_panel(first, first_wish, { on_wish, ask_history }) {
  const { pdl } = first;
  let meter = first;
  let wish = first_wish;
  let running = null; // the request under way
  let take_away = () => {};
  let as_table = false;
  let incomplete = false; // the period shown lacks days
  let shown_days = "";

  const controls = h("div", { class: "controls" });
  const summary = h("div", { class: "summary", role: "status" });
  const figure = h("div", { class: "figure-place" });
  const element = h(
    "section",
    { class: "card chart-card", "aria-labelledby": "chart-title" },
    controls,
    summary,
    figure,
  );

  const show = next => {
    wish = next;
    lay_controls(controls, meter, wish, look_at);
    load();
  };

  function look_at(change) {
    const next = changed(wish, change, meter);
    on_wish(next);
    show(next);
  }

  const fetch_view = async signal => {
    const span = span_of(wish.period, wish.date);
    const measure = SHOWS[wish.show].measure[wish.period];
    const query_of = ({ from, to }) => ({ measure, direction: wish.direction, from, to });
    const with_before = wish.show !== "curve" && wish.period !== "all";
    const [now, before] = await Promise.all([
      api.readings(pdl, query_of(span), signal),
      with_before ? api.readings(pdl, query_of(year_before(wish.period, span)), signal) : null,
    ]);
    return { span, measure, now, before, with_before, csv: api.csv_address(pdl, query_of(span)), zone: meter.timezone };
  };

  async function load() {
    running?.abort();
    const request = (running = new AbortController());
    element.setAttribute("aria-busy", "true");
    try {
      const told = await fetch_view(request.signal);
      if (request.signal.aborted) return;
      paint(told);
    } catch (error) {
      if (error.name === "AbortError") return;
      take_away();
      summary.replaceChildren();
      figure.replaceChildren(
        trouble(error instanceof Trouble ? error : { code: "page_unexpected", message: error.message }),
        h("button", { type: "button", class: "plain", on: { click: load } }, t("again")),
      );
    } finally {
      if (running === request) element.removeAttribute("aria-busy");
    }
  }

  function paint(told) {
    const context = {
      ...wish,
      ...told,
      unit: SHOWS[wish.show].unit,
      look_at,
      ask_history,
    };
    const picture =
      wish.show === "curve"
        ? curve_picture(context, by_instant(told))
        : places_picture(context, by_place({ ...told, period: wish.period }));
    take_away();
    take_away = () => {};
    incomplete = Boolean(picture.empty || picture.gaps);
    shown_days = days_of(meter);
    redraw(summary, picture.summary);
    const canvas = h("canvas", { role: "img", "aria-label": picture.told, tabindex: 0 });
    const spoken = h("p", { class: "quiet", role: "status" });
    const chart = h("div", { class: "chart" }, canvas, spoken);
    const table = h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": t("table") }, picture.table);
    const turn = table_asked => {
      as_table = table_asked;
      chart.hidden = as_table || picture.empty;
      table.hidden = !as_table || picture.empty;
    };
    const keep = figure.contains(document.activeElement) ? document.activeElement.value : null;
    figure.replaceChildren(
      picture.empty ? h("div", { class: "empty" }, picture.empty) : picture.legend,
      chart,
      table,
      picture.gaps ?? "",
      h(
        "div",
        { class: "tail" },
        !picture.empty &&
          segments(
            t("look"),
            [
              ["chart", t("look.chart")],
              ["table", t("look.table")],
            ],
            as_table ? "table" : "chart",
            look => turn(look === "table"),
          ),
        h("a", { class: "plain", href: told.csv, download: "" }, t("csv")),
      ),
    );
    turn(as_table);
    if (keep) figure.querySelector(`input[value="${CSS.escape(keep)}"]`)?.focus({ preventScroll: true });
    if (!picture.empty)
      draw(canvas, picture.model, told_of => {
        spoken.textContent = told_of;
      }).then(
        away => {
          take_away = away;
        },
        () => turn(true),
      );
  }

  // What arrives for the days that are looked at: each call of a history job may fill a gap.
  const days_of = one =>
    JSON.stringify([
      one.status.measures,
      one.values?.[wish.direction]?.daily?.value,
      incomplete && one.status.progress?.done,
    ]);

  show(wish);
  return {
    element,
    look_at,
    show,
    load,
    update: now => {
      meter = now;
      if (shown_days && days_of(meter) !== shown_days) load();
    },
    leave: () => {
      running?.abort();
      take_away();
    },
  };
}
