// Whoever means ill, or is merely broken: against the real binary and its password, without a browser.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { HOME, Household, until } from "./support/household.mjs";

const PASSWORD = "correct-horse";
const SHARE_OF_CLIENT = 128; // connections of one address
const IDLE_LIMIT_MS = 30_000;
let house, session, slow;
before(async () => {
  house = await Household.open();
  await house.start_broker();
  await house.start_source();
  await house.start_bridge(await house.configuration({ web: `  password: ${PASSWORD}` }));
  slow = hang("GET / HTT");
  const opened = await log_in(PASSWORD);
  assert.equal(opened.status, 204);
  session = opened.headers.get("set-cookie").split(";")[0];
});
after(async () => {
  await house?.close();
});

const ours = { "X-Requested-With": "enedis2mqtt", "Content-Type": "application/json" };
const log_in = password =>
  fetch(`${house.url}api/session`, { method: "POST", headers: ours, body: JSON.stringify({ password }) });
const ask = (path, more = {}) =>
  fetch(house.url + path, { ...more, headers: { ...more.headers, Cookie: session, "Accept-Language": "en" } });

/// Says something and waits: for as long as the bridge lets it.
function hang(said) {
  const socket = connect(house.port, "127.0.0.1", () => socket.write(said));
  socket.heard = "";
  socket.on("data", data => (socket.heard += data));
  socket.on("error", () => {});
  socket.since = Date.now();
  socket.over = new Promise(done => socket.once("close", () => done(Date.now() - socket.since)));
  return socket;
}
/// The answer to bytes that no client would send by itself.
async function say(bytes) {
  const socket = hang(bytes);
  await socket.over;
  return socket.heard;
}

test("another site's page changes nothing with the visitor's own session", async () => {
  const refresh = `api/meters/${HOME}/refresh`;
  for (const headers of [
    {},
    { "Content-Type": "text/plain", Origin: "https://evil.example" },
    { ...ours, "Sec-Fetch-Site": "cross-site" },
    { ...ours, "Sec-Fetch-Site": "same-site" },
  ]) {
    const answer = await ask(refresh, { method: "POST", headers });
    assert.equal(answer.status, 403, JSON.stringify(headers));
    const { error } = await answer.json();
    assert.equal(error.code, "request_foreign");
    assert.ok(error.message && error.advice && error.whose);
  }
  const preflight = await ask(refresh, {
    method: "OPTIONS",
    headers: { Origin: "https://evil.example", "Access-Control-Request-Method": "POST" },
  });
  assert.equal(preflight.headers.get("access-control-allow-origin"), null);
  assert.equal((await ask(refresh, { method: "POST", headers: ours })).status, 200);
});

test("no path leads out of the page", async () => {
  for (const path of [
    "/../../etc/passwd",
    "/assets/../../../etc/passwd",
    "/assets/..%2f..%2f..%2fetc%2fpasswd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/assets/%252e%252e%252fetc/passwd",
    "/assets/..%5c..%5cetc%5cpasswd",
    "/assets/%c0%ae%c0%ae/etc/passwd",
    "/assets/app.js%00.html",
    "//etc/passwd",
    "/e2e.yaml",
    "/api/meters/..%2f..%2fe2e.yaml",
    "http://127.0.0.1/etc/passwd",
  ]) {
    const heard = await say(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nCookie: ${session}\r\nConnection: close\r\n\r\n`);
    assert.match(heard, /^HTTP\/1.1 40[04] /, path);
    assert.doesNotMatch(heard, /root:|conso_api/, path);
  }
});

test("heads, bodies and names beyond their limits are refused in words", async () => {
  const refused = async (bytes, status) => {
    const heard = await say(bytes);
    assert.match(heard, new RegExp(`^HTTP/1.1 ${status} `));
    const { error } = JSON.parse(heard.slice(heard.indexOf("\r\n\r\n")));
    assert.ok(error.message && error.advice);
  };
  const head = "Host: localhost\r\nConnection: close\r\nX-Requested-With: enedis2mqtt\r\n";
  await refused(`GET / HTTP/1.1\r\n${head}X-Large: ${"x".repeat(20_000)}\r\n\r\n`, 431);
  await refused(`POST /api/session HTTP/1.1\r\n${head}Content-Length: 999999999\r\n\r\n`, 413);
  await refused(`POST /api/meters/${HOME}/files HTTP/1.1\r\n${head}Content-Length: 1000000\r\n\r\n`, 413);
  await refused(`POST /api/session HTTP/1.1\r\n${head}Content-Length: -1\r\n\r\n`, 400);
  await refused("\x16\x03\x01 this is TLS\r\n\r\n", 400);
});

test("the API answers while a hundred connections hang", async () => {
  const hanging = Array.from({ length: 100 }, (_, i) =>
    hang(["GET /api/sta", "POST /api/session HTTP/1.1\r\nContent-Length: 99\r\n\r\nhalf", ""][i % 3]),
  );
  await Promise.all(hanging.map(socket => new Promise(done => socket.once("connect", done))));
  const begun = performance.now();
  for (let i = 0; i < 20; ++i) assert.equal((await ask("api/meters")).status, 200);
  console.log(`# 20 answers beside 100 hanging connections in ${(performance.now() - begun).toFixed(0)} ms`);
  // Beyond its share a client is cut at once; with some of them gone it is heard again.
  hanging.push(...Array.from({ length: SHARE_OF_CLIENT }, () => hang("")));
  await Promise.any(hanging.slice(100).map(socket => socket.over));
  for (const socket of hanging) socket.destroy();
  await until("there is room again", async () => (await ask("api/status")).ok);
});

test("a thousand requests more leave the memory as it was", async () => {
  const ask_in_fours = async times => {
    for (let i = 0; i < times; ++i) {
      const answers = await Promise.all([
        ask("api/meters"),
        ask(`api/meters/${HOME}/readings?measure=daily&direction=consumption`),
        ask("assets/app.js"),
        ask("nowhere"),
      ]);
      await Promise.all(answers.map(answer => answer.arrayBuffer()));
    }
  };
  await ask_in_fours(100);
  const before = await house.memory();
  await ask_in_fours(250);
  const grown = (await house.memory()) - before;
  console.log(`# ${grown} KiB more after a thousand requests`);
  assert.ok(grown < 512, `${grown} KiB`);
});

test("passwords are guessed five times, then the guesser waits, even with the right one", async () => {
  for (let i = 0; i < 5; ++i) assert.equal((await log_in(`guess ${i}`)).status, 401);
  const refused = await log_in(PASSWORD);
  assert.equal(refused.status, 429);
  assert.ok(Number(refused.headers.get("retry-after")) > 800);
  const { error } = await refused.json();
  assert.ok(error.message && error.advice);
  assert.equal((await ask("api/meters")).status, 200, "who is in stays in");
});

test("who never ends his request is cut", async () => {
  const after_ms = await slow.over;
  assert.ok(after_ms > IDLE_LIMIT_MS - 2000 && after_ms < 2 * IDLE_LIMIT_MS, `after ${after_ms} ms`);
});
