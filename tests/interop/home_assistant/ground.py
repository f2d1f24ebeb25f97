"""The ground to stand on: processes, a real broker, the simulated source, the bridge; facts, and patience with a limit."""

import base64
import fcntl
import json
import os
import signal
import socket
import struct
import subprocess
import time
import urllib.request
from pathlib import Path

PAGE = "http://linky.example:8199"
BINARY = os.environ.get("ENEDIS2MQTT_BINARY", "")


class Late(Exception):
    """Something did not come in time."""


class Facts:
    """One line per fact. A complaint says what is wrong; none ("" or []) means that the fact holds."""

    def __init__(self):
        self.passed = self.failed = 0

    def check(self, what, complaint):
        if complaint:
            self.failed += 1
            print(f"FAIL {what}: {complaint}", flush=True)
        else:
            self.passed += 1
            print(f"ok   {what}", flush=True)
        return not complaint

    def come_true(self, what, complaint, limit=30):
        """Asks `complaint` again until it has none, or the limit (seconds) is over."""
        return self.check(what, patiently(complaint, limit))


def patiently(complaint, limit):
    deadline = time.monotonic() + limit
    while (last := complaint()) and time.monotonic() < deadline:
        time.sleep(0.2)
    return last


def until(what, probe, limit=30):
    """The first true answer of `probe`."""
    deadline = time.monotonic() + limit
    while not (answer := probe()):
        if time.monotonic() > deadline:
            raise Late(f"{what}: not within {limit} s")
        time.sleep(0.1)
    return answer


def open_loopback():
    """A new network namespace has its loopback device down."""
    with socket.socket() as any_socket:
        up_and_running = 0x1 | 0x40
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh14x", b"lo", up_and_running))  # SIOCSIFFLAGS


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Process:
    """A child whose words go to a log file; starting it again appends."""

    def __init__(self, command, log, env=None):
        self.command, self.log, self.env = list(map(str, command)), Path(log), env
        self.child = None

    def start(self):
        with open(self.log, "a") as log:
            self.child = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.env)

    def alive(self):
        return self.child is not None and self.child.poll() is None

    def end(self, how=signal.SIGTERM, limit=60):
        """Its exit status; whoever does not end in time is killed."""
        if self.child is None:
            return None
        if self.alive():
            self.child.send_signal(how)
        try:
            status = self.child.wait(limit)
        except subprocess.TimeoutExpired:
            self.child.kill()
            status = self.child.wait()
        self.child = None
        return status

    def words(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def still(self, what):
        if not self.alive():
            raise Late(f"{what} ended early: {self.words()[-2000:]}")
        return True


class Broker:
    """Mosquitto without persistence: started again, it is empty."""

    def __init__(self, folder):
        self.port = free_port()
        config = Path(folder, "mosquitto.conf")
        config.write_text(f"listener {self.port} 127.0.0.1\nallow_anonymous true\npersistence false\nuser root\n")
        self.process = Process(["mosquitto", "-c", config], Path(folder, "mosquitto.log"))
        self.start()

    def start(self):
        self.process.start()
        until("the broker", lambda: self.process.still("the broker") and listens(self.port), 10)

    def retained(self, filters=("enedis2mqtt/#", "homeassistant/#")):
        """{topic: payload}; waiting a second is the only way to know that all was said."""
        asked = ["mosquitto_sub", "-h", "127.0.0.1", "-p", str(self.port), "--retained-only", "-W", "1", "-F", "%t\t%p"]
        for topic in filters:
            asked += ["-t", topic]
        said = subprocess.run(asked, capture_output=True, text=True).stdout
        return dict(line.split("\t", 1) for line in said.splitlines() if "\t" in line)

    def say(self, topic, payload):
        subprocess.run(["mosquitto_pub", "-h", "127.0.0.1", "-p", str(self.port), "-t", topic, "-m", payload], check=True)


class Ear:
    """Remembers what is said on a topic filter while it listens, retained or not: lines of `topic payload`."""

    def __init__(self, broker, topic, folder):
        log = Path(folder, "heard.log")
        log.unlink(missing_ok=True)
        nonce = f"ear/{time.monotonic_ns()}"
        self.process = Process(["mosquitto_sub", "-h", "127.0.0.1", "-p", broker.port, "-v", "-t", topic, "-t", nonce], log)
        self.process.start()

        def hears():
            broker.say(nonce, "here")
            return nonce in self.process.words()

        until("the ear at the broker", hears, 10)

    def heard(self, topic):
        prefix = topic + " "
        return [line.removeprefix(prefix) for line in self.process.words().splitlines() if line.startswith(prefix)]

    def close(self):
        self.process.end()


class Source:
    """The simulator of the bridge's own binary; yesterday is published whatever the hour."""

    def __init__(self, folder):
        self.process = Process([BINARY, "simulate", "--listen", "127.0.0.1:0", "--publication-hour", "0"], Path(folder, "source.log"))
        self.process.start()
        said = until("the source", lambda: self.process.still("the source") and " speaks at " in self.process.words() and self.process.words(), 10)
        self.url = said.split(" speaks at ")[1].split()[0]

    def fault(self, name, meter, dataset):
        """From now on for this meter and data set; the other answers stay good."""
        body = json.dumps({"fault": name, "pdl": meter["pdl"], "dataset": dataset}).encode()
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/simulator/faults", body), timeout=10).close()

    def relent(self):
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/simulator/faults", method="DELETE"), timeout=10).close()


def gateway_token(pdl):
    """A token of the simulator: its signature is none, it ends in 2035."""
    parts = {"alg": "HS256", "typ": "JWT"}, {"sub": [pdl], "iat": 1790000000, "exp": 2082758400}
    encoded = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts)
    return ".".join(encoded) + ".ZGVtbw"


class Bridge:
    """The real binary; `start` takes what its configuration shall say (JSON is YAML)."""

    def __init__(self, folder, broker, source):
        self.file = Path(folder, "bridge.yaml")
        self.process = Process([BINARY, "run", "-c", self.file], Path(folder, "bridge.log"))
        self.home_assistant = {}
        self.settings = {
            "mqtt": {"url": f"mqtt://127.0.0.1:{broker.port}"},
            "providers": {
                "conso_api": {"base_url": source.url},
                "enedis": {"base_url": source.url, "client_id": "demo", "client_secret": "demo-secret"},
            },
            "web": {"listen": "127.0.0.1:0", "public_url": PAGE},
        }

    def start(self, meters, discovery="device", language="fr"):
        settings = self.settings | {"meters": meters, "language": language, "home_assistant": {"discovery": discovery} | self.home_assistant}
        self.file.write_text(json.dumps(settings, indent=1))
        self.process.start()

    def start_again(self):
        self.process.start()

    def end(self, how=signal.SIGTERM):
        return self.process.end(how)
