// The programs a story starts. Whatever happens to the story, every one of them ends with it.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { until } from './until.mjs';

const running = new Set();
const folders = new Set();

export class Program {
  constructor(name, command, args, { env = {}, cwd } = {}) {
    this.name = name;
    this.output = '';
    // Debian keeps Mosquitto where an ordinary user's PATH does not look.
    const PATH = [process.env.PATH, '/usr/local/sbin', '/usr/sbin'].join(delimiter);
    this.child = spawn(command, args, { cwd, env: { ...process.env, PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(this);
    for (const stream of [this.child.stdout, this.child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (this.output += text));
    this.ended = new Promise((done) => {
      const end = (status) => {
        running.delete(this);
        this.status = status;
        done(status);
      };
      this.child.on('error', (error) => {
        this.output += `${error.message}\n`;
        end(127);
      });
      this.child.on('close', (status, signal) => end(status ?? signal));
    });
  }

  get alive() {
    return this.status === undefined;
  }

  // Waits for a text of its output, counted from `since`; at its end it fails at once.
  async says(pattern, { limit = 20_000, since = 0 } = {}) {
    const found = () => this.output.slice(since).match(pattern);
    await until(`${this.name} says ${pattern}`, () => found() || !this.alive, limit).catch((error) => {
      throw new Error(`${error.message}\n${this.tail()}`);
    });
    if (!found()) throw new Error(`${this.name} ended (${this.status}) without saying ${pattern}\n${this.tail()}`);
    return found();
  }

  tail(lines = 12) {
    return this.output.trimEnd().split('\n').slice(-lines).map((line) => `        ${this.name}| ${line}`).join('\n');
  }

  async stop(signal = 'SIGTERM') {
    if (!this.alive) return this.status;
    this.child.kill(signal);
    const impatience = setTimeout(() => this.child.kill('SIGKILL'), 10_000);
    const status = await this.ended;
    clearTimeout(impatience);
    return status;
  }
}

// Runs to its end; { status, output }.
export async function outcomeOf(name, command, args, options) {
  const program = new Program(name, command, args, options);
  const status = await program.ended;
  return { status, output: program.output };
}

export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'enedis2mqtt-interop-'));
  folders.add(folder);
  return folder;
}

// The last started first: a bridge says goodbye to its broker.
export async function endAll() {
  for (const program of [...running].reverse()) await program.stop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

process.on('exit', () => {
  for (const program of running) program.child.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));

// Below the range from which the kernel takes ports for connections that leave.
export async function freePort() {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const free = await new Promise((answer) => {
      const server = createServer();
      server.once('error', () => answer(false));
      server.listen(port, '127.0.0.1', () => server.close(() => answer(true)));
    });
    if (free) return port;
  }
}
