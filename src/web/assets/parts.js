// Small pieces that several views show the same way.

import { h, svg } from "./dom.js";
import { days_between, today_in } from "./civil.js";
import { day, day_and_time, labelled, number, t } from "./i18n.js";
import { live } from "./live.js";

/// What happened, whose fault it is, what to do.
export function trouble(error, { compact = false } = {}) {
  const known = error?.message || t(`trouble.${error?.code ?? "page_unexpected"}`);
  // "What happened. (What the other side said word for word)"
  const [, what, quoted] = /^(.*?[.!?…]) \((.*)\)$/su.exec(known) ?? [null, known];
  const advice = error?.advice || t(`trouble.${error?.code}.advice`, {}, "");
  const whose = error?.whose && t(`whose.${error.whose}`);
  return h(
    "div",
    { class: `trouble ${error?.whose === "user" ? "yours" : ""} ${compact ? "compact" : ""}` },
    h(
      "p",
      { class: "what" },
      what,
      error?.since && h("span", { class: "since" }, ` ${t("since", { when: day_and_time(error.since) })}`),
    ),
    quoted && h("p", { class: "quoted" }, quoted),
    whose && h("p", { class: "whose" }, whose),
    advice && h("p", { class: "advice" }, advice),
    error?.retry_after && h("p", { class: "advice" }, t("trouble.retry_after", { seconds: error.retry_after })),
  );
}

/// What happened, in the page's language; in the bridge's own words where the kind is new to the page.
export const happening = ({ event, message }) => t(`event.${event}`, {}, message);

/// A face with its meter, in the colours of the configuration.
export function dress(face, meter) {
  const widget = live.status?.widget;
  if (widget?.background) face.setAttribute("background", widget.background);
  if (widget?.title) face.setAttribute("title-background", widget.title);
  face.meter = meter;
}

export function light(state) {
  return h("span", { class: `light ${state}` }, h("i", { "aria-hidden": "true" }), t(`state.${state}`));
}

/// An import or a history job under way.
export function progress_block(progress, cancel) {
  const label = t(progress.kind === "history" ? "progress.history" : "progress.import");
  const share = progress.total > 0 ? progress.done / progress.total : 0;
  const end = progress.expected_end && days_between(today_in("Europe/Paris"), progress.expected_end.slice(0, 10)) > 0;
  return h(
    "div",
    { class: "progress" },
    h(
      "p",
      { class: "progress-head" },
      h("strong", {}, label),
      h("span", {}, t("progress.calls", { done: progress.done, total: progress.total })),
    ),
    h("progress", { max: 1, value: share, "aria-label": label }),
    h(
      "p",
      { class: "soft" },
      [
        progress.at && t("progress.at", { day: day(progress.at) }),
        Number.isFinite(progress.calls_left_today) && t("progress.left_today", { n: progress.calls_left_today }),
        end && t("progress.end", { day: day(progress.expected_end) }),
      ]
        .filter(Boolean)
        .join(" · "),
    ),
    cancel && h("button", { type: "button", class: "plain", on: { click: cancel } }, t("history.cancel")),
  );
}

/// Days until the consent ends when it is worth telling (30 and less), else null.
export function consent_days(expires) {
  if (!expires) return null;
  const left = days_between(today_in("Europe/Paris"), expires.slice(0, 10));
  return left <= 30 ? left : null;
}

/// The warning as a sentence; empty where there is time left.
export function consent_words(expires) {
  const left = consent_days(expires);
  if (left === null) return "";
  return left < 0 ? t("consent.expired") : t("consent.expires_in", { n: left, day: day(expires) });
}

export function consent_warning(expires) {
  const words = consent_words(expires);
  if (!words) return null;
  return h(
    "div",
    { class: "trouble yours compact" },
    h("p", { class: "what" }, words),
    h("p", { class: "advice" }, h("a", { href: "#/consent" }, t("consent.renew"))),
  );
}

export function facts(rows) {
  return h(
    "dl",
    { class: "facts" },
    rows.filter(Boolean).map(([name, ...value]) => h("div", {}, h("dt", {}, name), h("dd", {}, ...value))),
  );
}

/// Calls of the day against the source's budget.
export function calls(status) {
  if (!Number.isFinite(status.calls_today)) return "–";
  if (!status.call_budget) return String(status.calls_today);
  return [
    t("calls.of", { n: status.calls_today, budget: status.call_budget }),
    h("meter", {
      min: 0,
      max: status.call_budget,
      value: status.calls_today,
      high: status.call_budget * 0.85,
      "aria-label": t("fact.calls"),
    }),
  ];
}

export function meter_facts(meter) {
  const { status } = meter;
  const left = consent_days(status.consent_expires);
  const [last_success, last_poll] = [status.last_success, status.last_poll].map(at =>
    at ? day_and_time(at) : t("never"),
  );
  return facts([
    [t("fact.last_success"), last_success],
    status.last_poll && last_poll !== last_success && [t("fact.last_poll"), last_poll],
    [t("fact.next_poll"), status.next_poll ? day_and_time(status.next_poll) : t("fact.next_none")],
    [t("fact.calls"), calls(status)],
    status.consent_expires && left === null && [t("fact.consent"), day(status.consent_expires)],
  ]);
}

/// The last seven days as a few bars; a day without data is an empty place.
export function week_bars(reading) {
  const recent = reading?.recent ?? [];
  if (recent.length < 2) return null;
  const last = reading.date;
  const places = Array.from({ length: 7 }, (_, i) => {
    const at = new Date(Date.parse(`${last}T12:00:00Z`) - (6 - i) * 86_400_000).toISOString().slice(0, 10);
    return { at, value: recent.find(({ date }) => date === at)?.value };
  });
  const most = Math.max(...recent.map(({ value }) => value), 0.001);
  const bars = places.map(({ at, value }, i) =>
    value === undefined
      ? svg("rect", { class: "gap", x: i * 20 + 2, y: 31, width: 16, height: 3, rx: 1.5 })
      : svg(
          "rect",
          {
            class: "bar",
            x: i * 20 + 2,
            y: 34 - Math.max(2, (value / most) * 32),
            width: 16,
            height: Math.max(2, (value / most) * 32),
            rx: 2.5,
          },
          svg("title", {}, labelled(day(at), `${number(value, 2)} kWh`)),
        ),
  );
  const letters = places.map(({ at }, i) =>
    svg(
      "text",
      { x: i * 20 + 10, y: 43 },
      new Date(`${at}T12:00:00Z`).toLocaleDateString(document.documentElement.lang, {
        weekday: "narrow",
        timeZone: "UTC",
      }),
    ),
  );
  const told = recent.map(({ date, value }) => `${day(date)} ${number(value, 2)} kWh`).join(", ");
  return h(
    "figure",
    { class: "week" },
    h(
      "figcaption",
      {},
      t("week.title"),
      h(
        "span",
        {},
        t("week.mean", { value: number(recent.reduce((sum, one) => sum + one.value, 0) / recent.length, 1) }),
      ),
    ),
    svg("svg", { viewBox: "0 0 140 46", role: "img", "aria-label": labelled(t("week.title"), told) }, bars, letters),
  );
}
