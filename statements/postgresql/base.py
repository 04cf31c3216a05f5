"""The database engine of the settings; Django looks for `DatabaseWrapper` in a module of this name."""

import select

from django.db.backends.postgresql import base


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
