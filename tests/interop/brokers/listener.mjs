// The independent witness: another MQTT library than the bridge's, that keeps what it hears.
import { readFileSync } from 'node:fs';
import mqtt from 'mqtt';
import { until } from '../support/until.mjs';

export class Listener {
  messages = []; // { topic, payload, retain }, as they came

  // `access` is { url, protocol, tls, username, password }, with the names of files in `tls`.
  constructor({ url, protocol, tls, username, password }) {
    const secrets = tls && { ca: readFileSync(tls.ca), cert: readFileSync(tls.cert), key: readFileSync(tls.key) };
    this.client = mqtt.connect(url, {
      protocolVersion: protocol === '5' ? 5 : 4,
      clientId: `listener-${Math.random().toString(16).slice(2)}`,
      reconnectPeriod: 200,
      username,
      password,
      ...secrets,
    });
    this.client.on('error', (error) => (this.failure = error.message));
    this.client.on('message', (topic, payload, { retain }) =>
      this.messages.push({ topic, payload: payload.toString(), retain }));
  }

  async start() {
    await until(`the listener connects (${this.failure ?? ''})`, () => this.client.connected);
    await this.client.subscribeAsync('#', { qos: 1, rap: true });
    return this;
  }

  // What the topic holds now, as text; nothing when it was cleared or never came.
  last = (topic) => this.messages.findLast((one) => one.topic === topic)?.payload;
  json = (topic) => (this.last(topic) ? JSON.parse(this.last(topic)) : undefined);
  retainedTopics = () => [...new Set(this.messages.filter(({ retain }) => retain).map(({ topic }) => topic))].sort();
  holds = (topics) => topics.every((topic) => this.last(topic));
  say = (topic, payload) => this.client.publishAsync(topic, payload, { qos: 1 });
  end = () => this.client.endAsync(true);
}

// What a newcomer is told at once: the retained topics, all flagged so.
export async function retained(access, topics) {
  const newcomer = await new Listener(access).start();
  try {
    await until('the retained topics', () => newcomer.holds(topics))
      .catch(() => { throw new Error(`not retained: ${topics.filter((topic) => !newcomer.last(topic)).join(', ')}`); });
    // Behind whatever else is retained.
    await newcomer.say('witness', 'end');
    await until('its own message', () => newcomer.last('witness'));
    const live = newcomer.messages.filter(({ topic, retain }) => topics.includes(topic) && !retain);
    if (live.length > 0) throw new Error(`not flagged as retained: ${live.map(({ topic }) => topic).join(', ')}`);
    return newcomer;
  } finally {
    await newcomer.end();
  }
}
