// Every page in both themes and sizes: no serious violation, nothing wider than the screen, within its weight. The same base
// URL may be another server's: E2E_URL=http://… skips the household.
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { createServer, request as forward } from "node:http";
import { after, before, test } from "node:test";
import { Browser, SIZES, leave, picture, settled, violations } from "./support/browser.mjs";
import { HOME, Household, SOLAR, until } from "./support/household.mjs";

const LARGEST_PAGE = 300 * 1024;
let house, browser, url;
before(async () => {
  browser = await Browser.open();
  url = process.env.E2E_URL;
  if (url) return;
  house = await (await Household.open()).start();
  url = house.url;
  await until("both meters are complete", async () =>
    (await (await fetch(`${url}api/meters`)).json()).meters.every(({ status }) => status.state === "up_to_date"),
  );
});
after(async () => {
  await browser?.close();
  await house?.close();
});

const PAGES = {
  overview: "",
  energy: `#/meter/${HOME}?show=energy&period=month`,
  curve: `#/meter/${HOME}?show=curve&period=day`,
  peak: `#/meter/${HOME}?show=peak&period=month`,
  production: `#/meter/${SOLAR}?direction=production&show=energy&period=year`,
  consent: "#/consent",
};

/// A chart follows the size of the screen a moment later.
const fits = (page, what) =>
  until(`nothing sticks out: ${what}`, () =>
    page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
  );

for (const [name, path] of Object.entries(PAGES))
  test(`${name}: no serious violation, nothing sticks out, light and dark, large and small`, async () => {
    const page = await browser.page(url + path, { bypass_csp: true });
    if (/#\/meter/.test(path)) await page.locator("canvas").waitFor();
    if (name === "consent") await page.locator("table").waitFor();
    for (const [size, viewport] of Object.entries(SIZES)) {
      await page.setViewportSize(viewport);
      for (const scheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme: scheme });
        await settled(page);
        assert.deepEqual(await violations(page), [], `${size}, ${scheme}`);
        await picture(page, `${name}-${size}-${scheme}`);
      }
      await fits(page, size);
    }
    // WCAG 1.4.10 and 1.4.4: 320 pixels are 1280 zoomed to 400 %; larger letters must not push anything out either.
    await page.setViewportSize({ width: 320, height: 640 });
    await fits(page, "320 pixels");
    await page.setViewportSize(SIZES.desktop);
    await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
    await fits(page, "letters twice as large");
    await leave(page);
  });

test("letters and marks stand out from what is behind them, in both themes", async () => {
  const PAIRS = [
    [4.5, "ink soft accent good bad warn", "paper card"],
    [4.5, "ink soft", "sunk plain-paper warn-paper"],
    [4.5, "warn", "warn-paper"],
    [4.5, "on-fill", "fill"],
    [4.5, "tip-ink", "tip"],
    [3, "edge flow sun peak fill", "paper card"],
  ];
  for (const scheme of ["light", "dark"]) {
    const page = await browser.page(url, { scheme });
    const weak = await page.evaluate(pairs => {
      const probe = document.body.appendChild(document.createElement("i"));
      const luminance = name => {
        probe.style.color = `var(--${name})`;
        const [r, g, b] = getComputedStyle(probe)
          .color.match(/[\d.]+/g)
          .map(part => part / 255)
          .map(part => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const found = [];
      for (const [least, fronts, grounds] of pairs)
        for (const front of fronts.split(" "))
          for (const ground of grounds.split(" ")) {
            const [dark, light] = [luminance(front), luminance(ground)].sort((a, b) => a - b);
            const ratio = (light + 0.05) / (dark + 0.05);
            if (!(ratio >= least)) found.push(`${front} on ${ground}: ${ratio.toFixed(2)}`);
          }
      return found;
    }, PAIRS);
    assert.deepEqual(weak, [], scheme);
    await leave(page);
  }
});

test("everything is reached by the keyboard in the order it is read, each with a name and a visible focus", async () => {
  for (const path of [PAGES.overview, PAGES.energy, PAGES.consent]) {
    const page = await browser.page(url + path);
    await settled(page);
    await page.locator("h1").focus();
    const stops = [];
    for (let i = 0; i < 60; ++i) {
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(() => {
        let one = document.activeElement;
        while (one.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
        if (one === document.body) return null;
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
        const shown =
          (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) ||
          boxShadow !== "none" ||
          (one.type === "radio" && getComputedStyle(one.labels[0]).outlineStyle !== "none");
        const name =
          one.getAttribute("aria-label") || one.labels?.[0]?.textContent || one.title || one.textContent.trim();
        return { name, shown, what: one.outerHTML.slice(0, 120) };
      });
      if (!stop) break;
      stops.push(stop);
    }
    assert.ok(stops.length > 8, `${path}: ${stops.length} stops`);
    assert.deepEqual(
      stops.filter(({ name, shown }) => !name || !shown),
      [],
      path,
    );
    await leave(page);
  }
});

test("the page speaks English when asked, and remembers it", async () => {
  const page = await browser.page(url);
  await page.getByRole("button", { name: "Switch to English" }).click();
  await page.getByRole("heading", { name: "Your meters" }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
  assert.match(await page.locator("#theme").getAttribute("aria-label"), /^Theme: /);
  await page.reload();
  await page.getByRole("heading", { name: "Your meters" }).waitFor();
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), ["language"]);
  await leave(page);
});

test("both languages have the same words, and every word that is used", async () => {
  const page = await browser.page(url);
  const keys = await page.evaluate(async () => {
    const { words } = await import("./assets/i18n.js");
    return Object.fromEntries(Object.entries(words).map(([language, all]) => [language, Object.keys(all).sort()]));
  });
  assert.deepEqual(keys.fr, keys.en);
  const assets = new URL("../../src/web/assets/", import.meta.url);
  for (const name of (await readdir(assets)).filter(one => one.endsWith(".js") && !one.startsWith("linky-"))) {
    const used = [...(await readFile(new URL(name, assets), "utf8")).matchAll(/\bt\(\s*"([^"]+)"/g)].map(
      ([, key]) => key,
    );
    assert.deepEqual(
      used.filter(key => !keys.fr.includes(key)),
      [],
      name,
    );
  }
  await leave(page);
});

test("it works behind a proxy's path prefix", async () => {
  const PREFIX = "/api/hassio_ingress/e2e";
  const asked = [];
  const proxy = createServer((request, answer) => {
    asked.push(request.url);
    if (!request.url.startsWith(`${PREFIX}/`)) return answer.writeHead(404).end();
    const to = new URL(request.url.slice(PREFIX.length), url);
    const onward = forward(to, { method: request.method, headers: { ...request.headers, host: to.host } }, reply => {
      answer.writeHead(reply.statusCode, reply.headers);
      reply.pipe(answer);
    });
    onward.on("error", () => answer.destroy());
    answer.on("close", () => onward.destroy());
    request.pipe(onward);
  });
  await new Promise(done => proxy.listen(0, "127.0.0.1", done));
  try {
    const page = await browser.page(`http://127.0.0.1:${proxy.address().port}${PREFIX}/#/meter/${HOME}?show=curve`);
    await settled(page);
    await page.locator("canvas").waitFor();
    await page.locator(".chip.good").waitFor();
    assert.ok(asked.includes(`${PREFIX}/api/events?language=fr`) && asked.includes(`${PREFIX}/assets/chart.js`));
    assert.deepEqual(
      asked.filter(path => !path.startsWith(PREFIX) && path !== "/favicon.ico"),
      [],
    );
    await leave(page);
  } finally {
    proxy.closeAllConnections();
    proxy.close();
  }
});

test("the whole page weighs less than 300 KB compressed, charts included", async () => {
  const page = await browser.page();
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  let weight = 0;
  const documents = new Set();
  session.on(
    "Network.responseReceived",
    ({ requestId, response }) => /\/api\//.test(response.url) || documents.add(requestId),
  );
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (documents.has(requestId)) weight += encodedDataLength;
  });
  await page.goto(`${url}${PAGES.curve}`);
  await page.locator("canvas").waitFor();
  await settled(page);
  console.log(`# page weight ${(weight / 1024).toFixed(1)} KB`);
  assert.ok(weight > 50_000 && weight < LARGEST_PAGE, `${weight} bytes`);
  await leave(page);
});

test("days of 23 and 25 hours keep their hours, and a hole is a hole", async () => {
  const page = await browser.page(url);
  const told = await page.evaluate(async () => {
    const { by_instant, ticks_of } = await import("./assets/history_data.js");
    const { midnight } = await import("./assets/civil.js");
    const zone = "Europe/Paris";
    const hours = day => (midnight(day[1], zone) - midnight(day[0], zone)) / 3_600_000;
    const spring = { from: "2026-03-29", to: "2026-03-30" };
    const hole = by_instant({
      span: { from: "2026-01-05", to: "2026-01-06" },
      zone,
      now: {
        missing: [],
        readings: [
          { start: "2026-01-05T00:00:00+01:00", end: "2026-01-05T01:00:00+01:00", value: 1 },
          {
            start: "2026-01-05T03:00:00+01:00",
            end: "2026-01-05T24:00:00+01:00".replace("05T24", "06T00"),
            value: 2,
          },
        ],
      },
    });
    return {
      spring: hours(["2026-03-29", "2026-03-30"]),
      autumn: hours(["2026-10-25", "2026-10-26"]),
      ticks: ticks_of(spring, zone).map(({ at, label }) => [
        new Intl.DateTimeFormat("en-GB", {
          timeZone: zone,
          hour: "2-digit",
          minute: "2-digit",
          hourCycle: "h23",
        }).format(at),
        label,
      ]),
      energy: hole.energy,
      spans: hole.spans.map(([from, to]) => (to - from) / 3_600_000),
      breaks: hole.points.filter(({ y }) => y === null).length,
    };
  });
  assert.equal(told.spring, 23);
  assert.equal(told.autumn, 25);
  told.ticks.slice(0, 8).forEach(([clock, label]) => assert.equal(clock, label));
  assert.equal(told.energy, 1 + 2 * 21);
  assert.deepEqual(told.spans, [2]);
  assert.equal(told.breaks, 1);
  await leave(page);
});
