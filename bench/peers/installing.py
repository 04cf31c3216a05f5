"""An environment of its own for each peer, made once from the package index and kept until a version here changes."""

import json
import os
import shutil
import subprocess
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
    if stamp.exists() and stamp.read_text() == wanted and not subprocess.run([python, "-c", ""]).returncode:
        return python
    say(f"Installing {WANTED[peer][0]} into {home} …")
    uv = shutil.which("uv", path=f"{VENV / 'bin'}:{os.environ['PATH']}")
    made = subprocess.run([PYTHON, "-m", "venv", "--clear", *(["--without-pip"] if uv else []), home])
    install = [uv, "pip", "install", "--python", python] if uv else [python, "-m", "pip", "install"]
    if made.returncode or subprocess.run([*install, "--quiet", *WANTED[peer]], env=_env()).returncode:
        raise SystemExit(f"Could not install {peer}: the package index must be reachable the first time.")
    stamp.write_text(wanted)
    return python


def _env() -> dict[str, str]:
    return {**({"UV_SYSTEM_CERTS": "1"} if SYSTEM_CERTIFICATES.exists() else {}), **os.environ}
