"""A PostgreSQL of one test's own, for what would hurt others: it is durable, and may be crashed.

A room's conftest takes the fixture: `from tests.own_postgres import postgres`.
"""

import io
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection

from deploy.local.family import Child, Family
from deploy.local.postgres import Postgres
from deploy.local.unprivileged import account_for, temporary_folder
from lapak_asik import env
from tests.processes import wait_until
from tests.template_database import CARRIED


@contextmanager
def django_on(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This process's Django on another database server, and back."""
    monkeypatch.setenv("DATABASE_URL", url)
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(env.database("DATABASE_URL"))
    yield
    connection.close()
    connection.settings_dict.update(before)


@pytest.fixture
def postgres(django_db_blocker, monkeypatch) -> Iterator[Child]:
    """A durable PostgreSQL of this test's own with the carried rows, and this process's Django on it."""
    account = account_for(Path("/nonexistent"))
    folder = temporary_folder(account) or temporary_folder(account, Path("/tmp"))  # noqa: S108 (made by mkdtemp)
    server = Postgres(folder, account, "contoh", folder / "postgres.log")
    with Family() as family, django_db_blocker.unblock():
        server.start(family)
        server.make_database("lapak")
        with django_on(server.url("lapak"), monkeypatch):
            call_command("migrate", verbosity=0, interactive=False)
            for command in CARRIED:
                call_command(command, stdout=io.StringIO())
            yield family.children[0]
    server.tidy()
    shutil.rmtree(folder, ignore_errors=True)


def crash_and_start_again(server: Child) -> None:
    """SIGQUIT: PostgreSQL leaves without writing anything down, and recovers from its log when it starts."""
    server.process.send_signal(signal.SIGQUIT)
    server.process.wait(timeout=30)
    server.start()
    connection.close()
    wait_until(answers, "PostgreSQL has recovered")


def answers() -> bool:
    try:
        connection.ensure_connection()
    except OperationalError:
        return False
    return True
