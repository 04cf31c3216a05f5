"""Every test process gets its database as a copy of one that was migrated and given the carried rows once.

Migrating takes many seconds, copying a tenth of one. The template's name carries a fingerprint of everything that
shapes the tables, so on a server that lives on it is made again only when that changed. A test that commits is followed
by the same rows again, kept as PostgreSQL copies them: Django would leave empty tables, and make its permissions anew.
"""

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import TransactionTestCase
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
CARRIED = ("load_branches", "load_catalogue", "load_reasons")
SHAPING = (
    "*/data/*.json",
    "*/management/commands/load_*.py",
    "*/migrations/*.py",
    "*/models.py",
    "*/models/*.py",
    "*/apps.py",
    "lapak_asik/settings.py",
    "requirements.txt",
)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, django_db_modify_db_settings):
    """Stands in for pytest-django's own fixture of this name."""
    own_name = settings.DATABASES["default"]["NAME"]
    test_name = settings.DATABASES["default"].get("TEST", {}).get("NAME") or f"test_{own_name}"
    with django_db_blocker.unblock():
        with _server_to_ourselves() as server:
            template = _template(server, own_name)
            _make(server, test_name, template)
        _point_django_at(test_name)
        carried = CarriedRows()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(TransactionTestCase, "_fixture_teardown", lambda test: carried.bring_back())
        yield
    with django_db_blocker.unblock():
        _point_django_at(own_name)
        with _server_to_ourselves() as server:
            _drop(server, test_name)


class CarriedRows:
    """Every row of a database nothing was written to yet."""

    def __init__(self) -> None:
        self.tables = [name for name in connection.introspection.table_names() if name != "django_migrations"]
        with connection.cursor() as cursor:
            self.rows = {name: rows for name in self.tables if (rows := _copied_out(cursor, name))}

    def bring_back(self) -> None:
        """Empty all tables, then fill those that had rows; the keys between them are looked at on commit."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, self.tables))))
            for name, rows in self.rows.items():
                with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))) as copy:
                    copy.write(rows)


def _copied_out(cursor, name: str) -> bytes:
    with cursor.copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))) as copy:
        return b"".join(copy)


@contextmanager
def _server_to_ourselves() -> Iterator[psycopg.Connection]:
    """One test process at a time makes, copies or drops a database; the lock goes with the connection."""
    address = {**connection.get_connection_params(), "dbname": "postgres"}
    known = {name: address[name] for name in ("dbname", "user", "password", "host", "port") if address.get(name)}
    with psycopg.connect(**known, autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(hashtext('lapak-asik test databases'))")
        yield server


def _template(server: psycopg.Connection, own_name: str) -> str:
    """The name of the migrated template, made now when there is none for this fingerprint."""
    prefix = f"template_{own_name}_"
    name = prefix + fingerprint()
    rows = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix]).fetchall()
    names = {row[0] for row in rows}
    if name in names:
        return name
    for outdated in names:
        _drop(server, outdated)
    half = prefix + "half"
    _make(server, half, "template0")
    _point_django_at(half)
    call_command("migrate", verbosity=0, interactive=False)
    for command in CARRIED:
        call_command(command, stdout=io.StringIO())
    _point_django_at(own_name)
    server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(half), sql.Identifier(name)))
    return name


def fingerprint() -> str:
    """Changes with every file that can change a table or what migrations put in it."""
    digest = hashlib.sha256()
    for pattern in SHAPING:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _make(server: psycopg.Connection, name: str, template: str) -> None:
    _drop(server, name)
    command = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    server.execute(command.format(sql.Identifier(name), sql.Identifier(template)))


def _drop(server: psycopg.Connection, name: str) -> None:
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _point_django_at(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name
