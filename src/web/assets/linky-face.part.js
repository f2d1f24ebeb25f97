// A part of linky-meter.js: how the face is drawn.

const ROWS = ["yearly", "monthly", "daily", "hourly", "max_power"];
const DECIMALS = { yearly: 1, monthly: 1, daily: 2, hourly: 3, max_power: 2 };
const CELLS = 6;

// --- the display's digits: seven segments each, drawn as paths in a grid of 17 x 24 a cell ---

const bar = (x, y) => `M${x + 2.5} ${y}l1.5-1.5h5l1.5 1.5l-1.5 1.5h-5z`;
const post = (x, y) => `M${x} ${y + 1}l1.5 1.5v4.6l-1.5 1.5l-1.5-1.5v-4.6z`;
const SEGMENTS = {
  a: x => bar(x, 2),
  g: x => bar(x, 12),
  d: x => bar(x, 22),
  f: x => post(x + 2, 2.2),
  b: x => post(x + 11, 2.2),
  e: x => post(x + 2, 12.2),
  c: x => post(x + 11, 12.2),
};
const DIGITS = {
  0: "abcdef",
  1: "bc",
  2: "abged",
  3: "abgcd",
  4: "fgbc",
  5: "afgcd",
  6: "afgedc",
  7: "abc",
  8: "abcdefg",
  9: "abcdfg",
  "-": "g",
  " ": "",
};
const cell = (segments, x) => [...segments].map(name => SEGMENTS[name](x)).join("");
const MARKS = { fr: x => `M${x + 14} 21.2h2.6v2.6l-1.9 3.2h-1.5l1-3.2z`, en: x => `M${x + 14} 20.9h2.8v2.8h-2.8z` };
const PITCH = 17;
const GHOSTS = Array.from({ length: CELLS }, (_, i) => cell(DIGITS[8], i * PITCH)).join("");

/// The path of a number, right-aligned in the cells of the display.
function digits_path(value, decimals, mark) {
  let text = "--";
  let places = 0;
  if (Number.isFinite(value)) {
    places = decimals;
    while (places > 0 && value.toFixed(places).replace(/\D/g, "").length > CELLS) --places;
    text = value.toFixed(places).replace(".", "");
    if (text.length > CELLS) {
      text = "------";
      places = 0;
    }
  }
  const shown = text.padStart(CELLS, " ");
  const lit = [...shown].map((digit, i) => cell(DIGITS[digit] ?? "", i * PITCH)).join("");
  return lit + (places > 0 ? mark((CELLS - 1 - places) * PITCH) : "");
}

const STYLE = `
:host { display: block; container-type: inline-size; min-inline-size: 240px; max-inline-size: 600px; color-scheme: light;
  font-family: ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
:host([hidden]) { display: none; }
* { box-sizing: border-box; margin: 0; }
button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; text-align: inherit; }
button:focus-visible { outline: 2px solid #10240a; outline-offset: 2px; box-shadow: 0 0 0 2px #fff; }
.case { --u: calc(100cqi / 100); position: relative; border-radius: calc(5.2 * var(--u)); padding: calc(3 * var(--u));
  background: var(--linky-case, linear-gradient(168deg, #fdfdfb 0%, #f1f2ee 38%, #dfe1dc 100%));
  box-shadow: 0 0 0 1px #c3c6bf, 0 1px 0 1px #fff inset, 0 -.5cqi 1.4cqi #0000001c inset, 0 1.6cqi 3.4cqi -1.6cqi #0006; }
.front { position: relative; border-radius: calc(3.4 * var(--u)); padding: calc(3.6 * var(--u)) calc(4.4 * var(--u)) calc(4 * var(--u));
  color: var(--linky-ink, var(--ink, #18240a)); background: var(--linky-background, var(--plate, #a3cc28));
  box-shadow: 0 0 0 1px #0000001f inset, 0 .9cqi 1.6cqi #ffffff59 inset, 0 -1.2cqi 2.6cqi #0000001f inset; }
header { display: flex; align-items: center; justify-content: space-between; gap: 3cqi; min-block-size: max(24px, 9cqi);
  margin-block-end: calc(2.4 * var(--u)); border-radius: calc(1.6 * var(--u));
  background: var(--linky-title, var(--title, transparent)); }
.name { font-weight: 650; font-size: clamp(15px, 5.6cqi, 28px); letter-spacing: -.01em; line-height: 1.15; overflow: hidden;
  text-overflow: ellipsis; white-space: nowrap; padding-block: .1em; }
.light { display: inline-flex; flex: none; align-items: center; gap: 1.8cqi; min-block-size: 24px; border-radius: 99px;
  font-size: clamp(12px, 3.5cqi, 17px); font-weight: 600; }
.led { inline-size: clamp(13px, 4.6cqi, 24px); aspect-ratio: 1; border-radius: 50%; border: max(2px, .7cqi) solid #23281e;
  background: radial-gradient(circle at 36% 30%, #fff9 0 12%, transparent 38%), var(--led, #8b9184);
  box-shadow: 0 0 0 1px #ffffff80, 0 0 2.6cqi var(--glow, transparent); }
.case[data-state=up_to_date] { --led: #1fbf3a; --glow: #eaffd6; }
.case[data-state=partial] { --led: #ff9d0a; --glow: #ffb13b; }
.case[data-state=outdated] { --led: #e5261f; --glow: #ff5a4c; }
.why { position: absolute; z-index: 3; inset-inline: calc(2 * var(--u)); inset-block-start: calc(13.6 * var(--u) + 4px); padding: .8em .95em;
  border-radius: 10px; background: #14180f; color: #f3f6ec; font-size: 13.5px; line-height: 1.42; box-shadow: 0 8px 28px #0007;
  visibility: hidden; opacity: 0; transition: opacity .12s, visibility .12s; }
.why::before { content: ""; position: absolute; inset-inline: 0; inset-block-start: -14px; block-size: 14px; }
.why.open { visibility: visible; opacity: 1; }
.why ul { list-style: none; padding: 0; margin-block: .35em 0; }
.why li { display: flex; justify-content: space-between; gap: 1em; padding-block: .16em; border-block-start: 1px solid #ffffff1c; }
.why li.late > :last-child { color: #ffc46b; }
.why .trouble { margin-block-start: .5em; color: #ffd7a1; }
.lcd { border-radius: calc(1.8 * var(--u)); padding: calc(1.6 * var(--u)) calc(1.4 * var(--u)); color: var(--linky-lcd-ink, #1b2416);
  background: var(--linky-lcd, linear-gradient(175deg, #aeb99c, #c3ccb2 22%, #ced6bf));
  box-shadow: 0 0 0 max(2px, .9cqi) #2a2f26, 0 0 0 max(3px, 1.3cqi) #ffffff52, 0 1.3cqi 2cqi #00000052 inset; }
.mode { display: flex; justify-content: space-between; gap: 1em; padding-inline: 1.4cqi; font-size: clamp(11px, 3.1cqi, 15px);
  font-weight: 600; letter-spacing: .07em; text-transform: uppercase; }
.flash { display: inline-flex; gap: .3em; align-items: center; }
.flash svg { inline-size: .75em; block-size: 1.1em; fill: currentColor; }
.rows { list-style: none; padding: 0; }
.rows li + li { border-block-start: 1px solid #1b24162b; }
.row { display: grid; inline-size: 100%; grid-template-columns: 1fr auto 2.9em; align-items: center; column-gap: 1.6cqi;
  padding: calc(1.15 * var(--u)) 1.4cqi; border-radius: 4px; font-size: clamp(12px, 3.7cqi, 19px); min-block-size: 24px; }
.row:hover { background: #1b24161c; }
.row:focus-visible { outline-offset: -2px; box-shadow: none; }
.label { display: flex; flex-direction: column; line-height: 1.15; font-weight: 600; min-inline-size: 0; }
.label small { font-weight: 500; font-size: max(11px, .78em); white-space: nowrap; }
.unit { font-weight: 650; }
.digits { block-size: clamp(20px, 7.2cqi, 42px); aspect-ratio: 102 / 27; overflow: visible; }
.ghost { fill: currentColor; opacity: .06; }
.on { fill: currentColor; }
.keys { display: flex; align-items: center; justify-content: space-between; gap: 3cqi; margin-block-start: calc(3.4 * var(--u)); }
.rocker { display: flex; border-radius: 99px; padding: max(2px, .7cqi); background: #00000024;
  box-shadow: 0 .5cqi 1cqi #00000038 inset, 0 1px 0 #ffffff66; }
.key { display: grid; place-items: center; color: #222820; background: linear-gradient(180deg, #fdfdfb, #dcdfd7);
  box-shadow: 0 0 0 1px #0000003b, 0 .7cqi 1cqi #0000003d, 0 1px 0 #fff inset; font-weight: 600; min-block-size: 26px;
  font-size: clamp(17px, 6cqi, 32px); line-height: 1; }
.key:active, .key[aria-pressed=true] { background: linear-gradient(180deg, #cdd1c6, #e9ebe5);
  box-shadow: 0 0 0 1px #00000057, 0 .6cqi 1cqi #00000047 inset; }
.rocker .key { inline-size: clamp(34px, 14cqi, 76px); block-size: clamp(28px, 9.6cqi, 54px); }
.rocker .key:first-child { border-radius: 99px 6px 6px 99px; }
.rocker .key:last-child { border-radius: 6px 99px 99px 6px; border-inline-start: 1px solid #0003; }
.rocker .key[aria-pressed=true]::after { content: ""; inline-size: 34%; block-size: max(2px, .7cqi); border-radius: 2px; background: #4c7a00; margin-block-start: -.25em; }
.direction { flex: 1; font-size: clamp(11px, 3.5cqi, 18px); font-weight: 600; line-height: 1.2; }
.direction small { display: block; font-weight: 500; font-size: .88em; }
.refresh { inline-size: clamp(32px, 11cqi, 62px); aspect-ratio: 1; border-radius: 50%; flex: none; }
.refresh svg { inline-size: 54%; fill: none; stroke: currentColor; stroke-width: 2.4; stroke-linecap: round; stroke-linejoin: round; }
:host([busy]) .refresh svg { animation: turn 1s linear infinite; }
@keyframes turn { to { transform: rotate(1turn); } }
.foot { display: flex; align-items: center; justify-content: space-between; gap: 2cqi; padding: calc(3.2 * var(--u)) calc(2 * var(--u)) calc(1 * var(--u));
  color: #3d423a; font-size: clamp(11px, 3.2cqi, 16px); }
.screw { flex: none; inline-size: clamp(12px, 5.2cqi, 28px); }
.plate { display: flex; flex-direction: column; align-items: center; gap: .25em; font-variant-numeric: tabular-nums; letter-spacing: .06em; }
.code { block-size: clamp(9px, 3.6cqi, 20px); inline-size: clamp(110px, 44cqi, 240px); fill: #3d423a; }
.hidden { display: none; }
.quiet { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (prefers-reduced-motion: reduce) { .why { transition: none; } :host([busy]) .refresh svg { animation: none; opacity: .45; } }
@media (prefers-contrast: more) { .lcd { background: #f4f7ec; color: #000; } .ghost { display: none; } .foot { color: #000; } }
@media (forced-colors: active) {
  .case, .front, .lcd, .key, .why { border: 1px solid CanvasText; } .ghost { display: none; } .on, .flash svg, .code { fill: CanvasText; }
  .led { forced-color-adjust: none; } .key[aria-pressed=true] { border: 3px solid Highlight; } .refresh svg { stroke: ButtonText; }
  button:focus-visible { outline-color: Highlight; }
}`;

const BOLT = '<svg viewBox="0 0 10 16" aria-hidden="true"><path d="M6.2 0 0 9.2h3.9L2.8 16 10 6H5.6z"/></svg>';
const SCREW =
  '<svg class="screw" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="11" fill="#d5d8d1" stroke="#9ba096"/>' +
  '<circle cx="12" cy="12" r="7.6" fill="#c2c6bd"/><path d="M6 15.4 15.4 6l2.6 2.6L8.6 18z" fill="#8b9086"/></svg>';

const ROW = measure => `<li data-row="${measure}"><button class="row" type="button" data-measure="${measure}">
  <span class="label" aria-hidden="true"><span data-label></span><small data-period></small></span>
  <svg class="digits" viewBox="0 0 102 27" aria-hidden="true"><g transform="skewX(-4) translate(1.4 0)"><path class="ghost" d="${GHOSTS}"/><path class="on" d=""/></g></svg>
  <span class="unit" data-unit aria-hidden="true"></span><span class="quiet" data-told></span></button></li>`;

const FACE = `<article class="case" part="case">
  <div class="front" part="front">
    <header part="title"><p class="name"></p>
      <button class="light" type="button" aria-describedby="why"><span class="led" aria-hidden="true"></span><span class="quiet" data-light></span><span class="word"></span></button>
    </header>
    <div class="why" id="why" role="tooltip"></div>
    <div class="lcd" part="lcd" role="group">
      <p class="mode"><span class="flow"></span><span class="flash" aria-hidden="true">${BOLT}${BOLT}</span></p>
      <ul class="rows" role="list">${ROWS.map(ROW).join("")}</ul>
    </div>
    <div class="keys">
      <div class="rocker" role="group">
        <button class="key" type="button" data-direction="consumption">−</button>
        <button class="key" type="button" data-direction="production">+</button>
      </div>
      <p class="direction" aria-live="polite"></p>
      <button class="key refresh" type="button"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M20 5v5h-5M19.4 10A8 8 0 1 0 20 14"/></svg></button>
    </div>
  </div>
  <div class="foot">${SCREW}<div class="plate"><svg class="code" viewBox="0 0 140 12" preserveAspectRatio="none" aria-hidden="true"><path d=""/></svg><span class="pdl"></span></div>${SCREW}</div>
</article>`;

/// Dark letters on a light front, light ones on a dark front, where the colour is written as #rgb or #rrggbb.
function ink_on(colour) {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(colour?.trim() ?? "")?.[1];
  if (!hex) return null;
  const parts = hex.length === 3 ? [...hex].map(c => c + c) : hex.match(/../g);
  const [r, g, b] = parts.map(part => (parseInt(part, 16) / 255) ** 2.2);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.18 ? "#18240a" : "#ffffff";
}

/// Bars as wide as the digits of the number say: nobody scans them, they make the plate.
function bars_path(pdl) {
  let x = 0;
  return [...String(pdl)]
    .map(digit => {
      const wide = 1 + (Number(digit) % 4);
      const path = `M${x} 0h${wide}v12h-${wide}zM${x + wide + 2} 0h${5 - wide}v12h-${5 - wide}z`;
      x += 10;
      return path;
    })
    .join("");
}
