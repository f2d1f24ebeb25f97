// Debian's Chromium, driven by Playwright; whatever a page complains about fails its test.

import { mkdirSync, readFileSync } from "node:fs";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { PATIENCE_MS } from "./household.mjs";

export const OUT = new URL("../out/", import.meta.url).pathname;
mkdirSync(OUT, { recursive: true });

const AXE = readFileSync(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
export const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };

export class Browser {
  static async open() {
    const browser = new Browser();
    // Root has no user namespace to build a sandbox in.
    browser.program = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
    });
    return browser;
  }

  async page(url, { size = "desktop", scheme = "light", language, bypass_csp = false } = {}) {
    const context = await this.program.newContext({
      viewport: SIZES[size],
      colorScheme: scheme,
      locale: "fr-FR",
      timezoneId: "Europe/Paris",
      reducedMotion: "reduce",
      bypassCSP: bypass_csp,
    });
    if (language) await context.addInitScript(chosen => localStorage.setItem("language", chosen), language);
    const page = await context.newPage();
    page.complaints = [];
    page.on("pageerror", failure => page.complaints.push(failure.message));
    // Answers such as 401 and 422 are part of the conversation; the page shows them.
    page.on(
      "console",
      line =>
        line.type() === "error" && !/status of 4\d\d|ERR_|net::/.test(line.text()) && page.complaints.push(line.text()),
    );
    page.setDefaultTimeout(PATIENCE_MS);
    if (url) {
      await page.goto(url);
      await page.locator("h1").waitFor();
    }
    return page;
  }

  async close() {
    await this.program.close();
  }
}

/// Ends with a page: it must have complained about nothing, a violated content policy included.
export async function leave(page) {
  assert.deepEqual(page.complaints, []);
  await page.context().close();
}

/// What axe-core finds of serious or critical weight. The page must have been opened with bypass_csp: axe is injected.
export async function violations(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return found.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .map(({ target }) => target.join(" "))
          .slice(0, 3)
          .join("; ")}`,
    );
}

export const settled = page => page.waitForFunction(() => !document.querySelector("[aria-busy=true]"));
export const picture = (page, name) => page.screenshot({ path: `${OUT}${name}.png`, fullPage: true });

/// A row of the meter's display.
export const row = (page, measure) => page.locator(`linky-meter [data-measure=${measure}]`).first();
export const light_of = page => page.locator("linky-meter .case").first();
