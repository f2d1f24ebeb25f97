"""A dashboard of the real Home Assistant in a real browser: headless Chromium, led through its DevTools, takes a picture."""

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


def dashboard(home, cards, modules=()):
    """Makes the first dashboard show these cards; `modules` are addresses of JavaScript that defines more of them."""
    known = {resource["url"] for resource in home.ask("lovelace/resources")}
    for url in modules:
        if url not in known:
            home.ask("lovelace/resources/create", res_type="module", url=url)
    home.ask("lovelace/dashboards/create", url_path="linky-test", title="Linky", show_in_sidebar=True, require_admin=False)
    view = {"title": "Linky", "path": "0", "cards": cards}
    home.ask("lovelace/config/save", url_path="linky-test", config={"views": [view]})
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
        tokens = home.session | {"hassUrl": home.url, "clientId": CLIENT, "expires": int(time.time() * 1000) + 1_500_000}
        enter = f"localStorage.setItem('hassTokens', JSON.stringify({json.dumps(tokens)}))"
        self.ask("Page.enable")
        self.ask("Page.addScriptToEvaluateOnNewDocument", source=enter)

    def ask(self, method, **params):
        self.ids += 1
        self.socket.send(json.dumps({"id": self.ids, "method": method, "params": params}))
        while (answer := json.loads(self.socket.receive())).get("id") != self.ids:
            pass
        if "error" in answer:
            raise Late(f"{method}: {answer['error']}")
        return answer["result"]

    def text(self):
        return str(self.ask("Runtime.evaluate", expression=READ, returnByValue=True)["result"].get("value", ""))

    def show(self, path, texts, picture, limit=60):
        """"" once all the texts are to be read there, else which are not; the picture is taken in either case."""
        self.ask("Page.navigate", url=self.home.url + path)
        deadline = time.monotonic() + limit
        while (absent := [text for text in texts if text not in self.text()]) and time.monotonic() < deadline:
            time.sleep(0.2)
        shot = self.ask("Page.captureScreenshot", format="png")["data"]
        Path(picture).write_bytes(base64.b64decode(shot))
        return f"not to be read there: {absent}" if absent else ""

    def close(self):
        self.socket.close()
        self.process.end()
