"""The Lovelace card of the page in the real frontend: it shows what Home Assistant knows, and asks nobody else."""

import json
import re
import signal
import urllib.request
from pathlib import Path

from expected import QUANTITIES, keys_of, unique_id
from ground import Ear, until
from screen import Browser, dashboard
from world import ATELIER, MAISON

MODULE = "/local/linky-card.js"
WORDS = {"up_to_date": "à jour", "partial": "partiel", "outdated": "en retard", "unavailable": "arrêté"}
LABELS = ["Nom affiché", "Sens affiché d’abord", "Couleur de la façade", "Couleur du bandeau de titre", "Masquer la demi-heure"]
FACE = "const faces = deep('linky-card-face').map(face => face.shadowRoot);"
# What the faces show, as the elements that a person sees tell it.
TELL = f"""{FACE} return faces.map(root => {{
  const one = selector => root.querySelector(selector), seen = node => node.getClientRects().length > 0;
  const rows = [...root.querySelectorAll('[data-measure]')].filter(seen);
  return {{
    name: one('.name').textContent, pdl: one('.pdl').textContent, direction: one('.case').dataset.direction,
    light: one('.case').dataset.state, word: one('.word').textContent, why: one('.why').textContent,
    colour: getComputedStyle(one('.case')).getPropertyValue('--led'),
    keys: [...root.querySelectorAll('.rocker .key')].filter(seen).length,
    rows: Object.fromEntries(rows.map(row => [row.dataset.measure, [+row.dataset.value, row.querySelector('.unit').textContent]])),
    cramped: [...root.querySelectorAll('header, .mode, .row, .keys, .foot')].filter(seen)
      .filter(node => node.scrollWidth > node.clientWidth + 1).map(node => node.className || node.localName),
  }};
}});"""


class CardStory:
    def __init__(self, world, facts, folder):
        self.world, self.facts, self.folder = world, facts, Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.browser = Browser(world.home, world.folder)

    def tell(self):
        """The two cards: the first found meter, which is the Atelier, and Maison."""
        return self.browser.run(TELL)

    def press(self, card, selector):
        self.browser.run(f"{FACE} faces[{card}].querySelector({json.dumps(selector)}).click();")

    def open(self, path, name=""):
        """"" once the two cards are there."""
        complaint = self.browser.show(path, [f"PDL {meter['pdl']}" for meter in (ATELIER, MAISON)])
        if name:
            self.browser.picture(self.folder / f"card-{name}.png")
        return complaint

    def complaint(self, meter, card, direction="consumption"):
        """What a card shows otherwise than the entities of its meter."""
        rows = {}
        for measure in QUANTITIES:
            if f"{direction}_{measure}" in keys_of(meter):
                state = self.world.state(meter, f"{direction}_{measure}")
                rows[measure] = [float(state["state"]), state["attributes"]["unit_of_measurement"]]
        light = self.world.state(meter, "status")["attributes"]["code"]
        shall = {
            "name": meter["name"],
            "pdl": f"PDL {meter['pdl']}",
            "direction": direction,
            "light": light,
            "word": WORDS[light],
            "rows": rows,
            "keys": 2 if meter["measures"] == "both" else 0,
        }
        return "; ".join(f"{what} is {card[what]}, not {value}" for what, value in shall.items() if card[what] != value)

    def both(self, direction="consumption"):
        """`direction` is the one that the Atelier shows."""
        cards = self.tell()
        if len(cards) != 2:
            return f"{len(cards)} cards"
        return self.complaint(ATELIER, cards[0], direction) or self.complaint(MAISON, cards[1])

    def told(self):
        self.set_up()
        self.keys()
        self.changes()
        self.places()
        self.form()
        self.manners()
        self.browser.close()

    def set_up(self):
        world = self.world
        page = re.findall(r"page at (\S+)", world.bridge.process.words())[-1]
        with urllib.request.urlopen(f"{page}/linky-card.js", timeout=10) as card:
            Path(world.home.folder, "www", "linky-card.js").write_bytes(card.read())
        world.home.ask("frontend/set_user_data", key="language", value={"language": "fr"})
        maison = world.home.devices()[MAISON["pdl"]]["id"]
        cards = [{"type": "custom:linky-card"}, {"type": "custom:linky-card", "device": maison}]
        sections = {"type": "sections", "sections": [{"type": "grid", "cards": cards}]}
        self.browser.listen()
        dashboard(world.home, {"cards": cards}, sections, modules=[MODULE])
        self.facts.check("card: one without a device and one with are there", self.open("/linky-test/0", "light"))
        self.facts.come_true("... and show what the entities say", self.both)

    def keys(self):
        come_true, world = self.facts.come_true, self.world
        self.press(0, "[data-direction=production].key")
        come_true("card: the + key shows the production", lambda: self.both("production"))
        self.browser.picture(self.folder / "card-production.png")
        self.press(0, "[data-direction=consumption].key")
        come_true("... the - key the consumption again", self.both)

        ear = Ear(world.broker, "enedis2mqtt/bridge/response/#", world.folder)
        self.press(1, ".refresh")

        def answered():
            answers = [json.loads(answer)["data"].get("pdls") for answer in ear.heard("enedis2mqtt/bridge/response/refresh")]
            return "" if answers == [[MAISON["pdl"]]] else f"answered {answers}"

        come_true("card: its refresh key asks for its meter only", answered)
        ear.close()

        self.press(1, "[data-measure=daily]")
        entity = world.home.entities()[unique_id(MAISON, "consumption_daily")]["entity_id"]
        opened = "return deep('ha-more-info-dialog').map(dialog => dialog.entityId ?? dialog._entityId)"
        come_true("card: a row opens its entity, a renamed one too", lambda: "" if self.browser.run(opened) == [entity] else "it did not")

    def changes(self):
        world, come_true = self.world, self.facts.come_true
        self.open("/linky-test/0")
        topic = f"enedis2mqtt/{MAISON['pdl']}"
        status = json.loads(world.broker.retained()[f"{topic}/status"])
        daily = json.loads(world.broker.retained()[f"{topic}/consumption/daily"]) | {"value": 77.7}
        world.broker.say(f"{topic}/consumption/daily", json.dumps(daily))

        def follows():
            shown = self.tell()[1]["rows"]["daily"][0]
            return self.both() or ("" if shown == 77.7 else f"{shown}")

        come_true("card: a changed value is shown", follows)
        colours = {self.tell()[1]["colour"]}
        for light in ("partial", "outdated"):
            error = {"code": "consent_missing", "message": "Il manque l'accord.", "advice": "Donnez-le.", "whose": "user"}
            world.broker.say(f"{topic}/status", json.dumps(status | {"state": light, "error": error}))
            come_true(f"card: the light turns {light}", self.both)
            colours.add(self.tell()[1]["colour"])
        self.facts.check("... each state in a colour of its own", "" if len(colours) == 3 else f"{colours}")

        def reason():
            why = self.tell()[1]["why"]
            return "" if "Il manque l'accord." in why and "à vous d’agir : Donnez-le." in why else why

        come_true("... and says what is wrong, whose it is and what to do", reason)
        self.press(1, ".light")
        opacity = f"{FACE} return getComputedStyle(faces[1].querySelector('.why')).opacity"
        come_true("... to whoever presses the light", lambda: "" if self.browser.run(opacity) == "1" else "it stays hidden")
        self.browser.picture(self.folder / "card-trouble.png")

        world.bridge.end(signal.SIGKILL)

        def still_there():
            return ", ".join(card["why"] for card in self.tell() if card["light"] != "unavailable" or "ne répond pas." not in card["why"])

        come_true("card: without the bridge the light is off, and says why", still_there)
        self.browser.picture(self.folder / "card-stopped.png")
        world.bridge.start_again()
        come_true("... with it everything is back", lambda: world.complaint() or self.both())

    def places(self):
        def cramped():
            return "; ".join(f"{card['name']}: {card['cramped']}" for card in self.tell() if card["cramped"])

        browser, check = self.browser, self.facts.check
        browser.dark(True)
        check("card: in a view of sections, dark", self.open("/linky-test/1", "sections-dark") or self.both())
        check("... nothing is cut off", cramped())
        browser.size(360, 800, mobile=True)
        check("card: on a phone", self.open("/linky-test/0", "phone-dark") or self.both())
        wide = browser.run("return document.documentElement.scrollWidth - innerWidth")
        check("... nothing is cut off, nothing scrolls sideways", cramped() or (wide > 0 and f"{wide} pixels too wide"))
        browser.size(1000, 900)
        browser.dark(False)

    def form(self):
        self.open("/linky-test/0?edit=1")
        edit = "const options = deep('*').filter(node => node._editCard); options[1]?._editCard(); return options.length"
        until("the cards' editors", lambda: self.browser.run(edit) == 2)

        def absent():
            return ", ".join(label for label in LABELS if label not in self.browser.text())

        self.facts.come_true("card: the visual editor asks for its options", absent)
        self.browser.picture(self.folder / "card-form.png")
        typed = """deep('hui-card-element-editor')[0].dispatchEvent(new CustomEvent('config-changed',
          {detail: {config: {...deep('hui-card-element-editor')[0].value, name: 'Chalet'}}, bubbles: true, composed: true}));"""
        self.browser.run(typed)
        self.facts.come_true("... and shows at once what it is told", lambda: "" if "Chalet" in self.browser.text() else "not there")

    def manners(self):
        found = {"Runtime.exceptionThrown": [], "Log.entryAdded": [], "Runtime.consoleAPICalled": [], "Network.requestWillBeSent": []}
        for event in self.browser.events:
            found.get(event.get("method"), []).append(event["params"])
        loud = found["Runtime.exceptionThrown"]
        # Without the network Home Assistant cannot show the logos of integrations.
        logged = [one["entry"] for one in found["Log.entryAdded"] if "/api/brands/" not in one["entry"].get("url", "")]
        loud += [entry for entry in logged if entry["level"] == "error"]
        loud += [one for one in found["Runtime.consoleAPICalled"] if one["type"] == "error"]
        self.facts.check("card: no error in the browser's console", json.dumps(loud)[:1000] if loud else "")
        asked = found["Network.requestWillBeSent"]
        elsewhere = {one["request"]["url"] for one in asked if not one["request"]["url"].startswith((self.world.home.url, "data:", "blob:"))}
        own = {one["request"]["url"] for one in asked if "linky-card" in json.dumps(one.get("initiator", {}))}
        self.facts.check("card: no request to anyone else, none of its own", ", ".join(elsewhere | own))
