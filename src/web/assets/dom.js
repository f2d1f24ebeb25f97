// Elements as expressions. No markup is ever built from text: what the API tells stays text.

const SVG = "http://www.w3.org/2000/svg";

/// h("button", {class, on: {click}, data: {pdl}, …attributes}, children…); null, undefined and false children are left out.
export function h(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

export function svg(tag, props = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name === "props") Object.assign(element, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(3).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

let count = 0;
/// An id no other element has.
export const fresh_id = stem => `${stem}-${++count}`;

/// A labelled field: input, select or textarea.
export function field(label, control, hint) {
  control.id ||= fresh_id("field");
  const note = hint && h("small", { id: `${control.id}-hint`, class: "hint" }, hint);
  if (note) control.setAttribute("aria-describedby", note.id);
  return h("div", { class: "field" }, h("label", { for: control.id }, label), control, note);
}

/// One choice among a few, as radio buttons that look like a switch. `choices`: [value, label].
export function segments(legend, choices, chosen, choose) {
  const name = fresh_id("segments");
  return h(
    "fieldset",
    { class: "segments" },
    h("legend", { class: "quiet" }, legend),
    choices.map(([value, label]) => {
      const radio = h("input", {
        type: "radio",
        name,
        value,
        id: fresh_id("segment"),
        props: { checked: value === chosen },
        on: { change: () => choose(value) },
      });
      return [radio, h("label", { for: radio.id }, label)];
    }),
  );
}

/// replaceChildren for a part that is drawn again while someone may stand in it: the same link or button keeps the focus.
export function redraw(parent, ...children) {
  const focused = parent.contains(document.activeElement) ? document.activeElement : null;
  parent.replaceChildren(...children.flat(2).filter(Boolean));
  if (!focused) return;
  const twin = [...parent.querySelectorAll("a, button, input, summary")].find(
    one => one.tagName === focused.tagName && one.textContent === focused.textContent,
  );
  twin?.focus({ preventScroll: true });
}
