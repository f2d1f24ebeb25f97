// <linky-meter>: the face of a Linky meter, as a custom element without dependencies.
//
//   <linky-meter src="http://bridge:8199/" pdl="12345678901234"></linky-meter>   fetches by itself
//   element.meter = {…}                                                          or is given a METER of /api/meters
//
// Attributes: src, pdl, background (of the front), title-background, direction, language (fr, en), busy.
// CSS variables: --linky-background, --linky-title, --linky-ink, --linky-lcd, --linky-lcd-ink, --linky-case.
// Events (bubble, composed, cancelable): linky-open {pdl, measure, direction}, linky-refresh {pdl},
// linky-direction {pdl, direction}.

const TEXTS = {
  fr: {
    meter: "Compteur Linky",
    yearly: "Année",
    monthly: "Mois",
    daily: "Jour",
    hourly: "Demi-heure",
    max_power: "P. max",
    long: {
      yearly: "Année",
      monthly: "Mois",
      daily: "Jour",
      hourly: "Puissance de la dernière demi-heure",
      max_power: "Puissance maximale",
    },
    series: { daily: "énergie du jour", hourly: "courbe de charge", max_power: "puissance maximale" },
    consumption: "Consommation",
    production: "Production",
    keys: "Sens affiché",
    refresh: "Actualiser",
    refreshing: "Actualisation en cours",
    open: "ouvrir l’historique",
    none: "aucune donnée",
    values: "Valeurs",
    state: {
      up_to_date: "à jour",
      partial: "partiel",
      outdated: "en retard",
      unavailable: "arrêté",
      unknown: "en attente",
    },
    summary: {
      up_to_date: "Toutes les données d’hier sont là.",
      partial: "Une partie des données d’hier manque encore.",
      outdated: "Aucune donnée d’hier n’est encore arrivée.",
      unavailable: "Le service enedis2mqtt ne répond pas : dernières valeurs connues.",
      silent: "Le service enedis2mqtt ne répond pas. Vérifiez qu’il tourne et joint le broker MQTT.",
      unknown: "Aucun état n’est encore connu.",
    },
    light: "Voyant",
    since: "depuis le",
    late: "dernier jour reçu :",
    never: "rien reçu",
    ok: "à jour",
    next: "Prochaine collecte :",
    missing: n => (n === 1 ? "1 jour manque" : `${n} jours manquent`),
    whose: { user: "à vous d’agir", source: "côté Enedis ou passerelle", bridge: "côté enedis2mqtt" },
    failed: "Les données n’ont pas pu être lues.",
    progress: "Import en cours :",
  },
  en: {
    meter: "Linky meter",
    yearly: "Year",
    monthly: "Month",
    daily: "Day",
    hourly: "Half-hour",
    max_power: "Max power",
    long: {
      yearly: "Year",
      monthly: "Month",
      daily: "Day",
      hourly: "Power of the last half-hour",
      max_power: "Maximum power",
    },
    series: { daily: "energy of the day", hourly: "load curve", max_power: "maximum power" },
    consumption: "Consumption",
    production: "Production",
    keys: "Direction shown",
    refresh: "Refresh",
    refreshing: "Refreshing",
    open: "open the history",
    none: "no data",
    values: "Values",
    state: {
      up_to_date: "up to date",
      partial: "partial",
      outdated: "late",
      unavailable: "stopped",
      unknown: "waiting",
    },
    summary: {
      up_to_date: "All of yesterday’s data are here.",
      partial: "Part of yesterday’s data is still missing.",
      outdated: "None of yesterday’s data have arrived yet.",
      unavailable: "The enedis2mqtt service does not answer: last known values.",
      silent: "The enedis2mqtt service does not answer. Check that it runs and reaches the MQTT broker.",
      unknown: "No state is known yet.",
    },
    light: "Light",
    since: "since",
    late: "last day received:",
    never: "nothing received",
    ok: "up to date",
    next: "Next poll:",
    missing: n => (n === 1 ? "1 day is missing" : `${n} days are missing`),
    whose: { user: "for you to act", source: "on Enedis’ or the gateway’s side", bridge: "on enedis2mqtt’s side" },
    failed: "The data could not be read.",
    progress: "Import running:",
  },
};

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

let sheet;

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

export class LinkyMeter extends HTMLElement {
  static observedAttributes = ["src", "pdl", "background", "title-background", "direction", "language", "busy"];

  #meter = null;
  #failure = null;
  #timer = 0;
  #parts = {};

  constructor() {
    super();
    sheet ??= new CSSStyleSheet();
    if (!sheet.cssRules.length) sheet.replaceSync(STYLE);
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    root.innerHTML = FACE;
    const one = selector => root.querySelector(selector);
    this.#parts = {
      root,
      one,
      face: one(".case"),
      light: one(".light"),
      why: one(".why"),
      rocker: one(".rocker"),
      refresh: one(".refresh"),
    };
    this.#listen();
  }

  /// A METER as /api/meters tells it.
  get meter() {
    return this.#meter;
  }
  set meter(meter) {
    this.#meter = meter;
    this.#failure = null;
    this.#render();
  }

  get direction() {
    const has = this.#meter?.directions ?? ["consumption"];
    const asked = this.getAttribute("direction");
    return has.includes(asked) ? asked : (has[0] ?? "consumption");
  }
  set direction(direction) {
    this.setAttribute("direction", direction);
  }

  get language() {
    const asked =
      this.getAttribute("language") || this.closest("[lang]")?.lang || document.documentElement.lang || "fr";
    return asked.toLowerCase().startsWith("en") ? "en" : "fr";
  }

  connectedCallback() {
    this.#render();
    this.#follow();
  }
  disconnectedCallback() {
    clearInterval(this.#timer);
  }
  attributeChangedCallback(name) {
    if (!this.isConnected) return;
    if (["src", "pdl", "language"].includes(name)) this.#follow();
    this.#render();
  }

  #listen() {
    const { root, light, why, refresh } = this.#parts;
    const tell = (name, detail) =>
      this.dispatchEvent(
        new CustomEvent(name, {
          detail: { pdl: this.#meter?.pdl ?? this.getAttribute("pdl"), ...detail },
          bubbles: true,
          composed: true,
          cancelable: true,
        }),
      );
    root
      .querySelectorAll("[data-measure]")
      .forEach(row =>
        row.addEventListener("click", () =>
          tell("linky-open", { measure: row.dataset.measure, direction: this.direction }),
        ),
      );
    root.querySelectorAll("[data-direction]").forEach(key =>
      key.addEventListener("click", () => {
        this.direction = key.dataset.direction;
        tell("linky-direction", { direction: this.direction });
      }),
    );
    refresh.addEventListener("click", () => {
      if (!this.hasAttribute("busy") && tell("linky-refresh", {}) && this.getAttribute("src")) this.#ask_source();
    });
    // WCAG 1.4.13: shown on hover and focus, stays while the pointer is on it, Escape closes it.
    const show = open => why.classList.toggle("open", open);
    for (const part of [light, why]) {
      part.addEventListener("pointerenter", () => show(true));
      part.addEventListener("pointerleave", event => show([light, why].includes(event.relatedTarget)));
    }
    light.addEventListener("focus", () => show(true));
    light.addEventListener("blur", () => show(false));
    light.addEventListener("click", () => show(true));
    light.addEventListener("keydown", event => event.key === "Escape" && show(false));
  }

  #address(path) {
    const base = new URL(this.getAttribute("src"), document.baseURI);
    if (!base.pathname.endsWith("/")) base.pathname += "/";
    return new URL(`api/meters/${encodeURIComponent(this.getAttribute("pdl"))}${path}`, base);
  }

  #follow() {
    clearInterval(this.#timer);
    if (!this.getAttribute("src") || !this.getAttribute("pdl")) return;
    this.#fetch();
    this.#timer = setInterval(() => this.#fetch(), 5 * 60_000);
  }

  async #fetch() {
    try {
      const answer = await fetch(this.#address(""), { headers: { "Accept-Language": this.language } });
      if (!answer.ok) throw new Error(answer.statusText);
      this.meter = await answer.json();
    } catch {
      this.#failure = true;
      this.#render();
    }
  }

  async #ask_source() {
    this.toggleAttribute("busy", true);
    try {
      await fetch(this.#address("/refresh"), { method: "POST", headers: { "X-Requested-With": "enedis2mqtt" } });
      await this.#fetch();
    } finally {
      this.toggleAttribute("busy", false);
    }
  }

  #render() {
    const { one, face, rocker, refresh } = this.#parts;
    const words = TEXTS[this.language];
    const meter = this.#meter;
    const status = meter?.status ?? {};
    const state = this.#failure ? "unavailable" : words.state[status.state] ? status.state : "unknown";
    const directions = meter?.directions ?? ["consumption"];
    const direction = this.direction;
    const values = meter?.values?.[direction] ?? {};
    const pdl = meter?.pdl ?? this.getAttribute("pdl") ?? "";

    this.#colour(face);
    face.lang = this.language;
    face.dataset.state = state;
    face.dataset.direction = direction;
    face.setAttribute("aria-label", `${words.meter} ${meter?.name || pdl}`);
    one(".name").textContent = meter?.name || words.meter;
    one("[data-light]").textContent = `${words.light} : `;
    one(".word").textContent = words.state[state];
    this.#reasons(words, status, state);

    one(".lcd").setAttribute("aria-label", words.values);
    one(".flow").textContent = words[direction];
    for (const measure of ROWS) this.#row(measure, values[measure], words, meter, direction);

    rocker.setAttribute("aria-label", words.keys);
    rocker.classList.toggle("hidden", directions.length < 2);
    this.#parts.root.querySelectorAll("[data-direction].key").forEach(key => {
      key.setAttribute("aria-label", words[key.dataset.direction]);
      key.setAttribute("aria-pressed", String(key.dataset.direction === direction));
    });
    const spoken = one(".direction");
    if (spoken.textContent !== words[direction]) spoken.textContent = words[direction];
    refresh.setAttribute("aria-label", this.hasAttribute("busy") ? words.refreshing : words.refresh);
    refresh.setAttribute("aria-disabled", String(this.hasAttribute("busy")));
    one(".pdl").textContent = pdl ? `PDL ${pdl}` : "";
    one(".code path").setAttribute("d", bars_path(pdl));
  }

  #colour(face) {
    const set = (name, value) => (value ? face.style.setProperty(name, value) : face.style.removeProperty(name));
    set("--plate", this.getAttribute("background"));
    set("--title", this.getAttribute("title-background"));
    set("--ink", ink_on(this.getAttribute("background")));
  }

  #row(measure, reading, words, meter, direction) {
    const item = this.#parts.one(`[data-row=${measure}]`);
    const off =
      (measure === "hourly" && meter?.hourly === false) || (measure === "max_power" && direction === "production");
    item.classList.toggle("hidden", off);
    const row = item.firstElementChild;
    const value = Number.isFinite(reading?.value) ? reading.value : undefined;
    const unit = reading?.unit ?? { hourly: "kW", max_power: "kVA" }[measure] ?? "kWh";
    const period = this.#period(measure, reading);
    const missing = reading?.missing?.length ? words.missing(reading.missing.length) : "";
    if (value === undefined) delete row.dataset.value;
    else row.dataset.value = String(value);
    row.querySelector("[data-label]").textContent = words[measure];
    row.querySelector("[data-period]").textContent = period.short;
    row.querySelector("[data-unit]").textContent = unit;
    row.querySelector(".on").setAttribute("d", digits_path(value, DECIMALS[measure], MARKS[this.language]));
    const number = value?.toLocaleString(this.language, { maximumFractionDigits: 3 });
    const told = [
      `${words.long[measure]} ${period.long}`.trim(),
      number === undefined ? words.none : `${number} ${unit}`,
      missing,
    ]
      .filter(Boolean)
      .join(", ");
    row.querySelector("[data-told]").textContent = `${told}. ${words.open}`;
    item.title = told;
  }

  /// What a reading speaks of, short for the display and long for a screen reader. Civil dates stay as they were written.
  #period(measure, reading) {
    if (!reading) return { short: "", long: "" };
    const civil = (text, options) =>
      new Date(`${text}T12:00:00Z`).toLocaleDateString(this.language, { timeZone: "UTC", ...options });
    const clock = text => /T(\d\d:\d\d)/.exec(text ?? "")?.[1] ?? "";
    const day = reading.date && civil(reading.date, { day: "numeric", month: "short" });
    const whole = reading.date && civil(reading.date, { day: "numeric", month: "long", year: "numeric" });
    switch (measure) {
      case "yearly":
        return { short: String(reading.year ?? ""), long: String(reading.year ?? "") };
      case "monthly": {
        if (!reading.month) return { short: "", long: "" };
        const first = `${reading.month}-01`;
        return {
          short: civil(first, { month: "short", year: "numeric" }),
          long: civil(first, { month: "long", year: "numeric" }),
        };
      }
      case "daily":
        return {
          short: day && civil(reading.date, { weekday: "short", day: "numeric", month: "short" }),
          long: whole ?? "",
        };
      case "hourly":
        return { short: `${day ?? ""} ${clock(reading.start)}`, long: `${whole ?? ""} ${clock(reading.start)}` };
      default:
        return { short: `${day ?? ""} ${clock(reading.at)}`, long: `${whole ?? ""} ${clock(reading.at)}` };
    }
  }

  #reasons(words, status, state) {
    const { why } = this.#parts;
    const make = (tag, text, kind) =>
      Object.assign(document.createElement(tag), { textContent: text, className: kind ?? "" });
    // Home Assistant keeps no value of a bridge that is gone.
    const valued = Object.values(this.#meter?.values ?? {}).some(measures => Object.keys(measures).length > 0);
    const summary = words.summary[state === "unavailable" && !valued ? "silent" : state];
    const nodes = [make("p", this.#failure && !this.#meter ? words.failed : summary)];
    const list = document.createElement("ul");
    for (const [name, measure] of Object.entries(status.measures ?? {})) {
      const [direction, series] = name.split("/");
      const late = make("li", "", measure.up_to_date ? "" : "late");
      const last = measure.last ? `${words.late} ${this.#date(measure.last)}` : words.never;
      late.append(
        make("span", `${words[direction] ?? direction}, ${words.series[series] ?? series}`),
        make("span", measure.up_to_date ? words.ok : last),
      );
      list.append(late);
    }
    if (list.children.length) nodes.push(list);
    if (status.progress) nodes.push(make("p", `${words.progress} ${status.progress.done}/${status.progress.total}`));
    if (status.error) {
      const since = status.error.since ? ` (${words.since} ${this.#date(status.error.since)})` : "";
      const whose = words.whose[status.error.whose];
      nodes.push(
        make("p", `${status.error.message}${since}`, "trouble"),
        make("p", `${whose ? `${whose} : ` : ""}${status.error.advice ?? ""}`),
      );
    }
    if (status.next_poll) nodes.push(make("p", `${words.next} ${this.#date(status.next_poll)}`));
    why.replaceChildren(...nodes);
  }

  #date(text) {
    const day = new Date(`${text.slice(0, 10)}T12:00:00Z`).toLocaleDateString(this.language, {
      timeZone: "UTC",
      day: "numeric",
      month: "short",
    });
    const clock = /T(\d\d:\d\d)/.exec(text)?.[1];
    return clock ? `${day} ${clock}` : day;
  }
}

if (!customElements.get("linky-meter")) customElements.define("linky-meter", LinkyMeter);
