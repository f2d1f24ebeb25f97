// The bridge's HTTP API. Paths are relative to the page, so that it works behind a prefix.

import { wanted_language } from "./i18n.js";

const BASE = new URL("..", import.meta.url);

export const address = path => new URL(path, BASE).href;

/// What went wrong, in the words of the API: message (what happened), whose (whose fault), advice (what to do).
export class Trouble extends Error {
  constructor({ code, message, advice, whose }, status = 0, retry_after = null) {
    super(message);
    Object.assign(this, { code, advice, whose, status, retry_after });
  }
}

let on_session_needed = () => {};
export const when_session_needed = listener => {
  on_session_needed = listener;
};

async function ask(path, { method = "GET", json, body, signal } = {}) {
  const headers = { Accept: "application/json", "Accept-Language": wanted_language() };
  if (method !== "GET") headers["X-Requested-With"] = "enedis2mqtt";
  if (json !== undefined) headers["Content-Type"] = "application/json";
  if (body !== undefined) headers["Content-Type"] = "application/octet-stream";
  let answer;
  try {
    answer = await fetch(address(path), {
      method,
      headers,
      signal,
      body: json !== undefined ? JSON.stringify(json) : body,
    });
  } catch (failure) {
    if (failure.name === "AbortError") throw failure;
    throw new Trouble({ code: "page_offline" });
  }
  const text = await answer.text();
  let told = null;
  try {
    told = text ? JSON.parse(text) : null;
  } catch {
    /* not the bridge: a proxy's page */
  }
  if (answer.ok) return told;
  if (answer.status === 401 && path !== "api/session") on_session_needed();
  throw new Trouble(
    told?.error ?? { code: "page_unexpected" },
    answer.status,
    Number(answer.headers.get("Retry-After")) || null,
  );
}

const of_meter = (pdl, what = "") => `api/meters/${encodeURIComponent(pdl)}${what}`;

export const api = {
  status: () => ask("api/status"),
  meters: () => ask("api/meters"),
  readings: (pdl, query, signal) => ask(of_meter(pdl, `/readings?${new URLSearchParams(query)}`), { signal }),
  csv_address: (pdl, query) => address(of_meter(pdl, `/readings?${new URLSearchParams({ ...query, format: "csv" })}`)),
  refresh: pdl => ask(of_meter(pdl, "/refresh"), { method: "POST", json: {} }),
  history: (pdl, wish) => ask(of_meter(pdl, "/history"), { method: "POST", json: wish }),
  cancel_history: pdl => ask(of_meter(pdl, "/history"), { method: "DELETE" }),
  upload: (pdl, file, direction) =>
    ask(of_meter(pdl, `/files?${new URLSearchParams(direction ? { direction } : {})}`), { method: "POST", body: file }),
  open_session: password => ask("api/session", { method: "POST", json: { password } }),
  close_session: () => ask("api/session", { method: "DELETE" }),
  consent: () => ask("api/consent"),
  recognise: (text, provider) =>
    ask("api/consent/recognise", { method: "POST", json: { text, ...(provider && { provider }) } }),
  accept: wish => ask("api/consent/accept", { method: "POST", json: wish }),
  setup: () => ask("api/setup"),
  try_broker: wish => ask("api/setup/broker", { method: "POST", json: wish }),
  finish_setup: wish => ask("api/setup", { method: "POST", json: wish }),
  start_demo: () => ask("api/setup/demo", { method: "POST", json: {} }),
};
