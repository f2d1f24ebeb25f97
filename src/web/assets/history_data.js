// From the API's readings to what a chart and a table show. Pure: no element, no request.

import { add_days, days_between, days_in, midnight, today_in, year_of } from "./civil.js";

/// What each kind of view asks of the API for each period, and at which grain it shows it.
export const SHOWS = {
  energy: {
    measure: { week: "daily", month: "daily", year: "monthly", all: "yearly" },
    periods: ["week", "month", "year", "all"],
    unit: "kWh",
  },
  curve: { measure: { day: "hourly", week: "hourly" }, periods: ["day", "week"], unit: "kW" },
  peak: {
    measure: { week: "max_power", month: "max_power", year: "max_power", all: "max_power" },
    periods: ["week", "month", "year", "all"],
    unit: "kVA",
  },
};

/// Which view tells more about a row of the meter's display.
export const VIEW_OF = {
  hourly: { show: "curve", period: "day" },
  daily: { show: "energy", period: "month" },
  monthly: { show: "energy", period: "year" },
  yearly: { show: "energy", period: "all" },
  max_power: { show: "peak", period: "month" },
};

const GRAIN = { daily: 10, max_power: 10, monthly: 7, yearly: 4 };

/// The periods of a span at a grain, as the first characters of their dates: 2026-11-22, 2026-11 or 2026.
function places_of(measure, { from, to }) {
  const length = GRAIN[measure];
  return [...new Set(days_in({ from, to }).map(day => day.slice(0, length)))];
}

/// The place of the year before that a place is compared with.
function twin(place, period) {
  if (period === "week") return add_days(place, -364);
  return `${year_of(place) - 1}${place.slice(4)}`;
}

/// Places with value and value of the year before, missing days, totals that compare like with like.
export function by_place({ measure, period, span, now, before, zone, with_before }) {
  const today = today_in(zone);
  const length = GRAIN[measure];
  const key = reading => reading.start.slice(0, length);
  const values = new Map(now.readings.map(reading => [key(reading), reading]));
  const olds = new Map((before?.readings ?? []).map(reading => [key(reading), reading]));
  const first = now.readings[0]?.start.slice(0, 10);
  // Before the first reading of all years nothing is missing: nothing was there.
  const known_from = period === "all" ? (first ?? today) : span.from;
  const missing = now.missing.filter(day => day >= known_from && day < today);
  const lacking = new Map();
  for (const day of missing) lacking.set(day.slice(0, length), (lacking.get(day.slice(0, length)) ?? 0) + 1);
  let places = places_of(measure, span);
  if (period === "all")
    places = places
      .filter(place => !first || place >= first.slice(0, length))
      .filter(place => place <= today.slice(0, length));
  const rows = places.map(place => {
    const reading = values.get(place);
    const old = with_before && period !== "all" ? olds.get(twin(place, period)) : undefined;
    return {
      place,
      value: reading?.value ?? null,
      at: reading?.at,
      old: old?.value ?? null,
      old_at: old?.at,
      missing: lacking.get(place) ?? 0,
      ahead: place > today.slice(0, length) || (length === 10 && place >= today),
    };
  });
  const old_lacking = new Set((before?.missing ?? []).map(day => day.slice(0, length)));
  const running = length < 10 ? today.slice(0, length) : null;
  const whole = ({ place }) =>
    place !== running && !lacking.has(place) && !(period !== "all" && old_lacking.has(twin(place, period)));
  return { rows, missing, ...comparison(rows, whole) };
}

function comparison(rows, whole) {
  const known = rows.filter(({ value }) => value !== null);
  const total = known.reduce((sum, { value }) => sum + value, 0);
  const most = known.reduce((top, row) => (top && top.value >= row.value ? top : row), null);
  // Only what both years have, and only whole periods: a running month is no match for an ended one.
  const both = known.filter(row => row.old !== null && whole(row));
  const now = both.reduce((sum, { value }) => sum + value, 0);
  const old = both.reduce((sum, one) => sum + one.old, 0);
  return { total, count: known.length, most, compared: both.length, change: old > 0 ? now / old - 1 : null };
}

/// The load curve as points of a step line, with its gaps. Instants are ms; `y: null` breaks the line.
export function by_instant({ span, now, zone }) {
  const from = midnight(span.from, zone);
  const to = midnight(span.to, zone);
  const limit = Math.min(to, midnight(today_in(zone), zone));
  const points = [];
  const spans = [];
  let reached = from;
  for (const reading of now.readings) {
    const start = Date.parse(reading.start);
    const end = Date.parse(reading.end);
    if (start > reached + 1000) {
      if (points.length) points.push({ x: reached, y: points.at(-1).y }, { x: reached, y: null });
      spans.push([reached, start]);
    }
    points.push({ x: start, y: reading.value, start: reading.start, end: reading.end });
    reached = end;
  }
  if (points.length) points.push({ x: reached, y: points.at(-1).y });
  if (reached + 1000 < limit) spans.push([reached, limit]);
  const known = now.readings;
  const hours = known.reduce(
    (sum, { start, end, value }) => sum + (value * (Date.parse(end) - Date.parse(start))) / 3_600_000,
    0,
  );
  const most = known.reduce((top, reading) => (top && top.value >= reading.value ? top : reading), null);
  return {
    from,
    to,
    points,
    spans,
    energy: hours,
    most,
    missing: now.missing.filter(day => day < today_in(zone)),
    readings: known,
  };
}

/// Every three hours of a day, or every midnight of a longer span.
export function ticks_of(span, zone, day_label) {
  const days = days_in(span);
  if (days.length === 1)
    return Array.from({ length: 9 }, (_, i) => {
      const begin = midnight(days[0], zone);
      const end = midnight(span.to, zone);
      // A day of 23 or 25 hours: the hour is asked of the clock, not counted from midnight.
      const at = i === 8 ? end : begin + i * 3 * 3_600_000 + shift_by(begin, i * 3, zone);
      return { at, label: `${String(i * 3).padStart(2, "0")}:00` };
    });
  return days.map(day => ({ at: midnight(day, zone), label: day_label(day) }));
}

function shift_by(begin, hour, zone) {
  const shown = Number(
    new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", hourCycle: "h23" }).format(
      begin + hour * 3_600_000,
    ),
  );
  return (hour - shown) * 3_600_000;
}

/// Runs of days, so that "4 to 9 March" is not six entries.
export function runs_of(days) {
  const runs = [];
  for (const day of days) {
    const last = runs.at(-1);
    if (last && days_between(last.to, day) === 1) last.to = day;
    else runs.push({ from: day, to: day });
  }
  return runs;
}
