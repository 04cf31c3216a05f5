"""The database engine of the settings; Django looks for `DatabaseWrapper` in a module of this name."""

import re
import select
from functools import lru_cache
from itertools import count
from typing import Any, Self

from django.db.backends.postgresql import base
from django.db.backends.utils import CursorWrapper
from psycopg import RawCursor


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL as Django speaks to it."""

    def is_usable(self) -> bool:
        """Whether the connection still lives, seen from this end.

        Django asks at the first statement of every request, and would send one to find out. A server that ended an
        idle connection, or died, has closed it: there is something to read where nothing was asked.
        """
        if self.connection is None or self.connection.closed or self.connection.broken:
            return False
        poll = select.poll()
        poll.register(self.connection.fileno(), select.POLLIN)
        return not poll.poll(0)

    def cursor_for_long_statements(self) -> CursorWrapper:
        """A cursor for a statement that is always the same and longer than psycopg remembers."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        return self._prepare_cursor(LongStatements(self.connection))  # type: ignore[attr-defined]


class LongStatements(RawCursor[Any]):
    """Remembers where in a statement its values stand. psycopg looks anew for each %s above 4,096 letters or 50 values.

    For a statement that opens a claim the looking took as long as the sending.
    """

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        return super().execute(numbered(query), params, **options)


@lru_cache
def numbered(statement: str) -> str:
    """The statement as PostgreSQL itself reads it: its values named $1, $2, … and not %s."""
    numbers = count(1)
    return re.sub("%s", lambda _value: f"${next(numbers)}", statement)
