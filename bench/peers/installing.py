"""An environment of its own for each peer, made once from the package index and kept until a version here changes."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from deploy.local.environment import SYSTEM_CERTIFICATES
from deploy.local.places import PYTHON, VENV, say

# What is compared, by name. What these need in turn is left to the index; server and driver are the portal's own.
PRETIX = "2026.8.0"
DJANGO_APPOINTMENT = "3.12.0"
WANTED = {
    "pretix": (f"pretix=={PRETIX}", f"granian=={version('granian')}"),
    "django-appointment": (
        f"django-appointment=={DJANGO_APPOINTMENT}",
        f"granian=={version('granian')}",
        f"psycopg[binary]=={version('psycopg')}",
    ),
}


def installed(peer: str, peers: Path) -> Path:
    """The Python of the peer's environment under `peers`, which is made now unless it holds just that."""
    home = peers / peer
    python, stamp = home / "bin/python", home / "installed.json"
    wanted = json.dumps({"packages": WANTED[peer], "home": str(home)})
    if python.exists() and stamp.exists() and stamp.read_text() == wanted:
        return python
    say(f"Installing {WANTED[peer][0]} into {home} …")
    _make(home)
    if not any(_succeeds(command, peer) for command in _installers(python)):
        raise SystemExit(f"Could not install {peer}: the package index must be reachable the first time.")
    stamp.write_text(wanted)
    return python


def _make(home: Path) -> None:
    without = [] if importlib.util.find_spec("ensurepip") else ["--without-pip"]
    subprocess.run([PYTHON, "-m", "venv", "--clear", *without, home], check=True)


def _installers(python: Path) -> Iterator[list[str | Path]]:
    """uv where there is one, then pip, as for the portal's own environment."""
    if uv := shutil.which("uv", path=f"{VENV / 'bin'}:{os.environ['PATH']}"):
        yield [uv, "pip", "install", "--quiet", "--python", python]
    yield [python, "-m", "pip", "install", "--quiet"]


def _succeeds(command: list[str | Path], peer: str) -> bool:
    env = {**({"UV_SYSTEM_CERTS": "1"} if SYSTEM_CERTIFICATES.exists() else {}), **os.environ}
    return not subprocess.run([*command, *WANTED[peer]], env=env, stdout=sys.stderr).returncode
