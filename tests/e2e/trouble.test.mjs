// The source breaks and is mended; the light and the words follow without a reload.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Browser, leave, light_of, picture } from "./support/browser.mjs";
import { HOME, Household, until } from "./support/household.mjs";

let house, browser;
before(async () => {
  house = await Household.open();
  await house.start_broker();
  await house.start_source();
  await house.break_source("no_consent");
  await house.start_bridge(
    await house.configuration({
      meters: `  - {pdl: "${HOME}", name: Maison, provider: conso_api, token: "${await house.token(HOME)}"}`,
    }),
  );
  browser = await Browser.open();
});
after(async () => {
  await browser?.close();
  await house?.close();
});

const turns = (page, state) => page.locator(`linky-meter .case[data-state=${state}]`).first().waitFor();
const refresh = page => page.getByRole("button", { name: "Actualiser" }).first().click();

test("the light is red with the reason, whose fault it is and what to do, then orange, then green", async () => {
  const page = await browser.page(house.url);
  await turns(page, "outdated");
  const block = page.locator(".meter-card .trouble").first();
  await block.waitFor();
  assert.match(await block.textContent(), /À vous d’agir/);
  assert.match(await block.textContent(), /accord/i);
  assert.equal((await house.topic(`${HOME}/status`)).state, "outdated");
  await picture(page, "trouble-desktop");

  await house.mend_source();
  await house.break_source("no_data", { dataset: "load_curve" });
  await refresh(page);
  await turns(page, "partial");
  await until("the topic says so too", async () => (await house.topic(`${HOME}/status`)).state === "partial");

  await house.mend_source();
  await refresh(page);
  await turns(page, "up_to_date");
  await page.locator(".meter-card .trouble").waitFor({ state: "detached" });
  assert.match(await light_of(page).getAttribute("aria-label"), /Maison/);
  await leave(page);
});

test("the page says that it lost the bridge, and finds it again by itself", async () => {
  const page = await browser.page(house.url);
  await page.locator(".chip.good").waitFor();
  house.bridge.kill("SIGTERM");
  await house.bridge.over;
  await page.locator(".chip.bad").waitFor();
  await house.start_bridge(null);
  await page.locator(".chip.good").waitFor();
  await leave(page);
});
