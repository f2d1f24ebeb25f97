import { Source, requireBinary } from '../support/bridge.mjs';
import { makeCertificates } from '../support/certificates.mjs';
import { expect, expectEqual, fact, skip, tell } from '../support/facts.mjs';
import { temporaryFolder } from '../support/processes.mjs';
import { until } from '../support/until.mjs';
import { limits, lives, refusals } from './cases.mjs';
import { Listener, retained } from './listener.mjs';
import { mosquittoHasWebsockets, pdl, stage, title } from './stage.mjs';

const bridgeTopics = ['enedis2mqtt/bridge/state', 'enedis2mqtt/bridge/info'];
const meterTopics = ['status', ...['hourly', 'daily', 'monthly', 'yearly', 'max_power'].map((one) => `consumption/${one}`)]
  .map((one) => `enedis2mqtt/${pdl}/${one}`);
const discovery = `homeassistant/device/enedis2mqtt_${pdl}/config`;
const bridgeDiscovery = 'homeassistant/device/enedis2mqtt_bridge/config';
const everything = [...bridgeTopics, ...meterTopics, discovery, bridgeDiscovery];

const source = new Source();
let files;

const filled = (listener) => until('every topic is filled', () =>
  listener.holds(everything) && listener.json(`enedis2mqtt/${pdl}/status`).state === 'up_to_date')
  .catch(({ message }) => { throw new Error(`${message}; there are ${everything.filter(listener.last).join(', ')}`); });

async function life(one) {
  const { broker, access, bridge } = await stage(one, { source, files });
  await broker.start();
  bridge.start();
  const listener = await new Listener(access).start();

  await fact(`${title(one)}: every topic is filled, with the source's own values`, async () => {
    await filled(listener);
    const last = (await source.expected(pdl)).consumption.daily.at(-1);
    const { value, date } = listener.json(`enedis2mqtt/${pdl}/consumption/daily`);
    expectEqual({ value, date }, { value: last.wh / 1000, date: last.date }, 'daily');
    expectEqual(listener.last('enedis2mqtt/bridge/state'), 'online', 'state');
  });
  await fact('… all of them retained, and nothing else', async () => {
    const newcomer = await retained(access, everything);
    expectEqual(newcomer.retainedTopics(), [...everything].sort(), 'retained topics');
  });
  await fact('… a request for a refresh is answered', async () => {
    await listener.say('enedis2mqtt/bridge/request/refresh', '{"transaction":"t1"}');
    const answer = await until('the response', () => listener.json('enedis2mqtt/bridge/response/refresh'));
    expectEqual(answer, { status: 'ok', data: { pdls: [pdl] }, transaction: 't1' }, 'response');
  });
  await fact('… a broker that comes back empty is filled again', async () => {
    const since = bridge.program.output.length;
    await broker.stop();
    await bridge.program.says(/was lost|does not answer|refuses the connection|ended the connection/, { since });
    listener.messages.length = 0;
    await broker.start();
    await bridge.program.says(/connected to/, { since, limit: 60_000 });
    await filled(listener); // a newcomer in the midst of it would hear some of them live
    await retained(access, everything);
  });
  await fact('… a bridge that is killed is `offline` at once, and `online` when it is back', async () => {
    await bridge.stop('SIGKILL');
    await until('offline', () => listener.last('enedis2mqtt/bridge/state') === 'offline');
    bridge.start();
    await until('online', () => listener.last('enedis2mqtt/bridge/state') === 'online');
  });
  await fact('… the bridge leaves with `offline`', async () => {
    expectEqual(await bridge.stop(), 0, 'exit status');
    const newcomer = await retained(access, ['enedis2mqtt/bridge/state']);
    expectEqual(newcomer.last('enedis2mqtt/bridge/state'), 'offline', 'state');
  });
  await listener.end();
  await broker.stop();
}

async function refusal(one) {
  const { broker, bridge } = await stage(one, { source, files });
  await broker.start();
  await fact(`${title(one)}: the log says so, and the service stays`, async () => {
    bridge.start();
    await bridge.program.says(one.says);
    expect(bridge.program.alive, 'the service ended');
  });
  await fact('… `check --online` says so, and what to do', async () => {
    const { status, output } = await bridge.check();
    expectEqual(status, 1, 'exit status');
    const line = output.split('\n').findIndex((text) => /\[FAIL\] broker /.test(text) && one.says.test(text));
    expect(line >= 0 && /->/.test(output.split('\n')[line + 1]), output);
    expect(!/wrong|très secret/.test(output), `a password in ${output}`);
  });
  await bridge.stop();
  await broker.stop();
}

async function forbiddenDiscovery(protocol) {
  const acl = 'topic readwrite enedis2mqtt/#\n';
  const one = { broker: 'mosquitto', scheme: 'mqtt', protocol, acl };
  const { broker, access, bridge } = await stage(one, { source, files });
  await broker.start();
  bridge.start();
  const listener = await new Listener(access).start();
  await fact(`mosquitto, MQTT ${protocol}, an ACL without homeassistant/#: the rest is published`, async () => {
    await until('the topics', () => listener.holds([...bridgeTopics, ...meterTopics]));
    expectEqual(listener.last(discovery), undefined, discovery);
  });
  await fact('… requests are answered', async () => {
    await listener.say('enedis2mqtt/bridge/request/refresh', '{"transaction":"t1"}');
    expectEqual((await until('the response', () => listener.json('enedis2mqtt/bridge/response/refresh'))).status, 'ok', 'status');
  });
  // In MQTT 3.1.1 a broker has no word to refuse a publication with: it acknowledges and drops.
  if (protocol === '5')
    await fact('… the log says which topic and what to open, once', async () => {
      await bridge.program.says(/homeassistant\/device\/\S+ is not published.*not authorised.*Open base_topic\/# and discovery_prefix\/#/);
      expectEqual(bridge.program.output.match(/is not published/g).length, 1, 'times');
    });
  await fact('… `check --online` says which topic and what to open', async () => {
    const { status, output } = await bridge.check();
    expectEqual(status, 1, 'exit status');
    expect(/\[ ok \] topic\s+enedis2mqtt\/bridge\/check/.test(output), output);
    const why = protocol === '5' ? /refuses the topic '\S+': not authorised/ : /took a message on \S+ but did not deliver it/;
    const line = output.split('\n').findIndex((text) => /\[FAIL\] topic homeassistant\/\S+ /.test(text) && why.test(text));
    expect(line >= 0 && /-> Open base_topic\/# and discovery_prefix\/#/.test(output.split('\n')[line + 1]), output);
  });
  await bridge.stop();
  await listener.end();
  await broker.stop();
}

async function smallMessagesOnly({ limit, protocol, because, silent }) {
  const bytes = 2000;
  const one = { broker: 'mosquitto', scheme: 'mqtt', protocol, settings: [`${limit} ${bytes}`] };
  const { broker, access, bridge } = await stage(one, { source, files });
  const large = [`enedis2mqtt/${pdl}/consumption/hourly`, discovery];
  const what = `mosquitto, MQTT ${protocol}, ${limit}`;
  const advice = /Raise its limit \(Mosquitto: max_packet_size and message_size_limit; 65536 will do\)/;
  const cutOff = protocol === '3.1.1' && limit === 'max_packet_size';
  await broker.start();
  bridge.start();
  const listener = await new Listener(access).start();
  await fact(`${what}: all but the two large topics is published`, async () => {
    await until('the topics', () => listener.holds(everything.filter((topic) => !large.includes(topic))), 60_000);
    for (const topic of large) expectEqual(listener.last(topic), undefined, topic);
  });
  if (!silent)
    await fact('… the log says so, whose fault it is and what to do', async () => {
      const [line] = await bridge.program.says(new RegExp(`.*${because.source}.*`), { limit: 60_000 });
      expect(/Up to the user: /.test(line) && advice.test(line), line);
    });
  await fact('… it does not try in a loop', async () => {
    const connections = bridge.program.output.match(/connected to the broker/g).length;
    // A message is withheld once it was unacknowledged at two drops; how many share a drop is the broker's timing.
    expect(connections <= (cutOff ? 1 + 2 * large.length : 1), `${connections} connections`);
    await until('online', () => listener.last('enedis2mqtt/bridge/state') === 'online', 20_000);
  });
  await fact('… `check --online` says so, and what to do', async () => {
    const { status, output } = await bridge.check();
    expectEqual(status, 1, 'exit status');
    expect(/\[FAIL\] topic enedis2mqtt\/\S+ .*a short message passes, one of \d+ bytes does not/.test(output) && advice.test(output), output);
  });
  await bridge.stop();
  await listener.end();
  await broker.stop();
}

await tell(async () => {
  requireBinary();
  files = await makeCertificates(temporaryFolder());
  await source.start();
  const websockets = await mosquittoHasWebsockets();
  for (const one of lives) {
    if (one.broker === 'mosquitto' && one.scheme.startsWith('ws') && !websockets)
      skip(title(one), 'this Mosquitto is built without websockets');
    else await life(one);
  }
  for (const one of refusals) await refusal(one);
  for (const protocol of ['5', '3.1.1']) await forbiddenDiscovery(protocol);
  for (const one of limits) await smallMessagesOnly(one);
});
