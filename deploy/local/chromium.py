"""Chromium for the browser tests: the one thing no wheel brings. Found on the machine, or installed by apt as root."""

import os
import shutil
import subprocess

from deploy.local.places import say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """The path of a Chromium, `CHROMIUM` first."""
    return shutil.which(os.environ.get("CHROMIUM") or NAMES[0]) or next(filter(None, map(shutil.which, NAMES)), None)


def ensure() -> str:
    """An empty string once there is one; else the reason why not, for whoever skips the browser tests."""
    if find():
        return ""
    if os.geteuid() != 0:
        return "Chromium is not installed, and only root can: apt install chromium"
    if not shutil.which("apt-get"):
        return "Chromium is not installed, and this machine has no apt to install it with"
    say("Installing Chromium for the browser tests (once) …")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in ("update", "install --yes --no-install-recommends chromium"):
        done = subprocess.run(["apt-get", "--quiet", *command.split()], env=env, capture_output=True, text=True)
    return "" if find() else f"Chromium is not installed, and apt could not: {done.stderr.strip()[-300:]}"
