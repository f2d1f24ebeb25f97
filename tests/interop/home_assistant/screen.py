"""A dashboard of the real Home Assistant in a real browser: headless Chromium, led through its DevTools."""

import base64
import json
import shutil
import time
import urllib.request
from pathlib import Path

from ground import Late, Process, until
from hass import CLIENT
from web_socket import WebSocket

# The text a person reads, inside every shadow root.
READ = """(() => {
  const read = node => node.nodeType === 3 ? node.data
    : ['SCRIPT', 'STYLE'].includes(node.tagName) ? ''
    : [...(node.shadowRoot ? node.shadowRoot.childNodes : []), ...node.childNodes].map(read).join(' ');
  return read(document.body);
})()"""


# Every element of a kind, inside every shadow root.
DEEP = """const deep = (selector, root = document) => [...root.querySelectorAll('*')].flatMap(node =>
  [...(node.matches(selector) ? [node] : []), ...(node.shadowRoot ? deep(selector, node.shadowRoot) : [])]);"""


def dashboard(home, *views, modules=()):
    """Makes a dashboard of these views; `modules` are addresses of JavaScript that defines more cards."""
    known = {resource["url"] for resource in home.ask("lovelace/resources")}
    for url in modules:
        if url not in known:
            home.ask("lovelace/resources/create", res_type="module", url=url)
    if all(one["url_path"] != "linky-test" for one in home.ask("lovelace/dashboards/list")):
        home.ask("lovelace/dashboards/create", url_path="linky-test", title="Linky", show_in_sidebar=True, require_admin=False)
    views = [{"title": f"Linky {number}", "path": str(number)} | view for number, view in enumerate(views)]
    home.ask("lovelace/config/save", url_path="linky-test", config={"views": views})
    return "/linky-test/0"


class Browser:
    def __init__(self, home, folder, size=(1000, 900)):
        program = shutil.which("chromium") or shutil.which("google-chrome")
        if not program:
            raise Late("no Chromium is installed")
        self.home, profile = home, Path(folder, "browser")
        options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
        options += ["--lang=fr", "--remote-debugging-port=0", f"--window-size={size[0]},{size[1]}", f"--user-data-dir={profile}"]
        self.process = Process([program, *options, "about:blank"], Path(folder, "browser.log"))
        self.process.start()
        told = Path(profile, "DevToolsActivePort")
        until("the browser", lambda: self.process.still("the browser") and told.exists() and told.read_text().strip(), 60)
        port = int(told.read_text().split()[0])
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=20) as answer:
            page = next(one for one in json.load(answer) if one["type"] == "page")
        self.socket = WebSocket(port, page["webSocketDebuggerUrl"].split(str(port), 1)[1])
        self.ids = 0
        self.events = []  # what the browser told by itself since it opened
        tokens = home.session | {"hassUrl": home.url, "clientId": CLIENT, "expires": int(time.time() * 1000) + 1_500_000}
        enter = f"localStorage.setItem('hassTokens', JSON.stringify({json.dumps(tokens)}))"
        self.ask("Page.enable")
        self.ask("Page.addScriptToEvaluateOnNewDocument", source=enter)

    def ask(self, method, **params):
        self.ids += 1
        self.socket.send(json.dumps({"id": self.ids, "method": method, "params": params}))
        while (answer := json.loads(self.socket.receive())).get("id") != self.ids:
            self.events.append(answer)
        if "error" in answer:
            raise Late(f"{method}: {answer['error']}")
        return answer["result"]

    def run(self, script):
        """The value of a script, which may use deep(selector) and await."""
        script = f"(async () => {{ {DEEP} {script} }})()"
        done = self.ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in done:
            raise Late(f"in the browser: {done['exceptionDetails']['exception'].get('description')}")
        return done["result"].get("value")

    def text(self):
        return str(self.ask("Runtime.evaluate", expression=READ, returnByValue=True)["result"].get("value", ""))

    def picture(self, file):
        Path(file).write_bytes(base64.b64decode(self.ask("Page.captureScreenshot", format="png")["data"]))

    def listen(self):
        """From now on `events` hold errors, the console's words and every request."""
        for domain in ("Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")

    def size(self, width, height, mobile=False):
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=mobile)

    def dark(self, on):
        scheme = {"name": "prefers-color-scheme", "value": "dark" if on else "light"}
        self.ask("Emulation.setEmulatedMedia", features=[scheme])

    def show(self, path, texts, limit=60):
        """"" once all the texts are to be read there, else which are not."""
        self.ask("Page.navigate", url=self.home.url + path)
        deadline = time.monotonic() + limit
        while (absent := [text for text in texts if text not in self.text()]) and time.monotonic() < deadline:
            time.sleep(0.2)
        return f"not to be read there: {absent}" if absent else ""

    def close(self):
        self.socket.close()
        self.process.end()
