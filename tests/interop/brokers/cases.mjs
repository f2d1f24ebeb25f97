// The table: which broker, spoken to how. `mqtt` is the bridge's own section, save the address.
const user = { username: 'linky', password: 'très secret' };
const wrongPassword = { password: 'wrong' };
const noCertificate = { cert_file: '', key_file: '' };

// Everything works: each is taken through the whole life.
export const lives = [
  { broker: 'mosquitto', scheme: 'mqtt', protocol: '5' },
  { broker: 'mosquitto', scheme: 'mqtt', protocol: '3.1.1' },
  { broker: 'mosquitto', scheme: 'mqtt', protocol: '5', ...user },
  { broker: 'mosquitto', scheme: 'mqtts', protocol: '5' },
  { broker: 'mosquitto', scheme: 'mqtts', protocol: '3.1.1', ...user },
  { broker: 'mosquitto', scheme: 'ws', protocol: '5' },
  { broker: 'mosquitto', scheme: 'wss', protocol: '3.1.1' },
  { broker: 'aedes', scheme: 'mqtt', protocol: '3.1.1' },
  { broker: 'aedes', scheme: 'mqtt', protocol: '3.1.1', ...user },
  { broker: 'aedes', scheme: 'mqtts', protocol: '3.1.1' },
  { broker: 'aedes', scheme: 'ws', protocol: '3.1.1' },
  { broker: 'aedes', scheme: 'wss', protocol: '3.1.1', ...user },
];

// The broker says no: the log and `check --online` say what and why.
export const refusals = [
  { broker: 'mosquitto', scheme: 'mqtt', protocol: '5', ...user, but: wrongPassword, says: /refuses the user 'linky': not authorised/ },
  { broker: 'mosquitto', scheme: 'mqtt', protocol: '3.1.1', ...user, but: wrongPassword, says: /refuses the user 'linky': (bad user name or password|not authorised)/ },
  { broker: 'aedes', scheme: 'mqtt', protocol: '3.1.1', ...user, but: wrongPassword, says: /bad user name or password/ },
  { broker: 'aedes', scheme: 'wss', protocol: '3.1.1', ...user, but: wrongPassword, says: /bad user name or password/ },
  { broker: 'mosquitto', scheme: 'mqtts', protocol: '5', but: noCertificate, says: /wants a client certificate/ },
  { broker: 'mosquitto', scheme: 'mqtts', protocol: '5', but: 'foreign', says: /does not accept our client certificate/ },
  { broker: 'aedes', scheme: 'mqtts', protocol: '3.1.1', but: noCertificate, says: /wants a client certificate/ },
  { broker: 'aedes', scheme: 'mqtts', protocol: '3.1.1', but: { ca_file: '' }, says: /not signed by an authority of this system/ },
  { broker: 'aedes', scheme: 'mqtt', protocol: '5', says: /refuses the connection of '[^']+': this version of MQTT is not supported; set mqtt.protocol to 3\.1\.1/ },
  { broker: 'aedes', scheme: 'ws', protocol: '5', says: /refuses the connection of '[^']+': this version of MQTT is not supported; set mqtt.protocol to 3\.1\.1/ },
];

// The broker takes no message as large as the curve of a day (2.6 KB) or the device document (5.7 KB).
export const limits = [
  { limit: 'max_packet_size', protocol: '5', because: /makes a packet of \d+ bytes, the broker takes 2000 at most/ },
  { limit: 'message_size_limit', protocol: '5', because: /packet too large/ },
  { limit: 'max_packet_size', protocol: '3.1.1', because: /ends each connection while the topic \S+ of \d+ bytes is under way/ },
  { limit: 'message_size_limit', protocol: '3.1.1', silent: true },
];
