"""What Home Assistant shall show of a meter (docs/CONTRACTS.md contract 4), and what is wrong with what it shows."""

import json
from datetime import datetime

ENERGY = {"device_class": "energy", "unit_of_measurement": "kWh"}
QUANTITIES = {
    "hourly": {"device_class": "power", "unit_of_measurement": "kW"},
    "daily": ENERGY,
    "monthly": ENERGY,
    "yearly": ENERGY,
    "max_power": {"device_class": "apparent_power", "unit_of_measurement": "kVA"},
}
DIGITS = {"hourly": 3, "daily": 2, "monthly": 2, "yearly": 2, "max_power": 2}
NAMES = {
    "fr": {
        "consumption_hourly": "Dernière puissance consommée hier",
        "consumption_daily": "Consommation quotidienne",
        "consumption_monthly": "Consommation mensuelle",
        "consumption_yearly": "Consommation annuelle",
        "consumption_max_power": "Puissance maximale",
        "production_hourly": "Dernière puissance produite hier",
        "production_daily": "Production quotidienne",
        "production_monthly": "Production mensuelle",
        "production_yearly": "Production annuelle",
        "status": "État des données",
        "last_success": "Dernière collecte réussie",
        "next_poll": "Prochaine collecte",
        "consent_expires": "Expiration de l'accord",
        "problem": "Problème",
        "event": "Événement",
        "refresh": "Actualiser",
    },
    "en": {
        "consumption_hourly": "Last power consumed yesterday",
        "consumption_daily": "Daily consumption",
        "consumption_monthly": "Monthly consumption",
        "consumption_yearly": "Yearly consumption",
        "consumption_max_power": "Maximum power",
        "production_hourly": "Last power produced yesterday",
        "production_daily": "Daily production",
        "production_monthly": "Monthly production",
        "production_yearly": "Yearly production",
        "status": "Data status",
        "last_success": "Last successful poll",
        "next_poll": "Next poll",
        "consent_expires": "Consent expiry",
        "problem": "Problem",
        "event": "Event",
        "refresh": "Refresh",
    },
}
LIGHTS = {
    "fr": {"up_to_date": "À jour", "partial": "Partiel", "outdated": "En retard"},
    "en": {"up_to_date": "Up to date", "partial": "Partial", "outdated": "Outdated"},
}
EVENTS = ["day_complete", "corrected", "history_done", "stopped", "consent_expiring"]
# The bridge's own entities.
BRIDGE = [f"enedis2mqtt_bridge_{key}" for key in ("connection", "version", "started_at")]
# What a sensor has in none of our cases would be a mistake too.
ATTRIBUTES = ("device_class", "unit_of_measurement", "state_class", "options", "event_types")


def keys_of(meter):
    """The entities of one meter of the bridge's configuration."""
    directions = ["consumption", "production"] if meter["measures"] == "both" else [meter["measures"]]
    keys = [f"{way}_{measure}" for way in directions for measure in QUANTITIES]
    keys = [key for key in keys if key != "production_max_power"]
    keys += ["status", "last_success", "next_poll", "problem", "event", "refresh"]
    if meter["provider"] == "conso_api":  # its token tells when the consent ends
        keys.append("consent_expires")
    return keys


def unique_id(meter, key):
    return f"enedis2mqtt_{meter['pdl']}_{key}"


def platform_of(key):
    return {"problem": "binary_sensor", "event": "event", "refresh": "button"}.get(key, "sensor")


def instant(text):
    return datetime.fromisoformat(text) if text else None


class Expected:
    """One entity: `complaints(registered, state)` of the registry's entry and the state that Home Assistant has of it."""

    def __init__(self, meter, key, language, retained, statistics):
        self.key, self.name = key, NAMES[language][key]
        self.category = "diagnostic" if key in ("problem", "last_success", "next_poll", "consent_expires") else None
        if key == "refresh":
            self.category = "config"
        self.attributes, self.last_reset, self.digits = {}, None, None
        way, _, measure = key.partition("_")
        if measure in QUANTITIES:
            figure = json.loads(retained.get(f"enedis2mqtt/{meter['pdl']}/{way}/{measure}", "{}"))
            self.state, self.attributes, self.digits = figure.get("value"), QUANTITIES[measure], DIGITS[measure]
            if measure == "yearly" and not statistics:
                self.attributes = self.attributes | {"state_class": "total"}
                self.last_reset = figure.get("start")
            self.shown = {name: value for name, value in figure.items() if name not in ("value", "unit")}
            return
        status = json.loads(retained.get(f"enedis2mqtt/{meter['pdl']}/status", "{}"))
        self.state, self.shown = status.get(key), {}
        if key == "status":
            self.state, self.shown = LIGHTS[language].get(status.get("state")), {"code": status.get("state")}
            self.attributes = {"device_class": "enum", "options": list(LIGHTS[language].values())}
        elif key == "event":
            self.attributes = {"event_types": EVENTS}
        elif key == "problem":
            self.state, self.shown = "on" if status.get("error") else "off", status.get("error") or {}
            self.attributes = {"device_class": "problem"}
        elif key != "refresh":
            self.attributes = {"device_class": "timestamp"}

    def complaints(self, registered, state):
        found = []

        def same(what, is_so, shall_be):
            if is_so != shall_be:
                found.append(f"{what} is {is_so}, not {shall_be}")

        if registered is None or state is None:
            return ["not in the registry" if registered is None else "has no state"]
        same("platform", registered["entity_id"].split(".")[0], platform_of(self.key))
        same("name", registered["original_name"], self.name)
        same("category", registered["entity_category"], self.category)
        precision = registered["options"].get("sensor", {}).get("suggested_display_precision")
        same("display precision", precision, self.digits)
        attributes = state["attributes"]
        for name in ATTRIBUTES:
            same(name, attributes.get(name), self.attributes.get(name))
        same("last_reset", instant(attributes.get("last_reset")), instant(self.last_reset))
        for name, value in self.shown.items():
            same(f"attribute {name}", attributes.get(name), value)
        if self.key in ("refresh", "event"):
            same("available", state["state"] != "unavailable", True)
        elif isinstance(self.state, (int, float)):
            same("state", number(state["state"]), float(self.state))
        elif self.attributes.get("device_class") == "timestamp" and "T" in state["state"]:
            same("state", instant(state["state"]), instant(self.state))
        else:
            same("state", state["state"], "unknown" if self.state is None else self.state)
        return found


def number(text):
    try:
        return float(text)
    except ValueError:
        return text
