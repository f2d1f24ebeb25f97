// Puts a case on stage: its broker, how a client gets in, the bridge's configuration.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Bridge, meter, provider } from '../support/bridge.mjs';
import { Mosquitto } from '../support/mosquitto.mjs';
import { Program, freePort, outcomeOf, temporaryFolder } from '../support/processes.mjs';

export const pdl = '10000000000011';

const encrypted = (scheme) => scheme === 'mqtts' || scheme === 'wss';
const websocket = (scheme) => scheme === 'ws' || scheme === 'wss';

export function title({ broker, scheme, protocol, username, but }) {
  const how = [encrypted(scheme) && 'client certificate', username && 'user and password'].filter(Boolean);
  const wrong = but && `, wrong: ${typeof but === 'string' ? `${but} certificate` : Object.keys(but).join(', ')}`;
  return `${broker}, ${scheme}, MQTT ${protocol}${how.length ? `, ${how.join(', ')}` : ''}${wrong ?? ''}`;
}

class AedesBroker {
  constructor(settings) {
    this.settings = JSON.stringify(settings);
  }
  async start() {
    const script = fileURLToPath(new URL('broker.mjs', import.meta.url));
    this.program = new Program('aedes', process.execPath, [script, this.settings]);
    await this.program.says(/aedes listens/, { limit: 60_000 });
  }
  stop() {
    return this.program.stop();
  }
}

// Mosquitto 2.0.11 ends at once when all it has are websockets.
const beside = (folder) => `listener 0 ${join(folder, 'mosquitto.sock')}`;

async function mosquitto({ scheme, username, password, acl, settings = [] }, port, files) {
  const folder = temporaryFolder();
  const lines = [];
  if (websocket(scheme)) lines.push('protocol websockets');
  if (encrypted(scheme))
    lines.push(`cafile ${files.ca}`, `certfile ${files.server.cert}`, `keyfile ${files.server.key}`, 'require_certificate true');
  lines.push(`allow_anonymous ${username ? 'false' : 'true'}`);
  if (username) {
    const file = join(folder, 'passwords');
    const { status, output } = await outcomeOf('passwords', 'mosquitto_passwd', ['-c', '-b', file, username, password]);
    if (status !== 0) throw new Error(output);
    lines.push(`password_file ${file}`);
  }
  if (acl) {
    const file = join(folder, 'acl');
    writeFileSync(file, acl);
    lines.push(`acl_file ${file}`);
  }
  lines.push(...settings);
  if (websocket(scheme)) lines.push(beside(folder));
  return new Mosquitto(folder, port, lines);
}

function aedes({ scheme, username, password }, port, files) {
  const tls = encrypted(scheme) && { ca: files.ca, ...files.server };
  return new AedesBroker({ port, websocket: websocket(scheme), tls, username, password });
}

export async function stage(one, { source, files }) {
  const port = await freePort();
  const tls = encrypted(one.scheme);
  const url = `${one.scheme}://localhost:${port}${websocket(one.scheme) ? '/mqtt' : ''}`;
  const broker = one.broker === 'mosquitto' ? await mosquitto(one, port, files) : aedes(one, port, files);
  const access = {
    url,
    protocol: one.protocol,
    username: one.username,
    password: one.password,
    tls: tls && { ca: files.ca, ...files.client },
  };
  const own = tls ? { ca_file: files.ca, cert_file: files.client.cert, key_file: files.client.key } : {};
  if (one.username) Object.assign(own, { username: one.username, password: one.password });
  const wrong = one.but === 'foreign' ? { cert_file: files.foreign.cert, key_file: files.foreign.key } : one.but;
  const bridge = new Bridge(temporaryFolder(), {
    mqtt: { url, protocol: one.protocol === '5' ? 5 : '3.1.1', ...own, ...wrong },
    providers: provider(source),
    meters: [await meter(source, pdl, 'Maison')],
  });
  return { broker, access, bridge };
}

export async function mosquittoHasWebsockets() {
  const folder = temporaryFolder();
  const lines = ['protocol websockets', 'allow_anonymous true', beside(folder)];
  const trial = new Mosquitto(folder, await freePort(), lines);
  try {
    await trial.start();
    return true;
  } catch (error) {
    if (!/Websockets support not available/.test(error.message)) throw error;
    return false;
  } finally {
    await trial.stop();
  }
}
