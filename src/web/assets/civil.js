// Civil days as texts (YYYY-MM-DD) and the periods a person looks at. Half-open: `to` is excluded.

const at_noon = day => new Date(`${day}T12:00:00Z`);
const iso = date => date.toISOString().slice(0, 10);
const MS_OF_DAY = 86_400_000;

export const add_days = (day, n) => iso(new Date(at_noon(day).getTime() + n * MS_OF_DAY));
export const days_between = (from, to) => Math.round((at_noon(to) - at_noon(from)) / MS_OF_DAY);
export const year_of = day => Number(day.slice(0, 4));
const first_of_month = day => `${day.slice(0, 7)}-01`;
const first_of_year = day => `${day.slice(0, 4)}-01-01`;
const monday_of = day => add_days(day, -((at_noon(day).getUTCDay() + 6) % 7));

/// The same day so many months later, or the last of a shorter month.
export function add_months(day, n) {
  const [year, month, date] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month - 1 + n + 1, 0)).getUTCDate();
  return iso(new Date(Date.UTC(year, month - 1 + n, Math.min(date, last), 12)));
}

export function today_in(zone) {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(new Date());
}

/// The first instant of a civil day in a zone, in ms.
export function midnight(day, zone) {
  const wanted = Date.parse(`${day}T00:00:00Z`);
  const local = instant => {
    const parts = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" }).format(
      instant,
    );
    return Date.parse(`${parts.replace(" ", "T")}Z`);
  };
  let guess = wanted;
  for (let i = 0; i < 2; ++i) guess -= local(guess) - wanted;
  return guess;
}

const OLDEST_YEARS = 10;

export function span_of(period, day) {
  switch (period) {
    case "day":
      return { from: day, to: add_days(day, 1) };
    case "week":
      return { from: monday_of(day), to: add_days(monday_of(day), 7) };
    case "month":
      return { from: first_of_month(day), to: add_months(first_of_month(day), 1) };
    case "year":
      return { from: first_of_year(day), to: `${year_of(day) + 1}-01-01` };
    default:
      return { from: `${year_of(day) - OLDEST_YEARS}-01-01`, to: `${year_of(day) + 1}-01-01` };
  }
}

/// The same period of the year before; a week keeps its weekdays.
export function year_before(period, { from, to }) {
  if (period === "week") return { from: add_days(from, -364), to: add_days(to, -364) };
  return { from: add_months(from, -12), to: add_months(to, -12) };
}

export function step(period, day, n) {
  switch (period) {
    case "day":
      return add_days(day, n);
    case "week":
      return add_days(day, 7 * n);
    case "month":
      return add_months(first_of_month(day), n);
    case "year":
      return add_months(first_of_year(day), 12 * n);
    default:
      return day;
  }
}

export function days_in({ from, to }) {
  return Array.from({ length: Math.max(0, days_between(from, to)) }, (_, i) => add_days(from, i));
}
