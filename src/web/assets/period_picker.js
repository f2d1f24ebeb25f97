// Which quantity and period the chart shows: switches, previous and next, a date.

import { add_days, span_of, step, today_in } from "./civil.js";
import { h, segments } from "./dom.js";
import { SHOWS } from "./history_data.js";
import { t } from "./i18n.js";
import { period_title } from "./pictures.js";
import { shows_of } from "./wish.js";

/// The control of the new set that stands where `old` stood.
function twin_of(old, controls) {
  if (old.id === "pick") return controls.querySelector("#pick");
  if (old.value) return controls.querySelector(`input[value="${CSS.escape(old.value)}"]`);
  return [...controls.querySelectorAll("button")].find(one => one.textContent === old.textContent);
}

function arrow(n, name, off, move) {
  return h(
    "button",
    {
      type: "button",
      class: "arrow",
      "aria-label": t(name),
      "aria-disabled": String(off),
      on: { click: () => off || move(n) },
    },
    n < 0 ? "‹" : "›",
  );
}

/// Draws the controls of `wish` into `controls`; `look_at(change)` is called with what a person changes.
export function lay_controls(controls, meter, wish, look_at) {
  const today = today_in(meter.timezone);
  const periods = SHOWS[wish.show].periods;
  const next = step(wish.period, wish.date, 1);
  const at_end = wish.period === "all" || span_of(wish.period, next).from > today;
  const move = n => look_at({ date: n > 0 && next > today ? today : step(wish.period, wish.date, n) });
  const keep = controls.contains(document.activeElement) ? document.activeElement : null;
  const switches = (legend, values, prefix, chosen, choose) =>
    segments(
      t(legend),
      values.map(one => [one, t(`${prefix}.${one}`)]),
      chosen,
      choose,
    );
  controls.replaceChildren(
    h(
      "div",
      { class: "choices" },
      meter.directions.length > 1 &&
        switches("direction", meter.directions, "direction", wish.direction, direction => look_at({ direction })),
      switches("show", shows_of(meter, wish.direction), "show", wish.show, show => look_at({ show })),
      switches("period", periods, "period", wish.period, period => look_at({ period })),
    ),
    h(
      "div",
      { class: "when" },
      arrow(-1, "period.before", wish.period === "all", move),
      h("h2", { id: "chart-title", "aria-live": "polite" }, period_title(wish.period, wish.date)),
      arrow(1, "period.after", at_end, move),
      h("label", { class: "quiet", for: "pick" }, t("period.pick")),
      h("input", {
        type: "date",
        id: "pick",
        value: wish.date,
        max: add_days(today, -1),
        min: "2010-01-01",
        on: { change: event => event.target.value && look_at({ date: event.target.value }) },
      }),
    ),
  );
  if (keep) twin_of(keep, controls)?.focus({ preventScroll: true });
}
