// A broken configuration: what is wrong, line by line.

import { h } from "./dom.js";
import { t } from "./i18n.js";

function problem_row({ line, column, key, message, hint, text, caret, width }) {
  return h(
    "li",
    { class: "problem" },
    h(
      "p",
      { class: "where" },
      line > 0 ? t("problem.where", { line, column }) : t("problem.elsewhere"),
      key && h("code", {}, key),
    ),
    h("p", { class: "what" }, message),
    text && h("pre", {}, h("code", {}, `${text}\n${" ".repeat(caret)}${"^".repeat(width)}`)),
    hint && h("p", { class: "advice" }, hint),
  );
}

export function broken_view(setup, again) {
  const { problems = [], file } = setup;
  const look = h("button", { type: "button", class: "button", on: { click: again } }, t("broken.again"));
  return {
    title: t("broken.title"),
    update: () => {},
    element: h(
      "div",
      { class: "view narrow" },
      h(
        "header",
        { class: "head" },
        h("h1", { tabindex: -1 }, t("broken.title")),
        h("p", { class: "lead" }, t("broken.lead", { n: problems.length })),
      ),
      h(
        "section",
        { class: "card panel" },
        h("p", { class: "soft" }, t("broken.file"), " ", h("code", {}, file ?? "")),
        h("ol", { class: "problems" }, problems.map(problem_row)),
        h("p", {}, t("broken.advice")),
        look,
      ),
    ),
  };
}
