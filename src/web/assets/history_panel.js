// Asking for the past: the plan is shown before anything is asked of the source.

import { api } from "./api.js";
import { add_days, add_months, days_between, today_in } from "./civil.js";
import { field, h, redraw } from "./dom.js";
import { day, t } from "./i18n.js";
import { progress_block, trouble } from "./parts.js";

const YEARS_HAD = 3; // Enedis keeps three years of days and two of the curve

/// "105 calls: 21 now, then 25 a day, done about 28 November".
function plan_words(plan, today) {
  if (plan.calls === 0) return t("plan.nothing");
  const end = plan.expected_end?.slice(0, 10);
  const days = end ? Math.max(1, days_between(today, end)) : 0;
  if (
    plan.calls_left_today === null ||
    plan.calls_left_today === undefined ||
    plan.calls <= plan.calls_left_today ||
    !end ||
    end === today
  )
    return t("plan.now", { n: plan.calls });
  return t("plan.later", {
    n: plan.calls,
    now: Math.max(0, plan.calls_left_today),
    per_day: plan.calls_per_day ?? "?",
    days,
    end: day(end),
  });
}

export function history_panel(pdl, first) {
  let meter = first;
  let known = null; // the plan shown, with the wish it belongs to
  const today = today_in(first.timezone);
  const running = h("div");
  const answer = h("div", { "aria-live": "polite" });
  const from = h("input", {
    type: "date",
    name: "from",
    required: true,
    max: add_days(today, -1),
    value: add_months(today, -12 * YEARS_HAD),
    on: { input: () => forget() },
  });
  const sets = [
    ["daily", true],
    ["max_power", first.directions.includes("consumption")],
    ["load_curve", first.hourly],
  ]
    .filter(([, has]) => has)
    .map(([name]) => ({
      name,
      box: h("input", {
        type: "checkbox",
        name,
        id: `set-${name}`,
        props: { checked: true },
        on: { change: () => forget() },
      }),
    }));
  const ask = h("button", { type: "submit", class: "button" }, t("history.plan"));
  const form = h(
    "form",
    {
      class: "form",
      on: {
        submit: event => {
          event.preventDefault();
          plan();
        },
      },
    },
    field(t("history.from"), from, t("history.hint")),
    h(
      "fieldset",
      { class: "boxes" },
      h("legend", {}, t("history.what")),
      sets.map(({ name, box }) => h("label", { for: box.id }, box, t(`set.${name}`))),
    ),
    ask,
  );
  const element = h(
    "section",
    { class: "card panel", id: "history", "aria-labelledby": "history-title" },
    h("h2", { id: "history-title" }, t("history.title")),
    h("p", { class: "soft" }, t("history.lead")),
    running,
    form,
    answer,
  );

  const wish = () => ({ from: from.value, data: sets.filter(({ box }) => box.checked).map(({ name }) => name) });
  const forget = () => {
    known = null;
    answer.replaceChildren();
  };

  async function plan() {
    const asked = wish();
    if (!asked.data.length) return answer.replaceChildren(h("p", {}, t("history.none_chosen")));
    ask.setAttribute("aria-busy", "true");
    try {
      const told = await api.history(pdl, { ...asked, plan_only: true });
      known = asked;
      show_plan(told.plan);
    } catch (error) {
      answer.replaceChildren(trouble(error));
    } finally {
      ask.removeAttribute("aria-busy");
    }
  }

  function show_plan(told) {
    const rows = (told.series ?? []).map(({ measure, calls, from: begin, to }) => {
      const [direction, name] = measure.split("/");
      const what = `${t(`series.${name}`)}${meter.directions.length > 1 ? `, ${t(`direction.${direction}`).toLowerCase()}` : ""}`;
      return h(
        "li",
        {},
        h(
          "span",
          {},
          what,
          h("small", {}, t("plan.range", { from: day(begin, true), to: day(add_days(to, -1), true) })),
        ),
        h("strong", {}, t("plan.calls", { n: calls })),
      );
    });
    answer.replaceChildren(
      h(
        "div",
        { class: "plan" },
        rows.length ? h("ul", {}, rows) : "",
        h("p", {}, plan_words(told, today)),
        told.calls > 0 && h("button", { type: "button", class: "button", on: { click: start } }, t("history.start")),
      ),
    );
  }

  async function start() {
    try {
      const { plan: told } = await api.history(pdl, known ?? wish());
      answer.replaceChildren(h("p", { class: "done" }, t("history.started"), " ", plan_words(told, today)));
    } catch (error) {
      answer.replaceChildren(trouble(error));
    }
  }

  const cancel = () =>
    api.cancel_history(pdl).then(
      () => answer.replaceChildren(h("p", {}, t("history.cancelled"))),
      error => answer.replaceChildren(trouble(error)),
    );

  return {
    element,
    suggest: day_wanted => {
      from.value = day_wanted;
      forget();
      from.focus({ preventScroll: true });
    },
    update: now => {
      meter = now;
      const progress = now.status.progress?.kind === "history" ? now.status.progress : null;
      redraw(running, progress && progress_block(progress, cancel));
    },
  };
}
