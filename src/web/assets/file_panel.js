// Files downloaded from Enedis: years of data at once, without a call.

import { api } from "./api.js";
import { field, h } from "./dom.js";
import { day, labelled, number, t } from "./i18n.js";
import { trouble } from "./parts.js";

const LARGEST = 16 * 1024 * 1024;
const SKIPPED_SHOWN = 20;
const DAYS_SHOWN = 10;

function incomplete_days(days) {
  return h(
    "div",
    {},
    h("p", {}, t("file.incomplete", { n: days.length })),
    h(
      "ul",
      {},
      days.slice(0, DAYS_SHOWN).map(({ date, missing }) => h("li", {}, labelled(day(date, true), missing))),
      days.length > DAYS_SHOWN && h("li", {}, "…"),
    ),
    h("p", {}, t("file.complete")),
  );
}

function report_of({ layout, measure, from, to, values, added, changed, unchanged, skipped, incomplete }) {
  const [direction, series] = measure.split("/");
  return h(
    "div",
    { class: "plan" },
    h("p", {}, h("strong", {}, layout)),
    h(
      "p",
      {},
      labelled(
        `${t(`series.${series}`)}, ${t(`direction.${direction}`).toLowerCase()}`,
        t("plan.range", { from: day(from, true), to: day(to, true) }),
      ),
    ),
    h(
      "p",
      {},
      t("file.counts", {
        values: number(values),
        added: number(added),
        changed: number(changed),
        unchanged: number(unchanged),
      }),
    ),
    skipped.length > 0 &&
      h(
        "details",
        {},
        h("summary", {}, t("file.skipped", { n: skipped.length })),
        h(
          "ul",
          {},
          skipped.slice(0, SKIPPED_SHOWN).map(({ row, reason }) => h("li", {}, t("file.row", { row, reason }))),
          skipped.length > SKIPPED_SHOWN && h("li", {}, "…"),
        ),
      ),
    incomplete.length > 0 && incomplete_days(incomplete),
  );
}

const left_out_part = words => h("p", { class: "soft" }, labelled(t("file.left_out"), words));

export function file_panel(pdl, meter, changed) {
  const answer = h("div", { "aria-live": "polite" });
  const input = h("input", {
    type: "file",
    multiple: true,
    accept: ".csv,.xlsx,.zip,.txt,.json",
    on: { change: () => send([...input.files]) },
  });
  const direction =
    meter.directions.length > 1
      ? h(
          "select",
          {},
          h("option", { value: "" }, t("file.direction_in_file")),
          meter.directions.map(one => h("option", { value: one }, t(`direction.${one}`))),
        )
      : null;
  const place = h(
    "div",
    { class: "drop" },
    field(t("file.choose"), input, t("file.hint")),
    direction && field(t("file.direction"), direction),
  );
  const over = on => event => {
    event.preventDefault();
    place.classList.toggle("over", on);
  };
  place.addEventListener("dragover", over(true));
  place.addEventListener("dragleave", over(false));
  place.addEventListener("drop", event => {
    over(false)(event);
    send([...event.dataTransfer.files]);
  });

  async function send(files) {
    answer.replaceChildren();
    for (const file of files) {
      const part = h("div", {}, h("h3", {}, file.name), h("p", { class: "soft" }, t("file.reading")));
      answer.append(part);
      try {
        if (file.size > LARGEST)
          throw { message: t("file.too_large"), advice: t("file.too_large.advice"), whose: "user" };
        const { reports, left_out } = await api.upload(
          pdl,
          file,
          direction?.value || (meter.directions.length === 1 ? meter.directions[0] : ""),
        );
        part.lastChild.replaceWith(...reports.map(report_of), ...left_out.map(left_out_part));
        changed();
      } catch (error) {
        part.lastChild.replaceWith(trouble(error));
      }
    }
    input.value = "";
  }

  return {
    element: h(
      "section",
      { class: "card panel", "aria-labelledby": "file-title" },
      h("h2", { id: "file-title" }, t("file.title")),
      h("p", { class: "soft" }, t("file.lead")),
      place,
      answer,
    ),
  };
}
