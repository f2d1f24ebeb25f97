// A small broker made of aedes: MQTT 3.1.1 only, in memory. Its settings come as JSON in the first argument:
// {"port", "websocket", "tls": {"ca","cert","key"}, "username", "password"}.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { Aedes } from 'aedes';
import { WebSocketServer, createWebSocketStream } from 'ws';

const settings = JSON.parse(process.argv[2]);
const broker = await Aedes.createBroker();

if (settings.username)
  broker.authenticate = (client, username, password, answer) => {
    const known = username === settings.username && password?.toString() === settings.password;
    answer(known ? null : Object.assign(new Error('unknown user'), { returnCode: 4 }), known);
  };

const secrets = settings.tls && {
  ca: readFileSync(settings.tls.ca),
  cert: readFileSync(settings.tls.cert),
  key: readFileSync(settings.tls.key),
  requestCert: true,
  rejectUnauthorized: true,
};

function server() {
  if (!settings.websocket) return secrets ? tls.createServer(secrets, broker.handle) : net.createServer(broker.handle);
  const web = secrets ? https.createServer(secrets) : http.createServer();
  new WebSocketServer({ server: web, handleProtocols: () => 'mqtt' }).on('connection', (socket, request) =>
    broker.handle(createWebSocketStream(socket), request));
  return web;
}

server()
  .on('tlsClientError', (error) => console.log(`TLS: ${error.message}`))
  .listen(settings.port, '127.0.0.1', () => console.log('aedes listens'));
broker.on('clientReady', (client) => console.log(`${client.id} is here, version ${client.version}`));
broker.on('clientError', (client, error) => console.log(`${client.id}: ${error.message}`));
broker.on('connectionError', (client, error) => console.log(`a connection: ${error.message}`));
