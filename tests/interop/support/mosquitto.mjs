import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Program } from './processes.mjs';
import { until } from './until.mjs';

const open = (port) =>
  new Promise((answer) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      answer(true);
    });
    socket.on('error', () => answer(false));
  });

// A Mosquitto of our own that keeps nothing on disk. `lines` are those of its configuration below the listener's.
export class Mosquitto {
  constructor(folder, port, lines = ['allow_anonymous true']) {
    this.port = port;
    this.file = join(folder, `mosquitto-${port}.conf`);
    // Started by root it would become another user, who cannot read our folder.
    const common = ['user root', 'persistence false', 'log_dest stderr', 'set_tcp_nodelay true'];
    writeFileSync(this.file, [...common, `listener ${port} 127.0.0.1`, ...lines, ''].join('\n'));
  }

  async start() {
    this.program = new Program('mosquitto', 'mosquitto', ['-c', this.file]);
    const up = await until('Mosquitto listens', async () => !this.program.alive || (await open(this.port)));
    if (!up || !this.program.alive) throw new Error(`Mosquitto does not start\n${this.program.tail()}`);
  }

  stop() {
    return this.program.stop();
  }
}
