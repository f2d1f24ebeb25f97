"""Where Home Assistant comes from: a virtual environment, kept in the cache, of the newest Python to be had.

A Python of the machine serves when it is new enough for the newest Home Assistant; else a Debian testing base made by
debootstrap brings one. Run as a script inside a mount namespace of its own, it installs and notes the place in
FOLDER/place.json; `installed(folder)` reads it, in a later namespace.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from glob import glob
from pathlib import Path

ENOUGH = (3, 14, 2)  # Home Assistant since 2026.3; source: requires-python of its package, seen 2026-11-23
LEAST = (3, 13, 2)  # Home Assistant up to 2026.2; those of older Pythons do not know kVA (2025.10)
SUITE = "testing"
BASE_PACKAGES = "python3,python3-venv,python3-dev,gcc,g++,libc6-dev,ca-certificates,tzdata"
HERE = Path(__file__).parent
CACHE = Path(os.environ["HOME_ASSISTANT_CACHE"])


class Absent(Exception):
    """Home Assistant cannot be had here, and why."""


@dataclass
class Place:
    venv: str  # as seen from inside
    base: str = ""  # the folder to chroot into; empty: the machine itself
    python: str = ""
    version: str = ""

    def command(self, program, *arguments):
        inside = ["chroot", self.base] if self.base else []
        return [*inside, f"{self.venv}/bin/{program}", *map(str, arguments)]

    def packages(self):
        """site-packages, as seen from outside."""
        return next(Path(self.base + self.venv).glob("lib/python3*/site-packages"))

    def bring(self, file):
        """A copy of a file of the machine, under the same name."""
        if self.base and Path(file).exists():
            copy = Path(self.base + file)
            copy.unlink(missing_ok=True)  # it may be a link to nowhere
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)

    def show(self, folder):
        """A folder of the machine, under the same name."""
        if self.base:
            Path(self.base + folder).mkdir(parents=True, exist_ok=True)
            run("mount", "--bind", folder, self.base + folder)

    def enter(self):
        if self.base:
            run("mount", "--rbind", "/dev", self.base + "/dev")
            run("mount", "-t", "proc", "proc", self.base + "/proc")
            run("mount", "-t", "tmpfs", "tmpfs", self.base + "/tmp")


def run(*command, log=None):
    """stdout of the command; Absent with its last words when it fails."""
    done = subprocess.run(list(map(str, command)), stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if log:
        with open(log, "a") as file:
            file.write(f"$ {command}\n{done.stdout}{done.stderr}")
    if done.returncode != 0:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise Absent(f"{Path(command[0]).name} failed: {' / '.join(said[-3:])}")
    return done.stdout


def version_of(python):
    try:
        return tuple(json.loads(run(python, "-c", "import sys; print(list(sys.version_info[:3]))")))
    except (Absent, OSError, ValueError):
        return (0, 0, 0)


def pythons():
    """(version, path) of every Python of the machine, the newest first."""
    pyenv = os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv"
    names = [name for folder in [*os.get_exec_path(), f"{pyenv}/versions/*/bin"] for name in glob(f"{folder}/python3*")]
    found = {os.path.realpath(name) for name in names if re.fullmatch(r".*/python3(\.\d+)?", name)}
    return sorted(((version_of(path), path) for path in found), reverse=True)


def mirror():
    """The archive that this machine's apt installs Debian from."""
    asked = run("apt-get", "indextargets", "--format", "$(ORIGIN) $(CODENAME) $(REPO_URI)", "Created-By: Packages")
    for line in asked.splitlines():
        origin, codename, address = line.split(maxsplit=2)
        if origin == "Debian" and "-" not in codename:
            return address
    raise Absent("apt knows no Debian archive to make a base from (is `apt-get update` due?)")


def debian_base(log):
    base = CACHE / "base"
    if base.is_dir():
        return base
    if os.getuid() != 0 or not shutil.which("debootstrap") or not shutil.which("apt-get"):
        raise Absent("a Debian base needs root and debootstrap")
    print(f"making a Debian {SUITE} base for its Python (once) ...", flush=True)
    fresh = CACHE / "base.unfinished"
    shutil.rmtree(fresh, ignore_errors=True)
    run("debootstrap", "--variant=minbase", f"--include={BASE_PACKAGES}", SUITE, fresh, mirror(), log=log)
    fresh.rename(base)
    return base


def choose(log):
    """The Python to use: (its version, its path, the base it lives in or "")."""
    if given := os.environ.get("HOME_ASSISTANT_PYTHON"):
        return version_of(given), given, ""
    local = [(version, path) for version, path in pythons() if version >= LEAST]
    if local and local[0][0] >= ENOUGH:
        return *local[0], ""
    try:
        base = debian_base(log)
        return version_of_base(base), "/usr/bin/python3", str(base)
    except Absent as why:
        if local:
            return *local[0], ""
        least = ".".join(map(str, LEAST))
        raise Absent(f"no Python {least} or newer on this machine, and no Debian base either: {why}") from why


def version_of_base(base):
    return tuple(json.loads(run("chroot", base, "/usr/bin/python3", "-c", "import sys; print(list(sys.version_info[:3]))")))


def install(log):
    version, python, base = choose(log)
    text = ".".join(map(str, version))
    venv = "/home-assistant" if base else str(CACHE / f"python-{text}")
    place = Place(venv, base, text)
    place.enter()
    for file in ("/etc/resolv.conf", "/etc/hosts", "/etc/pip.conf", "/etc/ssl/certs/ca-certificates.crt"):
        place.bring(file)
    had_it = Path(base + venv, "bin", "hass").exists()
    if not had_it:
        print(f"installing Home Assistant for Python {text} (once) ...", flush=True)
        run(*(["chroot", base] if base else []), python, "-m", "venv", "--clear", venv, log=log)
    try:
        run(*place.command("pip", "install", "-q", "--upgrade", "homeassistant"), log=log)
        wanted = run(*place.command("python", "-c", (HERE / "requirements.py").read_text()), log=log).split()
        constraints = f"{str(place.packages()).removeprefix(base)}/homeassistant/package_constraints.txt"
        run(*place.command("pip", "install", "-q", "-c", constraints, *wanted), log=log)
    except Absent as why:
        if not had_it:
            raise
        print(f"using what the cache has, as it cannot be brought up to date: {why}")
    place.version = run(*place.command("hass", "--version")).strip()
    return place


def installed(folder):
    place = Place(**json.loads(Path(folder, "place.json").read_text()))
    place.enter()
    place.show(folder)
    return place


def main(folder):
    try:
        place = install(Path(folder, "install.log"))
    except Absent as why:
        print(f"skipped: {why}")
        return 77
    Path(folder, "place.json").write_text(json.dumps(asdict(place)))
    print(f"Home Assistant {place.version}, Python {place.python}" + (f" of Debian {SUITE}" if place.base else ""), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
