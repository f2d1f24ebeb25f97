"""One Home Assistant, one broker, one source, one bridge, two meters; and what can be asked about all of them together."""

import json
import os
import re

from expected import BRIDGE, Expected, instant, keys_of, unique_id
from ground import PAGE, Bridge, Broker, Source, gateway_token
from hass import HomeAssistant

# Steps of 10 minutes: the largest attributes that a day can have.
MAISON = {
    "pdl": "10000000099908",
    "name": "Maison",
    "provider": "conso_api",
    "token": gateway_token("10000000099908"),
    "measures": "consumption",
}
ATELIER = {"pdl": "10000000099901", "name": "Atelier solaire", "provider": "enedis", "measures": "both"}

# Only these speak of a broker that is away, and only then may they.
ABSENCE = r"(Disconnected from|Failed to connect to|Error returned from) MQTT server|Error talking to MQTT|failed to receive on socket"
# Clearing the topics of the other mode, as the documentation of a migration tells, makes Home Assistant say so.
MIGRATION = r"Received a conflicting MQTT discovery message|No device components to cleanup"
OURS = r"mqtt|enedis|recorder|components\.(sensor|binary_sensor|button|event)|helpers\.(template|entity)|1000000009990"


class World:
    def __init__(self, place, folder, discovery):
        folder.mkdir()
        self.folder = folder
        self.discovery, self.language, self.meters = discovery, "fr", [MAISON, ATELIER]
        self.broker, self.source = Broker(folder), Source(folder)
        self.bridge = Bridge(folder, self.broker, self.source)
        self.home = HomeAssistant(place, folder)
        self.read = 0

    def close(self):
        self.home.end()
        for process in (self.bridge.process, self.source.process, self.broker.process):
            process.end()

    def start_bridge(self, **changes):
        """With the configuration of before but for `changes`: discovery, language, meters."""
        for name, value in changes.items():
            setattr(self, name, value)
        self.bridge.start(self.meters, self.discovery, self.language)

    def restart_bridge(self, **changes):
        """The exit status of the one that left."""
        status = self.bridge.end()
        self.start_bridge(**changes)
        return status

    def complaints(self):
        """{"Maison consumption_daily": [what is wrong with it]} of every entity that shall be, or is and shall not."""
        retained = self.broker.retained()
        registry, states = self.home.entities(), self.home.states()
        found, wanted = {}, set()
        for meter in self.meters:
            for key in keys_of(meter):
                wanted.add(unique_id(meter, key))
                registered = registry.get(unique_id(meter, key))
                state = states.get(registered["entity_id"]) if registered else None
                expected = Expected(meter, key, self.language, retained, bool(self.bridge.home_assistant))
                found[f"{meter['name']} {key}"] = expected.complaints(registered, state)
        for surplus in registry.keys() - wanted - set(BRIDGE):
            found[surplus] = ["nobody asked for it"]
        return found

    def complaint(self):
        """The same in one line; "" when all is well."""
        return self.brief({what: wrong for what, wrong in self.complaints().items() if wrong})

    def state(self, meter, key):
        """Of one entity; KeyError while Home Assistant does not know it."""
        return self.home.states()[self.home.entities()[unique_id(meter, key)]["entity_id"]]

    @staticmethod
    def found(complaint):
        """The same complaint, for a time when the entities are not there yet."""

        def patient():
            try:
                return complaint()
            except KeyError as missing:
                return f"{missing} is not known"

        return patient

    def unavailable(self):
        """"" when every entity is, else which one is not."""
        states = self.home.states()
        ids = [entity["entity_id"] for one, entity in self.home.entities().items() if one not in BRIDGE]
        return self.brief({one: states[one]["state"] for one in ids if states[one]["state"] != "unavailable"})

    @staticmethod
    def brief(found):
        rest = f" (and {len(found) - 3} more)" if len(found) > 3 else ""
        return "; ".join(f"{what}: {wrong}" for what, wrong in list(found.items())[:3]) + rest

    def device_complaint(self, meter):
        device = self.home.devices().get(meter["pdl"])
        if device is None:
            return "not in the registry"
        shall = {
            "identifiers": [["mqtt", f"enedis2mqtt_{meter['pdl']}"]],
            "name": meter["name"],
            "manufacturer": "Enedis",
            "model": "Linky",
            "serial_number": meter["pdl"],
            "sw_version": "",
            "configuration_url": PAGE,
            "via_device_id": self.home.bridge()["id"],
        }
        of_device = {one["unique_id"] for one in self.home.entities().values() if one["device_id"] == device["id"]}
        wrong = {name: device[name] for name, value in shall.items() if device[name] != value}
        if of_device != {unique_id(meter, key) for key in keys_of(meter)}:
            wrong["entities"] = sorted(of_device)
        return self.brief(wrong)

    def bridge_complaint(self):
        info = json.loads(self.broker.retained(["enedis2mqtt/bridge/info"])["enedis2mqtt/bridge/info"])
        device, entities, states = self.home.bridge(), self.home.entities(), self.home.states()
        wrong = {} if device["sw_version"] == info["version"] else {"sw_version": device["sw_version"]}
        shown = [states[entities[one]["entity_id"]]["state"] for one in BRIDGE]
        if shown[:2] != ["on", info["version"]] or instant(shown[2]) != instant(info["started_at"]):
            wrong["entities"] = shown
        return self.brief(wrong)

    def ids(self):
        """What people build on: the ids of entities and devices."""
        entities = {one: entity["entity_id"] for one, entity in self.home.entities().items()}
        return entities, {serial: device["id"] for serial, device in self.home.devices().items()}

    def id_complaint(self, before):
        entities, devices = self.ids()
        changed = {one: f"{was} became {entities.get(one)}" for one, was in before[0].items() if entities.get(one) != was}
        changed |= {one: "another device" for one, was in before[1].items() if devices.get(one) != was}
        return self.brief(changed)

    def traces(self, meter):
        """What is left of a meter that was removed: on the broker, in the registries, among the states."""
        left = [topic for topic in self.broker.retained() if meter["pdl"] in topic]
        left += [device["name"] for serial, device in self.home.devices().items() if serial == meter["pdl"]]
        left += [one for one in self.home.entities() if meter["pdl"] in one]
        left += [one for one in self.home.states() if meter["pdl"] in one]
        return ", ".join(left)

    def log_complaint(self, allowed=None):
        """Warnings and errors about us, or near us, in what Home Assistant said since the last call."""
        said = self.home.process.words()
        fresh, self.read = said[self.read :], len(said)
        entries = re.split(r"^(?=\d{4}-\d\d-\d\d \d\d:)", fresh, flags=re.MULTILINE)
        worrying = [entry.strip() for entry in entries if re.match(r"\S+ \S+ (WARNING|ERROR|CRITICAL) ", entry)]
        paths = f"{re.escape(os.environ['HOME_ASSISTANT_CACHE'])}|{re.escape(str(self.folder))}"
        ours = [entry for entry in worrying if re.search(OURS, re.sub(paths, "", entry))]
        return " | ".join(entry for entry in ours if not (allowed and re.search(allowed, entry)))[:2000]
