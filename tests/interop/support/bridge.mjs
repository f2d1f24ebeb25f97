// The real binary: as the simulated source, as the service, as a command.
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Program, outcomeOf } from './processes.mjs';

const top = resolve(fileURLToPath(import.meta.url), '../../../..');
const binary = process.env.ENEDIS2MQTT_BINARY
  ? resolve(process.env.ENEDIS2MQTT_BINARY)
  : join(top, 'build/release/enedis2mqtt');

export const atTop = (path) => join(top, path);

export function requireBinary() {
  if (!existsSync(binary)) throw new Error(`there is no ${binary}: build it, or name it in ENEDIS2MQTT_BINARY`);
}

export class Source {
  // Yesterday's data exist from midnight on, so that a story does not depend on the hour it is told at.
  async start() {
    this.program = new Program('source', binary, ['simulate', '--listen', '127.0.0.1:0', '--publication-hour', '0']);
    [, this.url] = await this.program.says(/speaks at (http:\S+)/);
  }

  async #ask(path, options) {
    const answer = await fetch(`${this.url}/simulator/${path}`, options);
    if (!answer.ok) throw new Error(`/simulator/${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  token = async (pdl) => (await this.#ask(`token/${pdl}`)).token;
  expected = (pdl) => this.#ask(`expected/${pdl}`);
  fault = (order) => this.#ask('faults', { method: 'POST', body: JSON.stringify(order) });
  noFaults = () => this.#ask('faults', { method: 'DELETE' });
}

// `settings` is the configuration file as an object: JSON is YAML too.
export class Bridge {
  constructor(folder, settings) {
    this.file = join(folder, 'bridge.yaml');
    writeFileSync(this.file, JSON.stringify({ language: 'en', web: { listen: '' }, ...settings }, null, 2));
  }

  start() {
    this.program = new Program('bridge', binary, ['run', '-c', this.file]);
  }

  stop(signal) {
    return this.program.stop(signal);
  }

  check() {
    return outcomeOf('check', binary, ['check', '--online', '-c', this.file]);
  }
}

export async function meter(source, pdl, name) {
  return { pdl, name, provider: 'conso_api', token: await source.token(pdl) };
}

// Without limits: a story presses refresh more often than a day allows.
export const provider = (source) => ({ conso_api: { base_url: source.url, daily_calls: 0, calls_per_second: 0 } });
