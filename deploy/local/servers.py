"""PostgreSQL and Valkey together: lasting ones under .data for `make run`, thrown-away ones for tests and bench."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from deploy.local.family import Family
from deploy.local.ports import any_free_port
from deploy.local.postgres import Postgres
from deploy.local.unprivileged import account_for, reachable_folder, temporary_folder
from deploy.local.valkey import Valkey

DATABASE = "lapak"


@dataclass(frozen=True)
class Servers:
    """The two addresses, as the settings read them, and the folder the servers write in."""

    database_url: str
    redis_url: str
    folder: Path

    def with_another_database(self, name: str) -> "Servers":
        """The same servers, and an empty database beside the first."""
        import psycopg
        from psycopg import sql

        with psycopg.connect(self.database_url, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return replace(self, database_url=f"{self.database_url.rpartition('/')[0]}/{name}")

    def as_env(self) -> dict[str, str]:
        return {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}


@contextmanager
def lasting_servers(family: Family, data: Path, keys: dict[str, str], valkey_port: int) -> Iterator[Servers]:
    """The servers of a data folder: what they hold is there again the next time."""
    wished = data / "servers"
    account = account_for(wished)
    folder = reachable_folder(wished, account)
    postgres = Postgres(folder, account, keys["DATABASE_PASSWORD"], data / "logs/postgres.log")
    valkey = Valkey(folder, account, keys["VALKEY_PASSWORD"], valkey_port, data / "logs/valkey.log")
    with _started(family, postgres, valkey) as servers:
        yield servers


@contextmanager
def thrown_away_servers(family: Family, keys: dict[str, str], durable: bool) -> Iterator[Servers]:
    """Servers on a new temporary folder, removed with all in it. `durable=False` skips every wait for the disk."""
    account = account_for(Path("/nonexistent"))
    folder = temporary_folder(account) or temporary_folder(account, Path("/tmp"))  # noqa: S108 - made by mkdtemp
    if folder is None:
        raise SystemExit("The servers' account can reach no temporary folder; set TMPDIR to one it can.")
    try:
        postgres = Postgres(folder, account, keys["DATABASE_PASSWORD"], folder / "postgres.log", durable)
        valkey = Valkey(folder, account, keys["VALKEY_PASSWORD"], any_free_port(), folder / "valkey.log")
        with _started(family, postgres, valkey) as servers:
            yield servers
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _started(family: Family, postgres: Postgres, valkey: Valkey) -> Iterator[Servers]:
    """The family is left inside, so that its children are gone before their folders are tidied away."""
    try:
        with family:
            postgres.start(family)
            postgres.make_database(DATABASE)
            valkey.start(family)
            yield Servers(postgres.url(DATABASE), valkey.url(), postgres.folder)
    finally:
        postgres.tidy()
