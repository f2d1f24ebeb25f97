"""What must hold in a real Home Assistant: facts.py --device | --component | --energy | --all FOLDER [PICTURE [CARD]]. See README.md."""

import json
import signal
import sys
import time
from pathlib import Path

from card import CardStory
from energy import energy
from expected import keys_of, unique_id
from ground import Ear, Facts, Late, open_loopback
from hass import Refused
from install import installed
from screen import Browser, dashboard
from web_socket import Closed
from world import ABSENCE, ATELIER, MAISON, MIGRATION, World


def refusal(world, facts):
    """The bridge is there first, and the source refuses it one data set; Home Assistant gets its MQTT integration."""
    world.source.fault("no_consent", MAISON, "load_curve")
    world.start_bridge()
    world.home.start()
    world.home.add_mqtt(world.broker.port)

    def complaint():
        problem = world.state(MAISON, "problem")
        told = {name: problem["attributes"].get(name) for name in ("code", "message", "advice", "whose")}
        return "" if problem["state"] == "on" and all(told.values()) else f"{problem['state']} {told}"

    def value():
        state = world.state(MAISON, "consumption_hourly")["state"]
        return "" if state == "unknown" else state

    facts.come_true("no consent: the problem is on and says what, what to do and whose it is", world.found(complaint), 60)
    facts.come_true("... what is missing has no value, it is not 0", world.found(value))
    facts.come_true("... the rest is there", world.complaint)


def consent(world, facts):
    world.source.relent()
    button(world, facts)
    facts.come_true("the consent is back: the problem is off, nothing is missing", world.complaint)
    green = world.state(MAISON, "status")["state"], world.state(MAISON, "problem")["state"]
    facts.check("... and the light is green", "" if green == ("À jour", "off") else green)


def contract(world, facts):
    for what, wrong in sorted(world.complaints().items()):
        facts.check(what, "; ".join(wrong))
    for meter in world.meters:
        facts.check(f"device {meter['name']}", world.device_complaint(meter))
    facts.check("device of the bridge", world.bridge_complaint())
    facts.check("no warning about us in the log", world.log_complaint())


def statistics(world, facts):
    """The years have long-term statistics, nothing else has, and the recorder is content."""
    entities = world.home.entities()
    wanted = {
        entities[unique_id(meter, key)]["entity_id"]
        for meter in world.meters
        for key in keys_of(meter)
        if key.endswith("_yearly")
    }
    ours = {entity["entity_id"] for entity in entities.values()}

    def complaint():
        known = world.home.ask("recorder/list_statistic_ids")
        sums = {row["statistic_id"] for row in known if row["has_sum"] and row["statistics_unit_of_measurement"] == "kWh"}
        found = {row["statistic_id"] for row in known} & ours
        return "" if sums & ours == wanted == found else f"sums: {sorted(sums & ours)}, all: {sorted(found)}"

    facts.come_true("statistics: sums in kWh of the years, of nothing else", complaint)
    issues = {one: issue for one, issue in world.home.ask("recorder/validate_statistics").items() if one in ours}
    facts.check("statistics: the recorder has no issue with them", world.brief(issues))


def button(world, facts):
    ear = Ear(world.broker, "enedis2mqtt/bridge/response/#", world.folder)
    entity = world.home.entities()[unique_id(MAISON, "refresh")]["entity_id"]
    world.home.ask("call_service", domain="button", service="press", service_data={"entity_id": entity})

    def complaint():
        answers = [json.loads(answer) for answer in ear.heard("enedis2mqtt/bridge/response/refresh")]
        good = [one for one in answers if one["status"] == "ok" and one["data"]["pdls"] == [MAISON["pdl"]]]
        return "" if good else f"answered {answers}"

    facts.come_true("the button asks for a refresh of its meter, and only that; the bridge answers", complaint)
    ear.close()


def picture(world, facts, file):
    """A dashboard as a person sees it, with the name of every entity."""
    entities = world.home.entities()
    cards = [
        {
            "type": "entities",
            "title": meter["name"],
            "entities": [entities[unique_id(meter, key)]["entity_id"] for key in keys_of(meter)],
        }
        for meter in world.meters
    ]
    texts = [meter["name"] for meter in world.meters]
    texts += [entity["original_name"] for entity in entities.values()]
    browser = Browser(world.home, world.folder)
    facts.check("a dashboard in a browser shows every name", browser.show(dashboard(world.home, {"cards": cards}), texts))
    browser.picture(file)
    browser.close()


def rename(world):
    """As a person does in the settings of an entity."""
    entity = world.home.entities()[unique_id(MAISON, "consumption_daily")]["entity_id"]
    world.home.ask("config/entity_registry/update", entity_id=entity, new_entity_id="sensor.consommation_d_hier")


def restarts(world, facts):
    before = world.ids()
    world.home.restart()
    facts.come_true("Home Assistant restarted: everything is back", world.complaint, 60)
    facts.check("... under the same ids", world.id_complaint(before))
    facts.check("... without a warning", world.log_complaint())

    topics = world.broker.retained().keys()
    world.broker.process.end()
    facts.come_true("the broker gone: every entity is unavailable", world.unavailable)
    world.broker.start()

    def lost():
        return ", ".join(sorted(topics - world.broker.retained().keys()))

    facts.come_true("the broker restarted empty: every retained topic is back", lost, 60)
    facts.come_true("... and every entity", world.complaint, 60)
    facts.check("... under the same ids", world.id_complaint(before))
    facts.check("... without a warning but of the broker's absence", world.log_complaint(ABSENCE))

    world.bridge.end(signal.SIGKILL)
    facts.come_true("the bridge killed: every entity is unavailable", world.unavailable)
    world.bridge.start_again()
    facts.come_true("the bridge started: everything is back", world.complaint)
    status = world.bridge.end()
    facts.check("the bridge stopped: it ends with 0", status and f"exit status {status}")
    facts.come_true("... and every entity is unavailable", world.unavailable)
    world.bridge.start_again()
    facts.come_true("the bridge started again: everything is back", world.complaint)
    facts.check("... under the same ids", world.id_complaint(before))

    world.home.end()
    world.bridge.end()
    world.home.start()
    facts.come_true("Home Assistant started without the bridge: every entity is unavailable", world.unavailable)
    world.bridge.start_again()
    facts.come_true("the bridge started after it: everything is back", world.complaint)
    facts.check("... without a warning", world.log_complaint())


def topics_of(world, discovery):
    """"" when only the discovery topics of that mode are retained."""
    prefix = "homeassistant/device/"
    found = world.broker.retained(["homeassistant/#"])
    return ", ".join(topic for topic in found if topic.startswith(prefix) != (discovery == "device"))


def migration(world, facts):
    before = world.ids()
    for discovery, how in (("component", "live"), ("device", "live"), ("component", "away"), ("device", "live")):
        was = world.discovery
        if how == "away":
            world.home.end()
        world.restart_bridge(discovery=discovery)
        if how == "away":
            facts.come_true(f"{was} -> {discovery}: nothing is left of the old topics", lambda: topics_of(world, discovery))
            world.home.start()
        what = f"{was} -> {discovery}" + (" while Home Assistant is away" if how == "away" else "")
        facts.come_true(f"{what}: nothing is left of the old topics", lambda: topics_of(world, discovery))
        facts.come_true(f"{what}: the same entities", world.complaint, 60)
        facts.check(f"{what}: the same ids, a renamed one too", world.id_complaint(before))
        facts.check(f"{what}: no warning but of the old topics", world.log_complaint(MIGRATION))


def language(world, facts):
    before = world.ids()
    world.restart_bridge(language="en")
    facts.come_true("language en: every name is English", world.complaint)
    facts.check("... under the same ids", world.id_complaint(before))
    facts.check("... without a warning", world.log_complaint())


def farewells(world, facts):
    """A measure leaves, and comes back; a meter leaves."""
    before = world.ids()
    world.restart_bridge(meters=[MAISON, ATELIER | {"measures": "production"}])
    facts.come_true("a removed measure: its entities are gone, the others stay", world.complaint)
    facts.check("... without a warning", world.log_complaint())
    world.restart_bridge(meters=[MAISON, ATELIER])
    facts.come_true("the measure is back, and so are its entities", world.complaint)
    facts.check("... under the same ids", world.id_complaint(before))
    world.restart_bridge(meters=[MAISON])
    facts.come_true("a removed meter: nothing of it is left", lambda: world.traces(ATELIER))
    facts.come_true("... and the other stays whole", world.complaint)
    facts.check("... without a warning", world.log_complaint())
    world.home.restart()
    facts.come_true("... and Home Assistant restarted: still nothing of it", lambda: world.traces(ATELIER) or world.complaint())
    facts.check("... without a warning", world.log_complaint())


def story(place, folder, discovery, facts, with_migration, file, card):
    print(f"--- {discovery} discovery", flush=True)
    world = World(place, folder, discovery)
    try:
        refusal(world, facts)
        consent(world, facts)
        contract(world, facts)
        statistics(world, facts)
        if file:
            picture(world, facts, file)
        rename(world)
        if card:
            CardStory(world, facts, card).told()
        restarts(world, facts)
        if with_migration:
            migration(world, facts)
        language(world, facts)
        farewells(world, facts)
        button(world, facts)
    except (Late, Refused, Closed, OSError) as trouble:
        facts.check(f"the story of {discovery} discovery reaches its end", repr(trouble))
    finally:
        world.close()


def energy_story(place, folder, facts):
    print("--- long-term statistics", flush=True)
    world = World(place, folder, "device")
    try:
        world.start_bridge()
        world.home.start()
        world.home.add_mqtt(world.broker.port)
        energy(world, facts)
    except (Late, Refused, Closed, OSError) as trouble:
        facts.check("the story of the statistics reaches its end", repr(trouble))
    finally:
        world.close()


def main(mode, folder, file="", card=""):
    started = time.monotonic()
    open_loopback()
    place = installed(folder)
    facts = Facts()
    for discovery in ("device", "component"):
        if mode in ("--all", f"--{discovery}"):
            both = mode == "--all" and discovery == "device"
            story(place, Path(folder, discovery), discovery, facts, both, file, card)
            card = ""  # once will do
    if mode in ("--all", "--energy"):
        energy_story(place, Path(folder, "energy"), facts)
    print(f"{time.monotonic() - started:.0f} s with Home Assistant {place.version}")
    print(f"{facts.passed} passed, {facts.failed} failed")
    return 1 if facts.failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
