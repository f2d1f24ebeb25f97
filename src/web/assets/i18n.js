// The words of the page in its two languages, and how numbers, days and instants are written.

import { en } from "./words_en.js";
import { fr } from "./words_fr.js";

export const words = { fr, en };

let own = null; // the person's choice
try {
  own = localStorage.getItem("language");
} catch {
  /* none is remembered */
}
if (!words[own]) own = null;
let current = own ?? "fr";
let wanted = own ?? "*";

export const language = () => current;
/// What the API is asked to speak, as Accept-Language has it: any, until the first status has told the configuration's.
export const wanted_language = () => wanted;

function speak(next) {
  current = wanted = words[next] ? next : "fr";
  document.documentElement.lang = current;
}

/// The configuration's language counts until someone chooses another on the page.
export const language_of_bridge = configured => speak(own ?? configured);

export function choose_language(next) {
  own = next;
  try {
    localStorage.setItem("language", next);
  } catch {
    /* it lasts as long as the page */
  }
  speak(next);
}

/// The text of a key; `{name}` is replaced by the parameter of that name.
export function t(key, parameters = {}, otherwise = key) {
  const text = words[current][key] ?? otherwise;
  if (typeof text === "function") return text(parameters);
  return text.replace(/\{(\w+)\}/g, (whole, name) => parameters[name] ?? whole);
}

/// "name: what", as the language sets its colon.
export const labelled = (name, what) => `${name}${current === "fr" ? " " : ""}: ${what}`;

export const number = (value, digits) =>
  value.toLocaleString(current, {
    maximumFractionDigits: digits ?? 3,
    minimumFractionDigits: digits === undefined || digits === 3 ? 0 : digits,
  });
export const percent = share =>
  share.toLocaleString(current, { style: "percent", maximumFractionDigits: 1, signDisplay: "exceptZero" });

/// A civil date (or the date of an instant with its local offset), written without any time zone of the browser.
export const civil = (date, options) =>
  new Date(`${date.slice(0, 10)}T12:00:00Z`).toLocaleDateString(current, { timeZone: "UTC", ...options });

export function day(date, with_year = false) {
  const other_year = date.slice(0, 4) !== String(new Date().getFullYear());
  return civil(date, { day: "numeric", month: "short", ...((with_year || other_year) && { year: "numeric" }) });
}

/// "today 08:41", "yesterday 08:41", "22 Nov 08:41"; the instant's own local time.
export function day_and_time(instant) {
  const clock = /T(\d\d:\d\d)/.exec(instant)?.[1] ?? "";
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(instant) ?? [];
  const offset = sign ? Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) * 60_000 : 0;
  const today = new Date(Date.now() + offset).toISOString().slice(0, 10);
  const away = Math.round(
    (Date.parse(`${instant.slice(0, 10)}T12:00:00Z`) - Date.parse(`${today}T12:00:00Z`)) / 86_400_000,
  );
  const near = Math.abs(away) <= 1 && new Intl.RelativeTimeFormat(current, { numeric: "auto" }).format(away, "day");
  return `${near || day(instant)} ${clock}`.trim();
}
