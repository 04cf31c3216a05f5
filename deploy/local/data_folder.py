"""The data folder (.data): one launcher at a time, everything that must last, nothing of anybody else's."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.local.places import ROOT


def data_folder(arguments: list[str]) -> Path:
    """The folder named by `--data`, else .data in the clone; made when absent."""
    data = Path(option(arguments, "--data", str(ROOT / ".data"))).resolve()
    if not data.exists():
        data.mkdir(parents=True)
        data.chmod(0o711 if os.geteuid() == 0 else 0o700)  # as root, the servers' account passes through
    if os.geteuid() not in (0, data.stat().st_uid):
        raise SystemExit(f"{data} belongs to another account; run as that one, or let it `make clean-data`.")
    for name in ("logs", "mail", "twilio"):
        (data / name).mkdir(mode=0o700, exist_ok=True)
    return data


def option(arguments: list[str], name: str, default: str) -> str:
    """The word after `name`."""
    return arguments[arguments.index(name) + 1] if name in arguments else default


@contextmanager
def taken(data: Path) -> Iterator[None]:
    """Hold the folder for this process; refuse when another holds it. The kernel lets go if we are killed."""
    lock = os.open(data / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            who = os.read(lock, 100).decode() or "another process"
            raise SystemExit(f"The portal already runs on {data} ({who}); stop that one first.") from None
        os.ftruncate(lock, 0)
        os.write(lock, f"process {os.getpid()}".encode())
        yield
    finally:
        os.close(lock)
