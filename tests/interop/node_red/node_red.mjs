// A real Node-RED, driven as its editor does it: flows deployed and buttons pressed through the admin API, debug
// messages and node states heard on /comms.
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import WebSocket from 'ws';
import { Program, freePort } from '../support/processes.mjs';

const red = createRequire(import.meta.url).resolve('node-red/red.js');

export class NodeRed {
  debugs = []; // { node, payload }, as they came
  states = new Map(); // node id -> its latest state

  constructor(folder) {
    this.folder = folder;
  }

  async start() {
    const port = await freePort();
    this.url = `http://127.0.0.1:${port}`;
    const settings = join(this.folder, 'settings.js');
    writeFileSync(settings, `module.exports = ${JSON.stringify({
      uiHost: '127.0.0.1',
      uiPort: port,
      userDir: this.folder,
      flowFile: 'flows.json',
      credentialSecret: 'of this story',
      editorTheme: { projects: { enabled: false } },
      mqttReconnectTime: 300,
      telemetry: { enabled: false, updateNotification: false },
      externalModules: { autoInstall: false, palette: { allowInstall: false }, modules: { allowInstall: false } },
    })};\n`);
    this.program = new Program('node-red', process.execPath, [red, '--settings', settings], { cwd: this.folder });
    await this.program.says(/Server now running at/, { limit: 60_000 });
    await this.#listen();
  }

  #listen() {
    const comms = new WebSocket(`${this.url.replace('http', 'ws')}/comms`);
    comms.on('message', (data) => {
      for (const { topic, data: said } of [JSON.parse(data)].flat()) {
        if (topic === 'debug') this.debugs.push({ node: said.id, payload: decoded(said) });
        if (topic?.startsWith('status/')) this.states.set(topic.slice('status/'.length), said);
      }
    });
    return new Promise((done, failed) => {
      comms.on('error', failed);
      comms.on('open', () => {
        for (const topic of ['debug', 'status/#']) comms.send(JSON.stringify({ subscribe: topic }));
        done();
      });
    });
  }

  async #ask(path, options = {}) {
    const answer = await fetch(this.url + path, { ...options, headers: { 'Content-Type': 'application/json' } });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }

  deploy = (flows) => this.#ask('/flows', { method: 'POST', body: JSON.stringify(flows) });
  flows = async () => (await this.#ask('/flows')).json();
  press = (id) => this.#ask(`/inject/${id}`, { method: 'POST', body: '{}' });

  heard = (node) => this.debugs.filter((one) => one.node === node).map((one) => one.payload);
  connected = (node) => /connected/.test(this.states.get(node)?.text) && !/disconnected/.test(this.states.get(node)?.text);
  // Save those about settings that a fresh folder always brings.
  complaints = () =>
    this.program.output.split('\n').filter((line) =>
      /\[(warn|error)\]|missing/i.test(line) && !/Projects disabled|credentials not found/.test(line));
}

// Objects travel as text, beside the name of what they were.
function decoded({ msg, format }) {
  return /^(Object|array|number|boolean)/.test(format) ? JSON.parse(msg) : msg;
}
