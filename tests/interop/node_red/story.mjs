import { readFileSync } from 'node:fs';
import { Bridge, Source, atTop, meter, provider, requireBinary } from '../support/bridge.mjs';
import { expect, expectEqual, fact, tell } from '../support/facts.mjs';
import { Mosquitto } from '../support/mosquitto.mjs';
import { freePort, outcomeOf, temporaryFolder } from '../support/processes.mjs';
import { until } from '../support/until.mjs';
import { NodeRed } from './node_red.mjs';

const historyByTopic = true; // false: a refusal is an answer too

const maison = '12345678901234'; // the one in the flow's own history request
const silent = '10000000000011'; // its source has nothing for yesterday
const refused = '10000000099907'; // its consent is gone
const other = '10000000000099'; // another bridge's, only to be heard through the +

const flows = JSON.parse(readFileSync(atTop('config/node-red/flows.json')));
const ofType = (type) => flows.filter((node) => node.type === type);
const idsOf = (type) => ofType(type).map((node) => node.id);

const broker = new Mosquitto(temporaryFolder(), await freePort());
const source = new Source();
const red = new NodeRed(temporaryFolder());

const alerts = () => red.heard('linky-alert');
const alertsOf = (pdl) => alerts().filter((text) => text.includes(pdl));

const publish = async (topic, value) => {
  const words = ['-h', '127.0.0.1', '-p', String(broker.port), '-q', '1', '-r', '-t', topic, '-m', JSON.stringify(value)];
  const { status, output } = await outcomeOf('mosquitto_pub', 'mosquitto_pub', words);
  expect(status === 0, output);
};

// The flow as people get it, save the broker's address.
function atOurBroker() {
  return flows.map((node) =>
    node.type === 'mqtt-broker' ? { ...node, broker: '127.0.0.1', port: String(broker.port) } : node);
}

async function imports() {
  await fact('the flow expects the broker at localhost:1883 and holds no credentials', () => {
    expectEqual(ofType('mqtt-broker').map((node) => [node.broker, node.port]), [['localhost', '1883']], 'broker');
    expect(flows.every((node) => !('credentials' in node)), 'a node has credentials');
  });
  await fact('it retains no request', () =>
    expectEqual(ofType('mqtt out').map((node) => node.retain), ['false', 'false'], 'retain'));
  await fact('it needs nothing beyond what Node-RED brings', async () => {
    await red.deploy(atOurBroker());
    expectEqual(await red.flows(), atOurBroker(), 'what Node-RED keeps');
    expectEqual(red.complaints(), [], 'complaints');
  });
  await fact('every MQTT node connects', () =>
    until('all connected', () => [...idsOf('mqtt in'), ...idsOf('mqtt out')].every(red.connected)));
}

async function values() {
  const truth = (await source.expected(maison)).consumption;
  const last = truth.daily.at(-1);
  const of = (node) => until(`a message at ${node}`, () => red.heard(node).find(({ pdl }) => pdl === maison));
  await fact("yesterday's energy arrives, the very watt-hours of the source", async () => {
    const expected = { pdl: maison, value: last.wh / 1000, unit: 'kWh', date: last.date };
    expectEqual(await of('linky-daily-debug'), expected, 'energy');
  });
  await fact("yesterday's maximum power arrives, with its instant", async () => {
    const { va, at } = truth.max_power.at(-1);
    expectEqual(await of('linky-max-debug'), { pdl: maison, value: va / 1000, unit: 'kVA', at }, 'power');
  });
}

async function redLight() {
  await fact('a meter whose light is red after its poll alerts', async () => {
    const [text] = await until('an alert', () => alertsOf(silent).length && alertsOf(silent));
    expect(/rien pour hier \/ nothing for yesterday/.test(text), text);
  });
  await fact('it alerts once, however often the bridge says so again', async () => {
    const before = red.heard('linky-refresh-debug').length;
    for (let again = 1; again <= 2; ++again) {
      await red.press('linky-refresh-press');
      await until('a response', () => red.heard('linky-refresh-debug').length === before + again);
    }
    expectEqual(alertsOf(silent).length, 1, 'alerts');
  });
  await fact('a meter that has everything does not alert of red', () => {
    expect(alertsOf(maison).every((text) => !/rien pour hier/.test(text)), alertsOf(maison).join());
  });
  await fact('the alert gives the reason and what to do when the bridge knows them', async () => {
    const [text] = await until('an alert', () => alertsOf(refused).length && alertsOf(refused));
    expect(/consent/i.test(text), text);
  });
}

async function threshold() {
  const power = (value, hour) => ({ value, unit: 'kVA', date: '2026-01-15', at: `2026-01-15T${hour}:04:51+01:00` });
  const topic = `enedis2mqtt/${other}/consumption/max_power`;
  const seen = (value) => until(`${value} kVA arrives`, () =>
    red.heard('linky-max-debug').some((one) => one.pdl === other && one.value === value));
  await fact('the threshold stands in a node of its own', () => {
    const node = flows.find(({ id }) => id === 'linky-threshold');
    expect(/threshold/i.test(node.name) && node.rules[0].to === '6', JSON.stringify(node));
  });
  await fact('a maximum power of the threshold itself does not alert', async () => {
    await publish(topic, power(6, '19'));
    await seen(6);
    expectEqual(alertsOf(other), [], 'alerts');
  });
  await fact('one above it does, of whichever meter', async () => {
    await publish(topic, power(6.21, '20'));
    const [text] = await until('an alert', () => alertsOf(other).length && alertsOf(other));
    expectEqual(text, `Linky ${other} : 6.21 kVA > 6 kVA (2026-01-15T20:04:51+01:00)`, 'alert');
  });
  await fact('the same one told again does not, the next one does', async () => {
    await publish(topic, power(6.21, '20'));
    await publish(topic, power(7.5, '21'));
    await until('the next alert', () => alertsOf(other).some((text) => text.includes('7.5 kVA')));
    expectEqual(alertsOf(other).length, 2, 'alerts');
  });
}

async function waterHeater() {
  const topic = `enedis2mqtt/${other}/tariff`;
  const now = (period) => ({ period, price: 0.1589, until: '2026-01-16T06:38:00+01:00', next: 'hp' });
  await fact('the water heater follows the tariff, once per change', async () => {
    for (const period of ['hp', 'hc', 'hc', 'blue_hc', 'blue_hp', null]) await publish(topic, now(period));
    await until('the last one', () => red.heard('linky-tariff-debug').includes('unknown'));
    expectEqual(red.heard('linky-tariff-debug'), [false, true, false, 'unknown'], 'commands');
  });
}

async function buttons() {
  await fact('the refresh button gets its response, with every meter', async () => {
    const before = red.heard('linky-refresh-debug').length;
    await red.press('linky-refresh-press');
    const response = await until('a response', () => red.heard('linky-refresh-debug')[before]);
    expectEqual([response.transaction, response.status], ['node-red-refresh', 'ok'], 'response');
    expectEqual(response.data.pdls.sort(), [silent, refused, maison], 'meters');
  });
  await fact(`the history button gets its response${historyByTopic ? ': it is planned' : ''}`, async () => {
    await red.press('linky-history-press');
    const response = await until('a response', () => red.heard('linky-history-debug')[0]);
    expectEqual(response.transaction, 'node-red-history', 'transaction');
    if (!historyByTopic) return;
    expectEqual([response.status, response.data?.pdl], ['ok', maison], 'response');
    expect(response.data.calls > 0, `calls: ${response.data.calls}`);
  });
  if (historyByTopic)
    await fact('the end of the history is told', async () => {
      const done = await until('the event', () => red.heard('linky-history-done-debug')[0], 60_000);
      expectEqual([done.event, done.pdl], ['history_done', maison], 'event');
    });
}

async function comesBack() {
  await fact('after a restart of the broker everything arrives again', async () => {
    await broker.stop();
    await until('Node-RED sees it', () => !idsOf('mqtt in').some(red.connected));
    const before = red.heard('linky-daily-debug').length;
    await broker.start();
    await until('the energy arrives', () => red.heard('linky-daily-debug').slice(before).some(({ pdl }) => pdl === maison), 60_000);
    await until('all connected', () => [...idsOf('mqtt in'), ...idsOf('mqtt out')].every(red.connected));
  });
  await fact('a deployment alone shows what the broker retains', async () => {
    const before = red.heard('linky-daily-debug').length;
    await red.deploy(atOurBroker());
    await until('the energy arrives', () => red.heard('linky-daily-debug').slice(before).some(({ pdl }) => pdl === maison));
  });
  await fact('Node-RED complains of nothing but the broker that went', () => {
    const others = red.complaints().filter((line) => !/mqtt-broker/.test(line));
    expectEqual(others, [], 'complaints');
  });
}

await tell(async () => {
  requireBinary();
  await Promise.all([broker.start(), source.start(), red.start()]);
  await imports();

  await source.fault({ fault: 'no_data', pdl: silent });
  const meters = await Promise.all([maison, silent, refused].map((pdl) => meter(source, pdl, `Linky ${pdl.slice(-4)}`)));
  const mqtt = { url: `mqtt://127.0.0.1:${broker.port}` };
  const bridge = new Bridge(temporaryFolder(), { mqtt, providers: provider(source), meters });
  bridge.start();
  await values();
  await redLight();
  await threshold();
  await waterHeater();
  await buttons();
  await comesBack();
});
