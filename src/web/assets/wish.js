// What a person wants to look at on a meter's page: which quantity, which period, around which day. It is the address too.

import { add_days, today_in } from "./civil.js";
import { SHOWS } from "./history_data.js";

const PERIODS = ["day", "week", "month", "year", "all"];

/// What the address asks for, made sound.
export function wish_of(query, meter) {
  const today = today_in(meter.timezone);
  const directions = meter.directions;
  const direction = directions.includes(query.get("direction")) ? query.get("direction") : directions[0];
  const shows = shows_of(meter, direction);
  const show = shows.includes(query.get("show")) ? query.get("show") : "energy";
  const periods = SHOWS[show].periods;
  const period = periods.includes(query.get("period")) ? query.get("period") : show === "curve" ? "day" : "month";
  const last = show === "curve" ? meter.values?.[direction]?.hourly?.date : meter.values?.[direction]?.daily?.date;
  const asked = query.get("date");
  // Every year ends with this one, whatever day was looked at before.
  const date =
    period !== "all" &&
    /^\d{4}-\d\d-\d\d$/.test(asked ?? "") && !Number.isNaN(Date.parse(asked)) &&
    asked <= today
      ? asked
      : (last ?? add_days(today, -1));
  return { direction, show, period, date };
}

export function shows_of(meter, direction) {
  return ["energy", meter.hourly && "curve", direction === "consumption" && "peak"].filter(Boolean);
}

export const address_of = (pdl, wish) => `#/meter/${pdl}?${new URLSearchParams(wish)}`;

/// `wish` with a change, made to fit: each quantity has its periods, each direction its quantities.
export function changed(wish, change, meter) {
  const next = { ...wish, ...change };
  if (!shows_of(meter, next.direction).includes(next.show)) Object.assign(next, { show: "energy", period: "month" });
  const { periods } = SHOWS[next.show];
  if (!periods.includes(next.period))
    next.period = periods.find(period => PERIODS.indexOf(period) >= PERIODS.indexOf(next.period)) ?? periods[0];
  if (next.period === "all") next.date = add_days(today_in(meter.timezone), -1);
  return next;
}
