"""A real Home Assistant: set up without a person, asked through its REST and WebSocket API."""

import json
import os
import signal
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from ground import Process, free_port, listens, until
from web_socket import WebSocket

CLIENT = "http://127.0.0.1/"
# Frontend and history for those who look at it; nothing that asks the cloud or searches the network.
CONFIGURATION = """\
homeassistant:
  name: Maison
  time_zone: Europe/Paris
  country: FR
  currency: EUR
  unit_system: metric
logger:
  default: warning
  logs:
    homeassistant.components.mqtt: info
config:
frontend:
history:
logbook:
recorder:
"""
# Steps of the first visit that bring cloud, radio and weather: taken as done. Source: homeassistant/components/onboarding.
ONBOARDED = {"version": 4, "minor_version": 1, "key": "onboarding", "data": {"done": ["core_config", "analytics", "integration"]}}


class Refused(Exception):
    """Home Assistant's answer to a request it does not carry out."""


def defaults(form):
    """What a person who touches nothing sends."""
    answers = {}
    for field in form:
        if field.get("type") == "expandable":
            answers[field["name"]] = defaults(field["schema"])
        elif "default" in field:
            answers[field["name"]] = field["default"]
        elif field.get("required") and "boolean" in field["selector"]:
            answers[field["name"]] = False
        elif field.get("required") and "select" in field["selector"]:
            answers[field["name"]] = field["selector"]["select"]["options"][0]
    return answers


class HomeAssistant:
    def __init__(self, place, folder):
        self.folder = Path(folder, "config")
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.session = {}  # what a browser keeps of a login
        self.token = ""
        self.socket = None
        self.ids = 0
        configuration = CONFIGURATION
        if "SETUP_PORT" not in Path(place.packages(), "homeassistant/components/http/const.py").read_text():
            configuration += f"http:\n  server_host: 127.0.0.1\n  server_port: {self.port}\n"  # before 2026.8
        Path(self.folder, ".storage").mkdir(parents=True)
        Path(self.folder, "www").mkdir()  # served as /local when it is there at the start
        Path(self.folder, "configuration.yaml").write_text(configuration)
        Path(self.folder, ".storage", "onboarding").write_text(json.dumps(ONBOARDED))
        command = place.command("hass", "--config", self.folder, "--skip-pip", "--log-no-color")
        env = os.environ | {"SETUP_PORT": str(self.port)}
        self.process = Process(command, Path(folder, "home-assistant.log"), env)

    def start(self):
        self.process.start()
        until("Home Assistant listening", lambda: self.process.still("Home Assistant") and listens(self.port), 300)
        if not self.token:
            self.session = self._register()
            self.token = self.session["access_token"]
        until("Home Assistant running", self._running, 300)
        self.socket = WebSocket(self.port, "/api/websocket")
        self.socket.receive()
        self.socket.send(json.dumps({"type": "auth", "access_token": self.token}))
        answer = json.loads(self.socket.receive())
        if answer["type"] != "auth_ok":
            raise Refused(answer)

    def end(self):
        if self.socket:
            self.socket.close()
        self.socket = None
        return self.process.end(signal.SIGTERM, 90)

    def restart(self):
        self.end()
        self.start()

    def ask(self, kind, **fields):
        """The result of one WebSocket command."""
        self.ids += 1
        self.socket.send(json.dumps({"id": self.ids, "type": kind, **fields}))
        while True:
            answer = json.loads(self.socket.receive())
            if answer.get("id") == self.ids and answer["type"] == "result":
                if not answer["success"]:
                    raise Refused(f"{kind}: {answer['error']}")
                return answer["result"]

    def rest(self, path, body=None, form=None):
        """What a GET answers, or a POST of `body` (JSON) or `form`."""
        data = json.dumps(body).encode() if body is not None else None
        kind = "application/json"
        if form is not None:
            data, kind = urllib.parse.urlencode(form).encode(), "application/x-www-form-urlencoded"
        request = urllib.request.Request(self.url + path, data, {"Content-Type": kind})
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise Refused(f"{path}: {error.code} {error.read().decode(errors='replace')}") from error

    def add_mqtt(self, port):
        """The MQTT integration by its own config flow."""
        flow = self.rest("/api/config/config_entries/flow", {"handler": "mqtt", "show_advanced_options": False})
        answers = defaults(flow["data_schema"]) | {"broker": "127.0.0.1", "port": port}
        done = self.rest(f"/api/config/config_entries/flow/{flow['flow_id']}", answers)
        if done["type"] != "create_entry":
            raise Refused(f"the MQTT integration: {done}")

    def devices(self):
        """{serial number: device} of Enedis' meters."""
        found = self.ask("config/device_registry/list")
        return {device["serial_number"]: device for device in found if device["manufacturer"] == "Enedis"}

    def bridge(self):
        """The device of the bridge itself."""
        found = self.ask("config/device_registry/list")
        return next(device for device in found if ["mqtt", "enedis2mqtt_bridge"] in device["identifiers"])

    def entities(self):
        """{unique id: entity} of the MQTT integration."""
        found = self.ask("config/entity_registry/list")
        return {entity["unique_id"]: entity for entity in found if entity["platform"] == "mqtt"}

    def states(self):
        return {state["entity_id"]: state for state in self.ask("get_states")}

    def _register(self):
        """The first user, logged in; for half an hour."""
        person = {"name": "Camille", "username": "camille", "password": "not-a-secret", "client_id": CLIENT, "language": "fr"}
        code = until("the first user", lambda: self._try("/api/onboarding/users", person), 60)["auth_code"]
        form = {"grant_type": "authorization_code", "code": code, "client_id": CLIENT}
        return self.rest("/auth/token", form=form)

    def _try(self, path, body=None):
        """None while Home Assistant is not all there: it listens early, and may hang up on those who come then."""
        self.process.still("Home Assistant")
        try:
            return self.rest(path, body)
        except (ConnectionError, urllib.error.URLError):
            return None
        except Refused as refused:
            if ": 404 " in str(refused):
                return None
            raise

    def _running(self):
        return (self._try("/api/config") or {}).get("state") == "RUNNING"
