"""`make lock`: turns the hand-written requirements into pinned ones, with the hash of every file they allow."""

import subprocess

from deploy.local.environment import DEVELOP, HEIC, RUN
from deploy.local.places import ROOT, VENV, say


def main(arguments: list[str]) -> int:
    """Versions already locked stay unless `--upgrade` or `--upgrade-package NAME` is given."""
    for lock, extra in ((RUN, []), (HEIC, ["--constraints", RUN]), (DEVELOP, ["--constraints", RUN])):
        say(f"Locking {lock} …")
        subprocess.run([*command_for(lock), *extra, *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return 0


def command_for(lock: str) -> list[str]:
    """For every Python from 3.11 on and every platform at once; wheels only, since a bare machine has no compiler."""
    command = [VENV / "bin/uv", "pip", "compile", lock.replace(".txt", ".in"), "--output-file", lock, "--quiet"]
    everywhere = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-build"]
    return [*map(str, command), *everywhere, "--custom-compile-command", "make lock"]
