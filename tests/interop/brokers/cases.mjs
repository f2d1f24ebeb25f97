// The table: which broker, spoken to how. `mqtt` is the bridge's own section, save the address.
const user = { username: 'linky', password: 'très secret' };
const wrongPassword = { password: 'wrong' };
const noCertificate = { cert_file: '', key_file: '' };

// Everything works: each is taken through the whole life in life.mjs.
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
  { broker: 'mosquitto', scheme: 'mqtt', protocol: '5', ...user, but: wrongPassword, says: /bad user name or password|not authorised/ },
  { broker: 'mosquitto', scheme: 'mqtt', protocol: '3.1.1', ...user, but: wrongPassword, says: /bad user name or password|not authorised/ },
  { broker: 'aedes', scheme: 'mqtt', protocol: '3.1.1', ...user, but: wrongPassword, says: /bad user name or password/ },
  { broker: 'aedes', scheme: 'wss', protocol: '3.1.1', ...user, but: wrongPassword, says: /bad user name or password/ },
  { broker: 'mosquitto', scheme: 'mqtts', protocol: '5', but: noCertificate, says: /wants a client certificate/ },
  { broker: 'mosquitto', scheme: 'mqtts', protocol: '5', but: 'foreign', says: /does not accept our client certificate/ },
  { broker: 'aedes', scheme: 'mqtts', protocol: '3.1.1', but: noCertificate, says: /wants a client certificate/ },
  { broker: 'aedes', scheme: 'mqtts', protocol: '3.1.1', but: { ca_file: '' }, says: /not signed by an authority of this system/ },
  { broker: 'aedes', scheme: 'mqtt', protocol: '5', says: /version of MQTT is not supported/ },
  { broker: 'aedes', scheme: 'ws', protocol: '5', says: /version of MQTT is not supported/ },
];
