// A consent that ends soon is warned of 30, 7 and 1 days ahead, wherever its meter is shown; one with time left is not.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Browser, leave, picture } from "./support/browser.mjs";
import { Household, until } from "./support/household.mjs";

const DAYS = { 12345678901240: 40, 12345678901230: 30, 12345678901207: 7, 12345678901201: 1 };
let house, browser;

/// The instant at noon, so many days from today's date in Paris.
function noon_in(days) {
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Paris" }).format(new Date());
  return Date.parse(`${today}T12:00:00Z`) / 1000 + days * 86_400;
}
/// A token as the gateway issues them: whose meter, until when.
function token(pdl, days) {
  const part = value => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "HS256", typ: "JWT" })}.${part({ sub: [pdl], exp: noon_in(days) })}.${part("e2e")}`;
}

before(async () => {
  house = await Household.open();
  await house.start_broker();
  await house.start_source();
  const meters = Object.entries(DAYS).map(
    ([pdl, days]) => `  - {pdl: "${pdl}", name: "J-${days}", provider: conso_api, token: "${token(pdl, days)}"}`,
  );
  await house.start_bridge(await house.configuration({ meters: meters.join("\n") }));
  browser = await Browser.open();
  await until("all consents are known", async () =>
    (await (await fetch(`${house.url}api/meters`)).json()).meters.every(({ status }) => status.consent_expires),
  );
});
after(async () => {
  await browser?.close();
  await house?.close();
});

const SAID = {
  fr: [
    [30, /L’accord expire dans 30 jours .*Le renouveler/],
    [7, /L’accord expire dans 7 jours .*Le renouveler/],
    [1, /L’accord expire dans 1 jour .*Le renouveler/],
  ],
  en: [
    [30, /The consent expires in 30 days .*Renew it/],
    [7, /The consent expires in 7 days .*Renew it/],
    [1, /The consent expires in 1 day .*Renew it/],
  ],
};

for (const [language, told] of Object.entries(SAID))
  test(`the overview and the meter's page warn ahead, language ${language}`, async () => {
    const page = await browser.page(house.url, { language });
    const card = days => page.locator(".meter-card", { hasText: `J-${days}` });
    for (const [days, words] of told) {
      const warning = card(days).locator(".trouble");
      await warning.waitFor();
      assert.match(await warning.textContent(), words);
    }
    assert.equal(await card(40).locator(".trouble").count(), 0);
    if (language === "fr") await picture(page, "expiry-desktop");

    const [last] = told.at(-1);
    const pdl = Object.keys(DAYS).find(one => DAYS[one] === last);
    await page.goto(`${house.url}#/meter/${pdl}`);
    await page.locator(".view .trouble").first().waitFor();
    assert.match(await page.locator(".view .trouble").first().textContent(), told.at(-1)[1]);
    await page.getByRole("link", { name: /Le renouveler|Renew it/ }).click();
    await page.locator("table").waitFor();
    assert.match(await page.locator("tr", { hasText: pdl }).textContent(), /\((dans|in) 1 [jd]\)/);
    await leave(page);
  });

test("the topic says when each consent ends", async () => {
  for (const [pdl, days] of Object.entries(DAYS)) {
    const { consent_expires } = await house.topic(`${pdl}/status`);
    assert.equal(Date.parse(consent_expires) / 1000, noon_in(days));
  }
});
