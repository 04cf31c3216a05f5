"""`make clean-data`: empties the data folder. Refuses while the portal runs on it; stops nothing."""

import shutil
from pathlib import Path

from deploy.local.data_folder import data_folder, option, taken
from deploy.local.places import ROOT, say


def main(arguments: list[str]) -> int:
    data = Path(option(arguments, "--data", str(ROOT / ".data"))).resolve()
    if not data.exists():
        say(f"{data} is not there; nothing to empty.")
        return 0
    if data != ROOT / ".data" and any(data.iterdir()) and not (data / "lock").exists():
        raise SystemExit(f"{data} was not made by `make run`; it is left alone.")
    with taken(data_folder(["--data", str(data)])):
        servers = data / "servers"
        if servers.is_symlink():
            shutil.rmtree(servers.resolve(), ignore_errors=True)
        shutil.rmtree(data)
    say(f"{data} is empty again.")
    return 0
