"""Runs inside Home Assistant's environment: prints what its parts that we use require, one a line.

Home Assistant would install these at run time; without a network it cannot.
"""

import json
from pathlib import Path

import homeassistant
from homeassistant import bootstrap

components = Path(homeassistant.__file__).parent / "components"
# hassio: the supervisor's library, which others import without it.
todo = ["config", "energy", "frontend", "hassio", "history", "logbook", "mqtt", "recorder"]
todo += bootstrap.DEFAULT_INTEGRATIONS | bootstrap.CORE_INTEGRATIONS
seen, wanted = set(), set()
while todo:
    name = todo.pop()
    if name not in seen:
        seen.add(name)
        manifest = json.loads((components / name / "manifest.json").read_text())
        wanted |= set(manifest.get("requirements", []))
        todo += manifest.get("dependencies", [])
print("\n".join(sorted(wanted)))
