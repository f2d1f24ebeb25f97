// A house around the real binary: a private Mosquitto, the simulated source, the bridge, and how to break and ask them.

import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const BINARY = process.env.E2E_BINARY ?? new URL("../../../build/release/enedis2mqtt", import.meta.url).pathname;
const run = promisify(execFile);

export const HOME = "12345678901234";
export const SOLAR = "01234567899901"; // the simulator: endings 99901 consume and produce
export const PATIENCE_MS = 60_000; // a limit for a busy machine, not a pause

/// Asks again until the answer is a value, or the time is over. The only waiting there is.
export async function until(what, ask, limit = PATIENCE_MS) {
  const end = Date.now() + limit;
  let last;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== null && answer !== false) return answer;
    } catch (failure) {
      last = failure;
    }
    if (Date.now() > end) throw new Error(`${what}: not within ${limit} ms${last ? ` (${last.message})` : ""}`);
    await new Promise(done => setTimeout(done, 40));
  }
}

const free_port = () =>
  new Promise((done, failed) => {
    const server = createServer()
      .once("error", failed)
      .listen(0, "127.0.0.1", () => {
        const { port } = server.address();
        server.close(() => done(port));
      });
  });

export class Household {
  #children = [];
  #log = new Map();

  static async open() {
    const house = new Household();
    house.folder = await mkdtemp(join(tmpdir(), "enedis2mqtt-e2e-"));
    return house;
  }

  #start(name, program, arguments_, env = {}) {
    const child = spawn(program, arguments_, {
      cwd: this.folder,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const lines = [];
    this.#log.set(name, lines);
    for (const stream of [child.stdout, child.stderr]) stream.on("data", data => lines.push(String(data)));
    child.on("error", failure => lines.push(String(failure)));
    child.over = new Promise(done => child.once("exit", done));
    this.#children.push(child);
    return child;
  }

  /// What a program has said so far, for the message of a failed test.
  log(name) {
    return (this.#log.get(name) ?? []).join("");
  }

  async start_broker() {
    this.broker_port = await free_port();
    await writeFile(
      join(this.folder, "mosquitto.conf"),
      `listener ${this.broker_port} 127.0.0.1\nallow_anonymous true\npersistence false\n`,
    );
    const program = ["/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto"].find(existsSync) ?? "mosquitto";
    this.#start("broker", program, ["-c", "mosquitto.conf"]);
    await until("the broker listens", () =>
      run("mosquitto_pub", ["-p", String(this.broker_port), "-t", "e2e/ready", "-m", "1"]).then(() => true),
    );
  }

  async start_source() {
    this.#start("source", BINARY, ["simulate", "--listen", "127.0.0.1:0", "--publication-hour", "0"]);
    this.source = await until("the source speaks", () => /http:\/\/127\.0\.0\.1:\d+/.exec(this.log("source"))?.[0]);
  }

  async token(pdl) {
    return (await (await fetch(`${this.source}/simulator/token/${pdl}`)).json()).token;
  }
  async expected(pdl) {
    return (await fetch(`${this.source}/simulator/expected/${pdl}`)).json();
  }
  async break_source(fault, more = {}) {
    const answer = await fetch(`${this.source}/simulator/faults`, {
      method: "POST",
      body: JSON.stringify({ fault, ...more }),
    });
    if (!answer.ok) throw new Error(await answer.text());
  }
  async mend_source() {
    await fetch(`${this.source}/simulator/faults`, { method: "DELETE" });
  }

  /// The usual configuration: two meters behind a gateway, and an application of Enedis for the consent.
  async configuration({ web = "", meters } = {}) {
    this.port = await free_port();
    const listed =
      meters ??
      [
        `  - {pdl: "${HOME}", name: Maison, provider: conso_api, token: "${await this.token(HOME)}"}`,
        `  - {pdl: "${SOLAR}", name: Atelier, provider: conso_api, token: "${await this.token(SOLAR)}", measures: both}`,
      ].join("\n");
    return `mqtt: {url: "mqtt://127.0.0.1:${this.broker_port}"}
providers:
  conso_api: {base_url: "${this.source}", daily_calls: 500, calls_per_second: 50}
  enedis: {client_id: e2e, client_secret: e2e, base_url: "${this.source}", authorize_url: "${this.source}", redirect_uri: "http://127.0.0.1:${this.port}/oauth/callback"}
meters:
${listed}
web:
  listen: 127.0.0.1:${this.port}
${web}
store: {path: e2e.db}
`;
  }

  get url() {
    return `http://127.0.0.1:${this.port}/`;
  }
  get file() {
    return join(this.folder, "e2e.yaml");
  }

  async start_bridge(configuration, env = {}) {
    if (configuration !== null) await writeFile(this.file, configuration ?? (await this.configuration()));
    this.port ??= await free_port();
    this.bridge = this.#start("bridge", BINARY, ["run", "-c", this.file], env);
    await until("the page is served", async () => {
      if (this.bridge.exitCode !== null) throw new Error(this.log("bridge"));
      return (await fetch(this.url)).ok;
    }).catch(failure => {
      throw new Error(`${failure.message}\n${this.log("bridge")}`);
    });
  }

  /// A first start: no file yet, only the place to listen at.
  async start_unconfigured() {
    this.port = await free_port();
    await this.start_bridge(null, { ...this.sources_here, ENEDIS2MQTT__WEB__LISTEN: `127.0.0.1:${this.port}` });
  }

  async start() {
    await this.start_broker();
    await this.start_source();
    await this.start_bridge();
    return this;
  }

  /// What a file written by the page does not say: where the simulated source is.
  get sources_here() {
    return { ENEDIS2MQTT__PROVIDERS__CONSO_API__BASE_URL: this.source };
  }

  /// The bridge's resident memory in KiB.
  async memory() {
    return Number(/^VmRSS:\s+(\d+)/m.exec(await readFile(`/proc/${this.bridge.pid}/status`, "utf8"))[1]);
  }

  async check() {
    return run(BINARY, ["check", "-c", this.file], { cwd: this.folder, env: { ...process.env, ...this.sources_here } });
  }

  /// The retained payload of a topic below the base topic.
  async topic(name) {
    const { stdout } = await run("mosquitto_sub", [
      "-p",
      String(this.broker_port),
      "-t",
      `enedis2mqtt/${name}`,
      "-C",
      "1",
      "-W",
      "20",
      "--retained-only",
    ]);
    return JSON.parse(stdout);
  }

  async close() {
    // The bridge first: it says goodbye to the broker.
    for (const child of this.#children.reverse()) {
      if (child.exitCode === null && child.signalCode === null && child.pid) {
        child.kill("SIGTERM");
        const stubborn = setTimeout(() => child.kill("SIGKILL"), 8000);
        await child.over;
        clearTimeout(stubborn);
      }
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}
