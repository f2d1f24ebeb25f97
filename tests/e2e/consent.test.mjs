// The consent: to Enedis and back, and pasted from a gateway's page.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Browser, leave, picture } from "./support/browser.mjs";
import { HOME, Household, until } from "./support/household.mjs";

const NEW = "22345678901234";
const PASTED = "32345678901234";
let house, browser;
before(async () => {
  house = await (await Household.open()).start();
  await fetch(`${house.source}/simulator/application`, {
    method: "POST",
    body: JSON.stringify({ redirect_uri: `${house.url}oauth/callback` }),
  });
  browser = await Browser.open();
});
after(async () => {
  await browser?.close();
  await house?.close();
});

const meters = async () => (await (await fetch(`${house.url}api/meters`)).json()).meters ?? [];

test("consent goes to Enedis and comes back with a meter", async () => {
  const page = await browser.page(`${house.url}#/consent`);
  await page.getByRole("link", { name: "Autoriser chez Enedis" }).click();
  await page.getByLabel("PDL").fill(NEW);
  await page.getByRole("button", { name: "Accepter" }).click();
  await page.waitForURL(/#\/consent\?result=ok/);
  await page.locator(".done").waitFor();
  assert.match(await page.locator(".done").textContent(), new RegExp(NEW));
  await until("the new meter is read", async () =>
    (await meters()).some(({ pdl, values }) => pdl === NEW && values?.consumption?.daily),
  );
  await leave(page);
});

test("a refusal at Enedis is explained", async () => {
  const page = await browser.page(`${house.url}#/consent`);
  await page.getByRole("link", { name: "Autoriser chez Enedis" }).click();
  await page.getByRole("button", { name: "Refuser" }).click();
  await page.waitForURL(/#\/consent\?result=failed/);
  await page.locator("[role=status] .trouble").waitFor();
  await leave(page);
});

test("a way back that this browser did not set out on brings nothing and says what to do", async () => {
  const page = await browser.page(`${house.url}oauth/callback?autorisation_id=1&state=another`);
  await page.waitForURL(/#\/consent\?result=foreign/);
  const told = page.locator("[role=status] .trouble");
  await told.waitFor();
  assert.match(await told.textContent(), /Recommencez depuis cette page/);
  await leave(page);
});

test("a pasted page is recognised, tried and taken up; the token is never shown whole", async () => {
  const token = await house.token(PASTED);
  const page = await browser.page(`${house.url}#/consent`);
  await page.getByLabel("Jeton, PDL ou texte de la page").fill(`Votre jeton : ${token}\nPRM ${PASTED}`);
  await page.locator(".found").waitFor();
  assert.match(await page.locator(".found").textContent(), new RegExp(PASTED));
  await page.locator("form input[inputmode=numeric]").fill(PASTED);
  await page.getByLabel("Nom (facultatif)").fill("Grange");
  await page.getByRole("button", { name: "Essayer et enregistrer" }).click();
  await page.locator(".form .done").waitFor();
  await until("the pasted meter is read", async () =>
    (await meters()).some(({ pdl, name }) => pdl === PASTED && name === "Grange"),
  );
  const told = JSON.stringify(await (await fetch(`${house.url}api/consent`)).json());
  assert.ok(!told.includes(token) && !(await page.content()).includes(token));
  await picture(page, "consent-desktop");
  await leave(page);
});

test("a token that does not cover the meter is refused in words", async () => {
  const page = await browser.page(`${house.url}#/consent`);
  await page.getByLabel("Jeton, PDL ou texte de la page").fill(await house.token(HOME));
  await page.locator(".found").waitFor();
  await page.locator("input[inputmode=numeric]").fill("42345678901234");
  await page.getByRole("button", { name: "Essayer et enregistrer" }).click();
  await page.locator(".form .trouble").waitFor();
  await leave(page);
});

test("a renewed token leaves what its meter measures as it is", async () => {
  const BOTH = "10000000099901";
  const token = await house.token(BOTH);
  const accepted = await fetch(`${house.url}api/consent/accept`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Requested-With": "enedis2mqtt" },
    body: JSON.stringify({ text: token, provider: "conso_api", pdl: BOTH, measures: "both" }),
  });
  assert.equal(accepted.status, 200, await accepted.text());
  await until("the meter is there", async () => (await meters()).some(({ pdl }) => pdl === BOTH));
  const page = await browser.page(`${house.url}#/consent`);
  await page.getByLabel("Jeton, PDL ou texte de la page").fill(token);
  await page.locator(".found").waitFor();
  await until(
    "both are chosen",
    async () => (await page.locator("form select").last().inputValue()) === "both",
  );
  await leave(page);
});
