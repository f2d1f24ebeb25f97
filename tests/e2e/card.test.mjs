// The Home Assistant card, alone in a page that is not the bridge's: only linky-card.js and a `hass` made of entities.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { Browser, leave, picture } from "./support/browser.mjs";

const PDL = "12345678901234";
const assets = new URL("../../src/web/assets/", import.meta.url);
let server, browser, url;
before(async () => {
  // As the build puts it together.
  const parts = ["words", "face", "element", "card"].map(part => readFile(new URL(`linky-${part}.part.js`, assets)));
  const card = (await Promise.all(parts)).join("\n");
  server = createServer((request, answer) => {
    const is_card = request.url === "/linky-card.js";
    answer.setHeader("Content-Type", is_card ? "text/javascript" : "text/html; charset=utf-8");
    answer.end(
      is_card
        ? card
        : '<!doctype html><html lang="fr"><title>HA</title><h1>HA</h1><script type="module" src="/linky-card.js"></script>',
    );
  });
  await new Promise(done => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${server.address().port}/`;
  browser = await Browser.open();
});
after(async () => {
  await browser?.close();
  server?.close();
});

/// Builds a hass in the page; `renamed`: entity ids that say nothing, only the registry knows the unique ids.
async function with_card(page, { config = {}, renamed = false, state = "up_to_date", problem = null } = {}) {
  await page.waitForFunction(() => customElements.get("linky-card"));
  await page.evaluate(
    ({ config, renamed, state, problem, PDL }) => {
      const keys = {
        consumption_daily: ["12.82", "kWh", { date: "2026-11-22" }],
        consumption_monthly: ["301.432", "kWh", { month: "2026-11", missing: [] }],
        consumption_yearly: ["4031.5", "kWh", { year: 2026 }],
        consumption_hourly: ["0.752", "kW", { date: "2026-11-22", start: "2026-11-22T23:30:00+01:00" }],
        consumption_max_power: ["6.21", "kVA", { date: "2026-11-22", at: "2026-11-22T19:04:51+01:00" }],
        production_daily: ["3.5", "kWh", { date: "2026-11-22" }],
        status: [{ up_to_date: "À jour", partial: "Partiel", outdated: "En retard" }[state] ?? state, undefined, { code: state }],
        next_poll: ["2026-11-23T07:41:00+00:00"],
        problem: [problem ? "on" : "off", undefined, problem ?? {}],
        refresh: ["unknown"],
      };
      const hass = {
        language: "fr",
        locale: { language: "fr" },
        config: { time_zone: "Europe/Paris" },
        states: {},
        entities: {},
        devices: {
          d1: { id: "d1", name: "Maison", identifiers: [["mqtt", `enedis2mqtt_${PDL}`]] },
          d0: { id: "d0", name: "Autre", identifiers: [["mqtt", "other"]] },
        },
      };
      const registry = {};
      let n = 0;
      for (const [key, [value, unit, attributes]] of Object.entries(keys)) {
        const domain = { problem: "binary_sensor", refresh: "button" }[key] ?? "sensor";
        const id = renamed ? `${domain}.x${++n}` : `${domain}.enedis2mqtt_${PDL}_${key}`;
        hass.states[id] = {
          entity_id: id,
          state: value,
          attributes: { unit_of_measurement: unit, ...attributes },
        };
        hass.entities[id] = { entity_id: id, device_id: "d1" };
        registry[id] = { entity_id: id, unique_id: `enedis2mqtt_${PDL}_${key}` };
      }
      globalThis.asked = [];
      hass.callWS = async message => {
        globalThis.asked.push(message.type);
        return registry;
      };
      hass.callService = async (domain, service, data) => {
        globalThis.asked.push(`${domain}.${service} ${data.entity_id}`);
      };
      addEventListener("hass-more-info", event => globalThis.asked.push(`more-info ${event.detail.entityId}`));
      globalThis.hass = hass;
      const card = document.createElement("linky-card");
      card.setConfig({ type: "custom:linky-card", ...config });
      card.hass = hass;
      document.body.append(card);
    },
    { config, renamed, state, problem, PDL },
  );
  return page.locator("linky-card");
}
const value = (card, measure) => card.locator(`[data-measure=${measure}]`).getAttribute("data-value");

test("it finds its meter by itself and shows the entities", async () => {
  const page = await browser.page(url);
  const card = await with_card(page);
  await card.locator("[data-measure=daily][data-value]").waitFor();
  assert.deepEqual(
    [
      await value(card, "daily"),
      await value(card, "yearly"),
      await value(card, "hourly"),
      await value(card, "max_power"),
    ],
    ["12.82", "4031.5", "0.752", "6.21"],
  );
  assert.match(await card.locator(".name").textContent(), /Maison/);
  await card.getByRole("button", { name: "Production", exact: true }).click();
  assert.equal(await value(card, "daily"), "3.5");
  await picture(page, "card");
  await leave(page);
});

test("renamed entities are found by their unique ids", async () => {
  const page = await browser.page(url);
  const card = await with_card(page, { renamed: true, config: { device: "d1" } });
  await card.locator("[data-measure=daily][data-value='12.82']").waitFor();
  await leave(page);
});

test("a row opens more-info, the key presses the discovered button", async () => {
  const page = await browser.page(url);
  const card = await with_card(page);
  await card.locator("[data-measure=daily]").click();
  await card.getByRole("button", { name: "Actualiser" }).click();
  await page.waitForFunction(() => globalThis.asked.some(line => line.startsWith("button.press")));
  const asked = await page.evaluate(() => globalThis.asked);
  assert.ok(asked.includes(`more-info sensor.enedis2mqtt_${PDL}_consumption_daily`));
  assert.ok(asked.includes(`button.press button.enedis2mqtt_${PDL}_refresh`));
  await leave(page);
});

test("it tells the problem, and an unavailable bridge", async () => {
  const page = await browser.page(url);
  const card = await with_card(page, {
    state: "outdated",
    problem: {
      code: "consent_missing",
      message: "L'accord manque.",
      advice: "Donnez-le à nouveau.",
      whose: "user",
    },
  });
  await card.locator(".case[data-state=outdated]").waitFor();
  assert.match(await card.locator("[role=tooltip]").textContent(), /L'accord manque.*Donnez-le à nouveau/);
  await page.evaluate(() => {
    const { hass } = globalThis;
    const states = Object.fromEntries(
      Object.entries(hass.states).map(([id, one]) => [id, { ...one, state: "unavailable" }]),
    );
    document.querySelector("linky-card").hass = { ...hass, states };
  });
  await card.locator(".case[data-state=unavailable]").waitFor();
  await leave(page);
});

test("the card registers itself with a form and a stub", async () => {
  const page = await browser.page(url);
  await with_card(page, { config: { hide_hourly: true, background: "#204060" } });
  const told = await page.evaluate(() => {
    const Card = customElements.get("linky-card");
    return {
      listed: globalThis.customCards,
      stub: Card.getStubConfig(globalThis.hass),
      names: Card.getConfigForm().schema.map(({ name }) => name),
      grid: document.querySelector("linky-card").getGridOptions(),
      suggestion: globalThis.customCards[0].getEntitySuggestion(
        globalThis.hass,
        "sensor.enedis2mqtt_12345678901234_consumption_daily",
      ),
    };
  });
  assert.equal(told.listed[0].type, "linky-card");
  assert.deepEqual(told.stub, { device: "d1" });
  assert.ok(told.names.includes("device") && told.names.includes("hide_hourly"));
  assert.equal(told.grid.columns, 6);
  assert.equal(told.suggestion.config.device, "d1");
  await page.locator("linky-card [data-row=hourly]").waitFor({ state: "hidden" });
  await leave(page);
});
