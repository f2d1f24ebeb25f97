// What the page knows at this instant: the status, the meters, and what just happened, kept fresh by server-sent events.

import { address, api } from "./api.js";
import { language } from "./i18n.js";

const listeners = new Set();
const KEPT_EVENTS = 30;

export const live = {
  status: null,
  meters: new Map(), // pdl -> METER, in the configuration's order
  link: "connecting", // connecting, open, lost
  happened: [], // latest first
};

/// `listener(what)`: "status", "meters", "link" or "happened". Returns how to stop listening.
export function watch(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const tell = what => listeners.forEach(listener => listener(what));

export async function read_status() {
  live.status = await api.status();
  tell("status");
  return live.status;
}

export async function read_meters() {
  const { meters } = await api.meters();
  live.meters = new Map(meters.map(meter => [meter.pdl, meter]));
  tell("meters");
}

let stream = null;
let retry = 0;
let wait = 1000;
let asleep = false; // the stream waits for its tab to be looked at
let missed = false; // the bridge may have begun anew meanwhile, with other meters

function set_link(link) {
  if (live.link === link) return;
  live.link = link;
  tell("link");
}

/// A tab in the background lets its stream go: a browser opens six connections to one host, and each tab would hold one.
export function follow() {
  leave();
  if (document.hidden) {
    asleep = missed = true;
    return;
  }
  stream = new EventSource(address(`api/events?language=${language()}`));
  stream.addEventListener("open", () => {
    wait = 1000;
    if (missed) Promise.all([read_status(), read_meters()]).catch(() => {});
    missed = false;
    set_link("open");
  });
  stream.addEventListener("meter", event => {
    const meter = JSON.parse(event.data);
    live.meters.set(meter.pdl, meter);
    tell("meters");
  });
  stream.addEventListener("happened", event => {
    live.happened = [JSON.parse(event.data), ...live.happened].slice(0, KEPT_EVENTS);
    tell("happened");
  });
  stream.addEventListener("broker", event => {
    if (!live.status) return;
    live.status.broker = { ...live.status.broker, ...JSON.parse(event.data) };
    tell("status");
  });
  // A browser gives up for good on an answer other than 200, such as a proxy's 502 while the bridge restarts.
  stream.addEventListener("error", () => {
    missed = true;
    set_link("lost");
    if (stream?.readyState !== EventSource.CLOSED) return;
    retry = setTimeout(() => read_status().then(follow, () => follow()), wait);
    wait = Math.min(wait * 2, 30_000);
  });
}

export function leave() {
  asleep = false;
  clearTimeout(retry);
  stream?.close();
  stream = null;
}

document.addEventListener("visibilitychange", () => {
  if (stream || asleep) follow();
});
