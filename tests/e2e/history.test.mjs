// History: the plan first, then the data; files too large or of no known form are refused in words.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Browser, leave, picture, settled } from "./support/browser.mjs";
import { HOME, Household, until } from "./support/household.mjs";

let house, browser;
before(async () => {
  house = await (await Household.open()).start();
  browser = await Browser.open();
  await until(
    "the meter is complete",
    async () => (await (await fetch(`${house.url}api/meters/${HOME}`)).json()).status.state === "up_to_date",
  );
});
after(async () => {
  await browser?.close();
  await house?.close();
});

const last_year = new Date().getFullYear() - 1;
const readings = async (measure, from, to) =>
  await (
    await fetch(
      `${house.url}api/meters/${HOME}/readings?measure=${measure}&direction=consumption&from=${from}&to=${to}`,
    )
  ).json();

test("history asked for shows its plan, and arrives", async () => {
  const page = await browser.page(`${house.url}#/meter/${HOME}?show=energy&period=month&date=${last_year}-10-15`);
  await settled(page);
  await page.locator(".empty").waitFor();
  await page.locator(".empty").getByRole("button", { name: "Demander ces données" }).click();
  await page.locator("#set-load_curve").uncheck();
  await page.getByRole("button", { name: "Voir le plan" }).click();
  await page.locator(".plan").waitFor();
  assert.match(await page.locator(".plan").textContent(), /appels?/);
  assert.equal(
    (await readings("daily", `${last_year}-10-01`, `${last_year}-11-01`)).readings.length,
    0,
    "nothing is asked before Start",
  );
  await picture(page, "history-plan-desktop");
  await page.getByRole("button", { name: "Démarrer" }).click();
  await page.locator(".toast", { hasText: "L’historique demandé est arrivé." }).waitFor();
  await until(
    "October of last year is here",
    async () => (await readings("daily", `${last_year}-10-01`, `${last_year}-11-01`)).readings.length >= 25,
  );
  // Without a reload: the chart follows the events.
  await page.locator(".empty").waitFor({ state: "detached" });
  await page.locator("canvas").waitFor();
  await leave(page);
});

test("all the years end with this one, whatever day was looked at before", async () => {
  const page = await browser.page(`${house.url}#/meter/${HOME}?show=energy&period=month&date=${last_year}-10-15`);
  await settled(page);
  await page.getByText("Tout", { exact: true }).click();
  await page.waitForURL(/period=all/);
  await until("the address is of now", async () => !page.url().includes(`date=${last_year}`));
  await leave(page);
});

test("a file of no known form is refused with whose fault it is and what to do", async () => {
  const page = await browser.page(`${house.url}#/meter/${HOME}`);
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "photo.csv", mimeType: "text/csv", buffer: Buffer.from("this is no file of Enedis\n") });
  const told = page.locator("section", { hasText: "Importer un fichier" }).locator(".trouble");
  await told.waitFor();
  assert.match(await told.textContent(), /À vous d’agir/);
  await leave(page);
});
