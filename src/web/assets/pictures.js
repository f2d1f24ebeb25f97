// A period put into a picture: what the chart draws, the same as a table, and what is said about both.

import { add_days, span_of } from "./civil.js";
import { h } from "./dom.js";
import { ticks_of, runs_of } from "./history_data.js";
import { civil, day, number, percent, t } from "./i18n.js";

const DAY_PARTS = { weekday: "short", day: "numeric", month: "short" };

export function period_title(period, date) {
  const { from, to } = span_of(period, date);
  switch (period) {
    case "day":
      return civil(date, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
    case "week":
      return t("period.week_of", {
        from: civil(from, { day: "numeric", month: "short" }),
        to: civil(add_days(to, -1), { day: "numeric", month: "short", year: "numeric" }),
      });
    case "month":
      return civil(from, { month: "long", year: "numeric" });
    case "year":
      return date.slice(0, 4);
    default:
      return t("period.all_long");
  }
}

const place_title = place =>
  place.length === 10
    ? civil(place, { weekday: "long", day: "numeric", month: "long", year: "numeric" })
    : place.length === 7
      ? civil(`${place}-01`, { month: "long", year: "numeric" })
      : place;

const place_label = (place, period) =>
  place.length === 4
    ? place
    : place.length === 7
      ? civil(`${place}-01`, { month: "short" })
      : period === "week"
        ? civil(place, { weekday: "short", day: "numeric" })
        : period === "month"
          ? String(Number(place.slice(8)))
          : civil(place, { day: "numeric", month: "short" });

const clock = instant => /T(\d\d:\d\d)/.exec(instant ?? "")?.[1] ?? "";

function legend(entries) {
  return h(
    "ul",
    { class: "legend" },
    entries
      .filter(Boolean)
      .map(([tone, text]) => h("li", {}, h("i", { class: `swatch ${tone}`, "aria-hidden": "true" }), text)),
  );
}

function gaps_list(missing, ask_history) {
  if (!missing.length) return null;
  const told = runs_of(missing).map(({ from, to }) =>
    from === to ? day(from) : t("gap.run", { from: day(from), to: day(to) }),
  );
  return h(
    "details",
    { class: "gaps", open: missing.length <= 3 },
    h("summary", {}, t("gap.count", { n: missing.length })),
    h("p", {}, told.join(", ")),
    ask_history &&
      h("button", { type: "button", class: "plain", on: { click: () => ask_history(missing[0]) } }, t("gap.ask")),
  );
}

function tile(label, value, unit, note) {
  return h(
    "div",
    { class: "tile" },
    h("span", {}, label),
    h("strong", {}, value, unit && h("small", {}, ` ${unit}`)),
    note && h("em", {}, note),
  );
}

const nothing = (context, missing) =>
  [
    h("p", {}, t("empty.title")),
    h("p", { class: "soft" }, missing.length ? t("empty.missing") : t("empty.ahead")),
    missing.length
      ? h(
          "button",
          { type: "button", class: "plain", on: { click: () => context.ask_history(missing[0]) } },
          t("gap.ask"),
        )
      : null,
  ].filter(Boolean);

export function places_picture(context, told) {
  const { show, period, direction, unit, span, look_at } = context;
  const { rows, missing, total, most, compared, change, count } = told;
  const peak = show === "peak";
  const digits = unit === "kWh" && total >= 1000 ? 0 : 2;
  const before_name = t(period === "week" ? "before.week" : "before.year");
  const olds = context.with_before && rows.some(({ old }) => old !== null);
  const places = rows.map(({ missing: n, value }, i) => (n > 0 && value === null ? i : -1)).filter(i => i >= 0);
  const series = [
    {
      label: t(`direction.${direction}`),
      values: rows.map(({ value }) => value),
      tone: peak ? "max_power" : direction,
    },
  ];
  if (olds) series.unshift({ label: before_name, values: rows.map(({ old }) => old), tone: "before" });
  const figure = value => `${number(value, 2)} ${unit}`;
  const mean_of = { 10: "mean.day", 7: "mean.month", 4: "mean.year" }[rows[0]?.place.length ?? 10];

  const summary = [];
  if (count && !peak) {
    const note =
      change !== null &&
      t("compared", {
        change: percent(change),
        n: compared,
        what: t({ 10: "unit.days", 7: "unit.months", 4: "unit.years" }[rows[0].place.length], { n: compared }),
      });
    summary.push(tile(t("total"), number(total, digits), unit, note), tile(t(mean_of), number(total / count, 2), unit));
  }
  if (most)
    summary.push(
      tile(
        t(peak ? "peak.most" : "most"),
        number(most.value, 2),
        unit,
        `${place_title(most.place)}${most.at ? ` ${clock(most.at)}` : ""}`,
      ),
    );

  const drill = place =>
    place.length === 4
      ? { period: "year", date: `${place}-01-01` }
      : place.length === 7
        ? { period: "month", date: `${place}-01` }
        : { show: "curve", period: "day", date: place };
  const can_drill = i => rows[i] && rows[i].value !== null && !(peak && rows[i].place.length < 10);

  return {
    summary,
    empty: count
      ? null
      : nothing(context, missing.length ? missing : [span.from].filter(() => rows.some(({ ahead }) => !ahead))),
    told: [
      t(`show.${show}`),
      t(`direction.${direction}`),
      period_title(period, span.from),
      count && !peak && `${t("total")} ${number(total, digits)} ${unit}`,
      most && `${t("most")} ${figure(most.value)} ${place_title(most.place)}`,
      missing.length && t("gap.count", { n: missing.length }),
      t("see_table"),
    ]
      .filter(Boolean)
      .join(", "),
    legend: legend([
      [peak ? "max_power" : direction, t(peak ? "show.peak" : `direction.${direction}`)],
      olds && ["before", before_name],
      places.length && ["missing", t("gap.legend")],
    ]),
    gaps: gaps_list(missing, context.ask_history),
    table: h(
      "table",
      {},
      h("caption", { class: "quiet" }, `${t(`show.${show}`)}, ${period_title(period, span.from)}`),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          h("th", { scope: "col" }, t("period")),
          h("th", { scope: "col" }, `${t(`direction.${direction}`)} (${unit})`),
          peak && h("th", { scope: "col" }, t("at")),
          olds && h("th", { scope: "col" }, `${before_name} (${unit})`),
          h("th", { scope: "col" }, t("gap.column")),
        ),
      ),
      h(
        "tbody",
        {},
        rows
          .filter(({ ahead, value }) => !ahead || value !== null)
          .map(({ place, value, at, old, missing: n }) =>
            h(
              "tr",
              {},
              h("th", { scope: "row" }, place_title(place)),
              h("td", { class: "figure" }, value === null ? t("none") : number(value, 3)),
              peak && h("td", {}, clock(at)),
              olds && h("td", { class: "figure" }, old === null ? "–" : number(old, 3)),
              h("td", {}, n ? (place.length === 10 ? t("gap.day") : t("gap.count", { n })) : ""),
            ),
          ),
      ),
    ),
    model: {
      kind: peak ? "points" : "bars",
      unit,
      series,
      labels: rows.map(({ place }) => place_label(place, period)),
      missing: { places },
      title: i =>
        place_title(rows[i].place) +
        (rows[i].missing && rows[i].place.length < 10 ? ` (${t("gap.count", { n: rows[i].missing })})` : ""),
      told: (i, n) => {
        const old = olds && n === 0;
        const at = old ? rows[i].old_at : rows[i].at;
        return ` ${series[n].label} : ${figure(old ? rows[i].old : rows[i].value)}${at ? ` (${clock(at)})` : ""}`;
      },
      open: i => can_drill(i) && look_at(drill(rows[i].place)),
    },
  };
}

export function curve_picture(context, told) {
  const { period, direction, unit, span, zone } = context;
  const { points, spans, most, energy, readings, missing } = told;
  const whole = civil_of =>
    `${civil_of.slice(0, 10) !== span.from || period === "week" ? `${civil(civil_of.slice(0, 10), DAY_PARTS)} ` : ""}${clock(civil_of)}`;
  // In autumn an hour comes twice: only the offset tells which.
  const offset = instant => instant.slice(-6);
  const turns = readings.length && offset(readings[0].start) !== offset(readings.at(-1).end);
  const utc = instant => (turns ? ` (UTC${offset(instant)})` : "");
  const at = ({ start, end }) => `${whole(start)}${utc(start)}–${clock(end)}${utc(end)}`;
  return {
    summary: readings.length
      ? [
          tile(t("curve.energy"), number(energy, 2), "kWh"),
          tile(t("curve.most"), number(most.value, 2), unit, at(most)),
          tile(t("curve.least"), number(Math.min(...readings.map(({ value }) => value)), 2), unit),
        ]
      : [],
    empty: readings.length ? null : nothing(context, missing),
    told: [
      t("show.curve"),
      t(`direction.${direction}`),
      period_title(period, span.from),
      most && `${t("curve.most")} ${number(most.value, 2)} ${unit} ${at(most)}`,
      `${t("curve.energy")} ${number(energy, 2)} kWh`,
      spans.length && t("gap.spans", { n: spans.length }),
      t("see_table"),
    ]
      .filter(Boolean)
      .join(", "),
    legend: legend([[direction, t(`direction.${direction}`)], spans.length && ["missing", t("gap.legend_curve")]]),
    gaps: gaps_list(missing, context.ask_history),
    table: h(
      "table",
      {},
      h("caption", { class: "quiet" }, `${t("show.curve")}, ${period_title(period, span.from)}`),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          h("th", { scope: "col" }, t("curve.interval")),
          h("th", { scope: "col" }, `${t(`direction.${direction}`)} (${unit})`),
        ),
      ),
      h(
        "tbody",
        {},
        readings.map(reading =>
          h("tr", {}, h("th", { scope: "row" }, at(reading)), h("td", { class: "figure" }, number(reading.value, 3))),
        ),
      ),
    ),
    model: {
      kind: "steps",
      unit,
      from: told.from,
      to: told.to,
      missing: { spans },
      ticks: ticks_of(span, zone, one => civil(one, { weekday: "short", day: "numeric" })),
      series: [{ label: t(`direction.${direction}`), values: points, tone: direction }],
      title: i => (points[i]?.start ? at(points[i]) : ""),
      told: i => ` ${number(points[i].y, 3)} ${unit}`,
    },
  };
}
