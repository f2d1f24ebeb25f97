// A part of linky-meter.js: the element, which puts a meter's values into the face.

let sheet;

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
    one("[data-light]").textContent = `${words.light} `;
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
