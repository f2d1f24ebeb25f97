// The Linky's face against the topics of a real broker.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Browser, leave, light_of, picture, row, settled } from "./support/browser.mjs";
import { HOME, Household, SOLAR, until } from "./support/household.mjs";

let house, browser;
before(async () => {
  house = await (await Household.open()).start();
  browser = await Browser.open();
  await until("both meters are complete", async () => {
    const { meters } = await (await fetch(`${house.url}api/meters`)).json();
    return meters.length === 2 && meters.every(({ status }) => status.state === "up_to_date");
  });
});
after(async () => {
  await browser?.close();
  await house?.close();
});

const face_of = (page, pdl) => page.locator(`[data-pdl="${pdl}"] linky-meter`);
const shown = async (face, measure) =>
  Number(await face.locator(`[data-measure=${measure}]`).getAttribute("data-value"));

test("the display shows what the topics say", async () => {
  const page = await browser.page(house.url);
  for (const measure of ["yearly", "monthly", "daily", "hourly", "max_power"]) {
    const { value, unit } = await house.topic(`${HOME}/consumption/${measure}`);
    assert.equal(await shown(face_of(page, HOME), measure), value, measure);
    assert.equal(await face_of(page, HOME).locator(`[data-measure=${measure}] [data-unit]`).textContent(), unit);
  }
  await picture(page, "overview-desktop");
  await leave(page);
});

test("the key switches to production and back", async () => {
  const page = await browser.page(house.url);
  const face = face_of(page, SOLAR);
  await face.getByRole("button", { name: "Production", exact: true }).click();
  for (const measure of ["yearly", "monthly", "daily", "hourly"])
    assert.equal(await shown(face, measure), (await house.topic(`${SOLAR}/production/${measure}`)).value, measure);
  assert.equal(await face.locator("[data-measure=max_power]").isVisible(), false);
  await face.getByRole("button", { name: "Consommation", exact: true }).click();
  assert.equal(await shown(face, "daily"), (await house.topic(`${SOLAR}/consumption/daily`)).value);
  assert.equal(await face_of(page, HOME).getByRole("button", { name: "Production", exact: true }).isVisible(), false);
  await leave(page);
});

test("the light tells its reasons to the pointer and to the keyboard", async () => {
  const page = await browser.page(house.url);
  const face = face_of(page, HOME);
  const why = face.locator("[role=tooltip]");
  await face.locator(".light").hover();
  await why.waitFor({ state: "visible" });
  assert.match(await why.textContent(), /Toutes les données d’hier sont là/);
  await page.mouse.move(0, 0);
  await why.waitFor({ state: "hidden" });
  await face.locator(".light").focus();
  await why.waitFor({ state: "visible" });
  await page.keyboard.press("Escape");
  await why.waitFor({ state: "hidden" });
  await leave(page);
});

test("a row opens its chart, and the keyboard can do all of it", async () => {
  const page = await browser.page(house.url);
  await row(page, "hourly").focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/#\/meter\/\d{14}\?.*show=curve/);
  await page.locator("canvas").waitFor();
  assert.match(await page.locator("canvas").getAttribute("aria-label"), /Courbe de charge/);
  await leave(page);
});

test("the refresh key asks the source and says so", async () => {
  const page = await browser.page(house.url);
  const before = (await house.topic(`${HOME}/status`)).last_poll;
  await face_of(page, HOME).getByRole("button", { name: "Actualiser" }).click();
  await page.locator(".toast").waitFor();
  assert.match(await page.locator(".toast").textContent(), /Maison/);
  await until("the poll is told", async () => (await house.topic(`${HOME}/status`)).last_poll >= before);
  await leave(page);
});

test("a tab in the background lets its events go, and is up to date when it is looked at again", async () => {
  const page = await browser.page(house.url);
  await page.locator(".chip.good").waitFor();
  const streams = async () =>
    Number(/^enedis2mqtt_event_streams (\d+)$/m.exec(await (await fetch(`${house.url}metrics`)).text())[1]);
  const look = hidden =>
    page.evaluate(value => {
      Object.defineProperty(document, "hidden", { value, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  await until("it listens", async () => (await streams()) === 1);
  await look(true);
  await until("it listens no more", async () => (await streams()) === 0);
  const anew = page.waitForResponse(/\/api\/meters$/);
  await look(false);
  await anew;
  await until("it listens again", async () => (await streams()) === 1);
  await leave(page);
});

test("the element works on another page that only names the bridge", async () => {
  const page = await browser.page(house.url);
  await page.evaluate(pdl => {
    const other = document.createElement("linky-meter");
    other.id = "other";
    other.setAttribute("src", "./");
    other.setAttribute("pdl", pdl);
    other.setAttribute("language", "en");
    other.setAttribute("background", "#1f3b57");
    document.querySelector("main").append(other);
  }, HOME);
  const other = page.locator("#other");
  await other.locator("[data-measure=daily][data-value]").waitFor();
  assert.equal(await shown(other, "daily"), (await house.topic(`${HOME}/consumption/daily`)).value);
  assert.match(await other.locator(".light").textContent(), /up to date/);
  await leave(page);
});

test("a meter's figures are charted, and the table says the same", async () => {
  const page = await browser.page(`${house.url}#/meter/${HOME}?show=energy&period=month`);
  await settled(page);
  await page.getByText("Tableau", { exact: true }).click();
  const { date, value } = await house.topic(`${HOME}/consumption/daily`);
  const told = new Date(`${date}T12:00:00Z`).toLocaleDateString("fr", {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
  const line = page.locator("tbody tr", { hasText: told });
  assert.equal(
    await line.locator("td").first().textContent(),
    value.toLocaleString("fr", { maximumFractionDigits: 3 }),
  );
  const csv = await (await fetch(await page.getByText("Télécharger en CSV").getAttribute("href"))).text();
  assert.match(
    csv,
    new RegExp(`^start,end,value,unit,source\\r?\\n(.*\\r?\\n)*${date}T00:00:00\\+0[12]:00,[^,]*,${value},kWh,`),
  );
  await leave(page);
});

test("the arrow keys walk along the chart, and Enter opens the day", async () => {
  const page = await browser.page(`${house.url}#/meter/${HOME}?show=energy&period=month`);
  await settled(page);
  const canvas = page.locator("canvas");
  await canvas.focus();
  const spoken = page.locator(".chart [role=status]");
  await until("the keys speak", async () => {
    await page.keyboard.press("ArrowLeft"); // from the end: the first import has the curve of the last week
    return (await spoken.textContent()).includes("kWh");
  });
  await page.keyboard.press("Enter");
  await page.locator("canvas[aria-label^='Courbe de charge']").waitFor();
  await leave(page);
});

test("the card is one file, compressed, for any page of the house", async () => {
  const answer = await fetch(`${house.url}linky-card.js`);
  const text = await answer.text();
  assert.match(text, /customElements\.define\("linky-meter"/);
  assert.match(text, /customElements\.define\("linky-card"/);
  assert.doesNotMatch(text, /^\s*import /m);
  assert.equal(answer.headers.get("content-encoding"), "gzip");
});
