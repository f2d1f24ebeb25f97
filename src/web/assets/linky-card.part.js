// The Home Assistant card around <linky-meter>. The build appends this part to linky-meter.js, so that linky-card.js is
// one file that works alone in /config/www. It reads the discovered entities only, never the bridge's page.
//
//   type: custom:linky-card
//   device: <id of the device>     # or nothing: the first Linky that enedis2mqtt discovered
{
  const DEVICE = /^enedis2mqtt_(\d{14})$/;
  const ENTITY =
    /enedis2mqtt_(\d{14})_((?:consumption|production)_(?:hourly|daily|monthly|yearly|max_power)|status|last_success|next_poll|consent_expires|problem|refresh)$/;
  const MEASURES = ["hourly", "daily", "monthly", "yearly", "max_power"];

  const SPEECH = {
    fr: {
      none: "Aucun compteur d’enedis2mqtt n’a été trouvé. Vérifiez l’intégration MQTT, ou choisissez l’appareil.",
      device: "Compteur (vide : le premier trouvé)",
      name: "Nom affiché",
      direction: "Sens affiché d’abord",
      background: "Couleur de la façade",
      title_background: "Couleur du bandeau de titre",
      hide_hourly: "Masquer la demi-heure",
      consumption: "Consommation",
      production: "Production",
      helper: "Une couleur CSS, par exemple #a3cc28",
    },
    en: {
      none: "No meter of enedis2mqtt was found. Check the MQTT integration, or choose the device.",
      device: "Meter (empty: the first one found)",
      name: "Name shown",
      direction: "Direction shown first",
      background: "Colour of the front",
      title_background: "Colour of the title strip",
      hide_hourly: "Hide the half-hour",
      consumption: "Consumption",
      production: "Production",
      helper: "A CSS colour, such as #a3cc28",
    },
  };
  const language_of = hass =>
    (hass?.locale?.language ?? hass?.language ?? document.documentElement.lang ?? "fr").startsWith("fr") ? "fr" : "en";
  // The page's language is all there is while the form is drawn.
  const form_words = () => SPEECH[language_of(document.querySelector("home-assistant")?.hass)];

  const pdl_of_device = device => {
    for (const [, id] of device?.identifiers ?? []) {
      const pdl = DEVICE.exec(id)?.[1];
      if (pdl) return pdl;
    }
    return null;
  };

  /// The devices of enedis2mqtt, in the order of their PDL.
  const meters_of = hass =>
    Object.values(hass?.devices ?? {})
      .map(device => ({ device, pdl: pdl_of_device(device) }))
      .filter(({ pdl }) => pdl)
      .sort((a, b) => a.pdl.localeCompare(b.pdl));

  const known = state => state && state.state !== "unavailable" && state.state !== "unknown";

  // A class of its own: another file may have defined <linky-meter> in another version.
  class LinkyCardFace extends LinkyMeter {}

  class LinkyCard extends HTMLElement {
    #hass;
    #config = {};
    #face;
    #ids = {}; // key of docs/CONTRACTS.md contract 4 -> entity_id
    #ids_of; // what #ids were found for
    #shown;

    static getStubConfig(hass) {
      const first = meters_of(hass)[0];
      return first ? { device: first.device.id } : {};
    }

    static getConfigForm() {
      const words = form_words();
      return {
        schema: [
          {
            name: "device",
            selector: { device: { filter: [{ integration: "mqtt", manufacturer: "Enedis", model: "Linky" }] } },
          },
          { name: "name", selector: { text: {} } },
          {
            name: "direction",
            selector: {
              select: {
                mode: "dropdown",
                options: ["consumption", "production"].map(value => ({ value, label: words[value] })),
              },
            },
          },
          {
            type: "grid",
            name: "",
            schema: [
              { name: "background", selector: { text: {} } },
              { name: "title_background", selector: { text: {} } },
            ],
          },
          { name: "hide_hourly", selector: { boolean: {} } },
        ],
        computeLabel: field => words[field.name] ?? field.name,
        computeHelper: field => (/background/.test(field.name) ? words.helper : undefined),
        assertConfig: config => {
          if (config.device !== undefined && typeof config.device !== "string")
            throw new Error("device: the id of a device");
        },
      };
    }

    setConfig(config) {
      if (!config || typeof config !== "object") throw new Error("linky-card: no configuration");
      this.#config = config;
      this.#ids_of = this.#shown = undefined;
      this.#face?.removeAttribute("direction");
      if (this.#hass) this.#update();
    }

    set hass(hass) {
      this.#hass = hass;
      this.#update();
    }

    getCardSize() {
      return 7;
    }
    getGridOptions() {
      return { columns: 6, min_columns: 4, rows: "auto" };
    }

    connectedCallback() {
      if (this.#face) return;
      this.#face = document.createElement("linky-card-face");
      this.#face.addEventListener("linky-open", event => this.#more_info(event.detail));
      this.#face.addEventListener("linky-refresh", () => this.#refresh());
      this.append(this.#face);
      if (this.#hass) this.#update();
    }

    #target() {
      const meters = meters_of(this.#hass);
      if (!this.#config.device) return meters[0];
      return meters.find(({ device, pdl }) => device.id === this.#config.device || pdl === this.#config.device);
    }

    /// Entities that the user renamed keep their unique ids, which only the registry tells.
    async #find(target) {
      const registered = Object.values(this.#hass.entities ?? {})
        .filter(entity => entity.device_id === target.device.id)
        .map(entity => entity.entity_id);
      const signature = `${target.device.id} ${registered.join(" ")}`;
      if (this.#ids_of === signature) return;
      this.#ids_of = signature;
      this.#ids = {};
      for (const id of registered) {
        const key = ENTITY.exec(id)?.[2];
        if (key) this.#ids[key] = id;
      }
      try {
        const entries = await this.#hass.callWS({ type: "config/entity_registry/get_entries", entity_ids: registered });
        if (this.#ids_of !== signature) return;
        for (const [id, entry] of Object.entries(entries ?? {})) {
          const key = ENTITY.exec(entry?.unique_id ?? "")?.[2];
          if (key) this.#ids[key] = id;
        }
        this.#shown = undefined;
        this.#update();
      } catch {
        // Older frontends: the entity ids are as they were discovered, or the row stays empty.
      }
    }

    #update() {
      const face = this.#face;
      if (!face) return;
      const words = SPEECH[language_of(this.#hass)];
      const target = this.#target();
      face.setAttribute("language", language_of(this.#hass));
      for (const [option, attribute] of [
        ["background", "background"],
        ["title_background", "title-background"],
      ])
        this.#config[option] ? face.setAttribute(attribute, this.#config[option]) : face.removeAttribute(attribute);
      if (!target) {
        face.meter = {
          pdl: "",
          name: "",
          directions: ["consumption"],
          values: {},
          status: { state: "unknown", error: { message: words.none, advice: "" } },
        };
        return;
      }
      this.#find(target);
      const states = Object.values(this.#ids).map(id => this.#hass.states[id]);
      // hass comes with every change of any entity; what has not changed is not drawn again.
      if (this.#shown && this.#shown.length === states.length && states.every((state, i) => state === this.#shown[i]))
        return;
      this.#shown = states;
      if (!face.hasAttribute("direction") && this.#config.direction)
        face.setAttribute("direction", this.#config.direction);
      face.meter = this.#meter(target);
    }

    #state(key) {
      return this.#hass.states[this.#ids[key]];
    }

    /// The METER that the face draws, as far as the entities tell it.
    #meter({ device, pdl }) {
      const values = {};
      for (const direction of ["consumption", "production"])
        for (const measure of MEASURES) {
          const id = this.#ids[`${direction}_${measure}`];
          if (!id) continue;
          values[direction] ??= {};
          const state = this.#state(`${direction}_${measure}`);
          if (known(state) && Number.isFinite(Number(state.state)))
            values[direction][measure] = {
              ...state.attributes,
              value: Number(state.state),
              unit: state.attributes.unit_of_measurement,
            };
        }
      const directions = Object.keys(values);
      const light = this.#state("status");
      const problem = this.#state("problem");
      return {
        pdl,
        name: this.#config.name || device.name_by_user || device.name,
        directions: directions.length ? directions : ["consumption"],
        hourly: !this.#config.hide_hourly && directions.some(direction => this.#ids[`${direction}_hourly`]),
        values,
        status: {
          state: (known(light) && light.attributes.code) || light?.state || "unknown",
          next_poll: known(this.#state("next_poll")) ? this.#local(this.#state("next_poll").state) : null,
          error: problem?.state === "on" ? problem.attributes : null,
        },
      };
    }

    /// Home Assistant tells instants in UTC; the face writes what it reads.
    #local(text) {
      const parts = new Intl.DateTimeFormat("sv-SE", {
        dateStyle: "short",
        timeStyle: "short",
        timeZone: this.#hass.config?.time_zone,
      }).format(new Date(text));
      return parts.replace(" ", "T");
    }

    #more_info({ measure, direction }) {
      const entityId = this.#ids[`${direction}_${measure}`];
      if (entityId)
        this.dispatchEvent(new CustomEvent("hass-more-info", { detail: { entityId }, bubbles: true, composed: true }));
    }

    async #refresh() {
      const entity_id = this.#ids.refresh;
      if (!entity_id) return;
      this.#face.toggleAttribute("busy", true);
      try {
        await this.#hass.callService("button", "press", { entity_id });
      } finally {
        this.#face.toggleAttribute("busy", false);
      }
    }
  }

  if (!customElements.get("linky-card")) {
    customElements.define("linky-card-face", LinkyCardFace);
    customElements.define("linky-card", LinkyCard);
    (window.customCards ??= []).push({
      type: "linky-card",
      name: "Linky",
      preview: true,
      description:
        "Votre compteur Linky : valeurs, voyant, historique (enedis2mqtt). Your Linky meter, read by enedis2mqtt.",
      getEntitySuggestion: (hass, id) => {
        const meter = meters_of(hass).find(({ device }) => device.id === hass.entities?.[id]?.device_id);
        return meter ? { config: { type: "custom:linky-card", device: meter.device.id } } : null;
      },
    });
  }
}
