// One box for anything that a consent page gives: a PDL, a token, or the whole text of the page. What is in it is recognised
// by the bridge without a call, and said in plain words.

import { api } from "./api.js";
import { field, h } from "./dom.js";
import { day, t } from "./i18n.js";
import { trouble } from "./parts.js";

const PAUSE_MS = 350;

/// `told(answer)` each time something was recognised, null when the box is empty.
export function paste_box(told) {
  const words = h("div", { class: "words", "aria-live": "polite" });
  const box = h("textarea", {
    rows: 4,
    spellcheck: "false",
    autocomplete: "off",
    autocapitalize: "off",
    on: { input: () => later() },
  });
  let timer = 0;
  let last = 0;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE_MS);
  };

  async function look() {
    const text = box.value;
    const turn = ++last;
    if (!text.trim()) {
      words.replaceChildren();
      return told(null);
    }
    try {
      const answer = await api.recognise(text);
      if (turn !== last) return;
      const pdls = [...new Set([...(answer.pdls ?? []), ...(answer.token?.pdls ?? [])])];
      words.replaceChildren(
        h("p", {}, answer.words),
        h(
          "ul",
          { class: "found" },
          pdls.map(pdl => h("li", {}, `PDL ${pdl}`)),
          answer.token &&
            h(
              "li",
              {},
              t("paste.token", { shown: answer.token.shown }),
              answer.token.expires && ` · ${t("paste.until", { day: day(answer.token.expires, true) })}`,
            ),
        ),
      );
      told({ ...answer, pdls, text });
    } catch (error) {
      if (turn === last) {
        words.replaceChildren(trouble(error, { compact: true }));
        told(null);
      }
    }
  }

  return {
    element: h("div", {}, field(t("paste.label"), box, t("paste.hint")), words),
    text: () => box.value,
    clear: () => {
      box.value = "";
      words.replaceChildren();
      told(null);
    },
  };
}
