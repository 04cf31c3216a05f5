"""Two archives on one server, so that a thing done in the one can be timed right after the same in the other.

Minutes apart the same machine is half as quick again, by what its other tenants do. A ratio of two times is worth
something when they were taken in turn.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql


class Archive:
    """A database of the portal's server, by a connection of its own that stays open."""

    def __init__(self, name: str) -> None:
        self.connection: BaseDatabaseWrapper = connection.copy()
        self.connection.settings_dict["NAME"] = name

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Whatever the portal asks inside, it asks of this archive."""
        before = connections[DEFAULT_DB_ALIAS]
        connections[DEFAULT_DB_ALIAS] = self.connection
        try:
            yield
        finally:
            connections[DEFAULT_DB_ALIAS] = before


def in_use() -> Archive:
    """The database of the settings."""
    return Archive(connection.settings_dict["NAME"])


def copied(name: str) -> Archive:
    """A copy of it as it stands, under this name; counted before, for PostgreSQL counts no table nobody writes to."""
    original = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    connections.close_all()  # nobody may be connected to what is copied
    address = connection.get_connection_params() | {"dbname": "postgres", "cursor_factory": None}
    with psycopg.connect(**address, autocommit=True) as line:
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        line.execute(copy.format(sql.Identifier(name), sql.Identifier(original)))
    return Archive(name)
