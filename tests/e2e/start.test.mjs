// First start, a broken configuration, the password.
import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { after, afterEach, before, test } from "node:test";
import { Browser, leave, picture } from "./support/browser.mjs";
import { HOME, Household, until } from "./support/household.mjs";

let house, browser;
before(async () => {
  browser = await Browser.open();
});
after(async () => {
  await browser?.close();
});
afterEach(async () => {
  await house?.close();
  house = null;
});

async function household() {
  house = await Household.open();
  await house.start_broker();
  await house.start_source();
}

test("first start: three steps write a file that check accepts", async () => {
  await household();
  await house.start_unconfigured();
  const page = await browser.page(house.url);
  await picture(page, "setup-desktop");
  await page.getByRole("button", { name: "Commencer" }).click();
  await page.getByLabel("Jeton, PDL ou texte de la page").fill(await house.token(HOME));
  await page.locator(".found").waitFor();
  assert.equal(await page.getByLabel("PDL", { exact: true }).inputValue(), HOME);
  await page.getByLabel("Nom (facultatif)").fill("Maison");
  await page.getByRole("button", { name: "Continuer" }).click();

  const address = page.getByLabel("Adresse du broker");
  await address.fill("mqtt://no-such-host.invalid:1883");
  await page.getByRole("button", { name: "Essayer le broker" }).click();
  await page.locator(".steps-told .no").waitFor();
  assert.match(await page.locator(".steps-told .no").textContent(), /nom trouvé/);
  await address.fill("mqtt://127.0.0.1:1");
  await page.getByRole("button", { name: "Essayer le broker" }).click();
  await page.locator(".steps-told .no", { hasText: "connexion acceptée" }).waitFor();
  await address.fill(`mqtt://127.0.0.1:${house.broker_port}`);
  await page.getByRole("button", { name: "Essayer le broker" }).click();
  await page.locator(".done").waitFor();
  await page.getByRole("button", { name: "Continuer" }).click();
  await page.getByRole("button", { name: "Écrire et démarrer" }).click();
  await page.locator("linky-meter").first().waitFor();

  assert.equal((await stat(house.file)).mode & 0o777, 0o600);
  assert.match((await house.check()).stdout, /./);
  await leave(page);
});

test("first start: the demo shows two meters and writes nothing", async () => {
  await household();
  await house.start_unconfigured();
  const page = await browser.page(house.url);
  await page.getByRole("button", { name: "Lancer la démonstration" }).click();
  await page.locator("linky-meter [data-measure=daily][data-value]").first().waitFor();
  await assert.rejects(stat(house.file));
  await leave(page);
});

test("a broken configuration shows its errors with their places", async () => {
  await household();
  const sound = await house.configuration();
  await house.start_bridge(sound.replace(HOME, "1234").replace("store:", "stoer:"), {
    ENEDIS2MQTT__WEB__LISTEN: `127.0.0.1:${house.port}`,
  });
  const page = await browser.page(house.url);
  await page.locator(".problem").first().waitFor();
  const told = await page.locator(".problems").textContent();
  assert.match(told, /ligne \d+, colonne \d+/);
  assert.match(told, /store/);
  await picture(page, "broken-desktop");
  await leave(page);
});

test("a password is asked for, a wrong one is refused, the right one opens, and closing closes", async () => {
  await household();
  await house.start_bridge(await house.configuration({ web: "  password: correct-horse" }));
  const page = await browser.page(house.url);
  const password = page.getByLabel("Mot de passe");
  await password.fill("wrong");
  await page.getByRole("button", { name: "Ouvrir" }).click();
  await page.locator("[role=alert] .trouble").waitFor();
  await password.fill("correct-horse");
  await page.getByRole("button", { name: "Ouvrir" }).click();
  await page.locator("linky-meter").first().waitFor();
  assert.equal(await page.evaluate(() => document.cookie), "", "no script can read the session");
  await page.getByRole("button", { name: "Fermer la session" }).click();
  await password.waitFor();
  await until("the API is closed", async () => (await fetch(`${house.url}api/meters`)).status === 401);
  await leave(page);
});
