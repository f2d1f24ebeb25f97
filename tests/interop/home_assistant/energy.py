"""Two years of two meters in Home Assistant's long-term statistics, day by day against the bridge's own export."""

import csv
import io
import json
import sqlite3
import subprocess
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

from ground import BINARY
from world import ATELIER, MAISON

PARIS = ZoneInfo("Europe/Paris")
SERIES = [(MAISON, "consumption"), (ATELIER, "consumption"), (ATELIER, "production")]
CLOCK_CHANGES = {"2025-03-30": 23, "2025-10-26": 25, "2026-03-29": 23, "2026-10-25": 25}


# A day that only ha-linky knew.
OLDER_DAY = date.today() - timedelta(days=760)
OLDER_ENERGY = 9123


def statistic(meter, direction):
    return f"enedis2mqtt:{meter['pdl']}_{direction}"


def first_day():
    return date.today() - timedelta(days=730)


def exported(world, meter, direction):
    """{day: Wh} as the bridge exports it."""
    command = [BINARY, "export", "-c", world.bridge.file, "--pdl", meter["pdl"], "--measure", "daily", "--direction", direction]
    command += ["--from", OLDER_DAY.isoformat()]
    rows = csv.DictReader(io.StringIO(subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True).stdout))
    return {row["start"][:10]: round(float(row["value"]) * 1000) for row in rows}


def bars(world, ident, period="day"):
    """{day: Wh} as the Energy dashboard draws it, or the number of hours of each day."""
    start = datetime.combine(first_day(), datetime.min.time(), PARIS) - timedelta(days=400)
    found = world.home.ask(
        "recorder/statistics_during_period",
        start_time=start.isoformat(),
        end_time=datetime.now(timezone.utc).isoformat(),
        statistic_ids=[ident],
        period=period,
        types=["change"],
    ).get(ident, [])
    days = {}
    for row in found:
        day = datetime.fromtimestamp(row["start"] / 1000, PARIS).date().isoformat()
        days[day] = round(row["change"] * 1000) if period == "day" else days.get(day, 0) + 1
    return days


def status(world, meter):
    topic = f"enedis2mqtt/{meter['pdl']}/status"
    return json.loads(world.broker.retained([topic]).get(topic, "{}"))


def in_step(world, meters=(MAISON, ATELIER)):
    states = {meter["name"]: status(world, meter).get("home_assistant") for meter in meters}
    return "" if all(state and state["state"] == "in_step" for state in states.values()) else str(states)


def differences(world):
    wrong = {}
    for meter, direction in SERIES:
        told, drawn = exported(world, meter, direction), bars(world, statistic(meter, direction))
        for day in sorted(told.keys() | drawn.keys()):
            if abs(told.get(day, 0) - drawn.get(day, 0)) > 1:
                wrong[f"{meter['name']} {direction} {day}"] = f"{told.get(day)} Wh, drawn {drawn.get(day)}"
    return world.brief(wrong)


def drawn(world):
    """{statistic day: Wh} of every bar."""
    idents = [statistic(meter, direction) for meter, direction in SERIES]
    return {f"{ident} {day}": energy for ident in idents for day, energy in bars(world, ident).items()}


def learned(world):
    wanted = [f"of {meter['name']} {name} learned" for meter, name in [(MAISON, "consommation"), (ATELIER, "consommation"), (ATELIER, "production")]]
    return ", ".join(one for one in wanted if one not in world.bridge.process.words())


def changes(before, after):
    wrong = [f"{bar}: {energy} became {after.get(bar)}" for bar, energy in before.items() if abs(energy - after.get(bar, 0)) > 1]
    return "; ".join(wrong[:3]) + (f" ({len(wrong)} in all)" if len(wrong) > 3 else "")


def complete_history(world):
    """"" when no meter is busy with it any more and each has two years of hours."""
    for meter in (MAISON, ATELIER):
        if (progress := status(world, meter).get("progress")) is not None:
            return f"{meter['name']}: {progress}"
    hours = bars(world, statistic(MAISON, "consumption"), "hour")
    whole = sum(1 for count in hours.values() if count >= 23)
    return "" if whole >= 725 else f"{whole} days with hours"


def shorter_and_longer_days(world):
    hours = bars(world, statistic(MAISON, "consumption"), "hour")
    begun = first_day().isoformat()
    return world.brief({day: hours.get(day) for day, count in CLOCK_CHANGES.items() if day >= begun and hours.get(day) != count})


def correct(world, day, watt_hours):
    """What Enedis does now and then: another figure for a day long ago."""
    with sqlite3.connect(Path(world.folder, "enedis2mqtt.db")) as archive:
        number = (date.fromisoformat(day) - date(1970, 1, 1)).days
        series = "SELECT series.id FROM series JOIN meter ON meter.id = meter WHERE pdl = ? AND direction = 'consumption' AND dataset = 'daily'"
        archive.execute(
            f"UPDATE daily SET joules = joules + ? WHERE day = ? AND series = ({series})",
            (watt_hours * 3600, number, MAISON["pdl"]),
        )


def leave_ha_linky(world):
    """What ha-linky leaves in Home Assistant: a day as one row at local midnight, in Wh."""
    midnight = datetime.combine(OLDER_DAY, datetime.min.time(), PARIS)
    world.home.ask(
        "recorder/import_statistics",
        metadata={
            "statistic_id": f"linky:{MAISON['pdl']}",
            "source": "linky",
            "name": "Linky",
            "has_sum": True,
            "mean_type": 0,
            "unit_class": "energy",
            "unit_of_measurement": "Wh",
        },
        stats=[{"start": midnight.isoformat(), "state": OLDER_ENERGY, "sum": OLDER_ENERGY}],
    )


def taken_from_ha_linky(world):
    command = [BINARY, "import", "-c", world.bridge.file, "--pdl", MAISON["pdl"], "--from", "ha-linky"]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 and "1 jours" in done.stdout else done.stdout + done.stderr


def older_bar(world):
    bar = bars(world, statistic(MAISON, "consumption")).get(OLDER_DAY.isoformat())
    return "" if bar == OLDER_ENERGY else str(bar)


def energy(world, facts):
    token = world.home.ask("auth/long_lived_access_token", client_name="enedis2mqtt", lifespan=365)
    world.bridge.settings["providers"]["conso_api"]["daily_calls"] = 0
    for provider in ("conso_api", "enedis"):
        world.bridge.settings["providers"][provider]["calls_per_second"] = 0
    world.bridge.home_assistant = {"url": world.home.url, "token": token}
    for meter in world.meters:
        meter["history_from"] = first_day().isoformat()
    world.restart_bridge()
    facts.come_true("the years lose their state_class, and every entity goes on", world.complaint, 60)
    facts.come_true("two years of two meters: their history ends", lambda: complete_history(world), 300)
    facts.come_true("... Home Assistant is in step", lambda: in_step(world), 60)
    # A pass that is under way is seen half done for a second.
    facts.come_true("... every day is the source's: 0 differences", lambda: differences(world), 60)
    facts.check("... days of 23 and 25 hours have as many", shorter_and_longer_days(world))

    leave_ha_linky(world)
    facts.come_true("ha-linky's day is read out of Home Assistant, beside the service", lambda: taken_from_ha_linky(world), 30)
    facts.come_true("... and is a bar of ours", lambda: older_bar(world), 60)
    facts.come_true("... like every other", lambda: differences(world), 60)

    world.bridge.end()
    correct(world, (date.today() - timedelta(days=200)).isoformat(), 2400)
    world.bridge.start_again()
    facts.come_true("a correction in the middle: every day is right", lambda: differences(world), 60)

    world.home.ask("recorder/clear_statistics", statistic_ids=[statistic(MAISON, "consumption")])
    world.bridge.end()
    world.bridge.start_again()
    facts.come_true("statistics deleted by hand: they come back", lambda: differences(world), 60)

    world.home.restart()
    before = drawn(world)
    world.bridge.end()
    Path(world.folder, "enedis2mqtt.db").rename(Path(world.folder, "lost.db"))
    for beside in Path(world.folder).glob("enedis2mqtt.db-*"):
        beside.unlink()
    for meter in world.meters:
        meter.pop("history_from")
    world.restart_bridge()
    # The retained status is still the old archive's.
    facts.come_true("the archive lost: the new one learns what Home Assistant holds", lambda: learned(world), 120)
    facts.come_true("... and is in step", lambda: in_step(world), 60)
    facts.come_true("... and no bar has changed", lambda: changes(before, drawn(world)), 60)
    facts.check("no warning about us in the log", world.log_complaint())
