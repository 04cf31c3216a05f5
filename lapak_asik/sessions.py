"""Django's sessions in PostgreSQL; the two statements that nearly every page needs are written out here.

Django would put the same statements together anew each time, and wrap the UPDATE in a transaction of its own, which is
three trips to the database instead of one. What a session is, how long it lives and how it is signed stays Django's.
"""

from typing import Any

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.db import connection
from django.utils import timezone

_READ = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"
_WRITE = "UPDATE django_session SET session_data = %s, expire_date = %s WHERE session_key = %s"


class SessionStore(DatabaseSessions):
    def load(self) -> dict[str, Any]:
        """What this session holds; nothing when it does not exist, or no longer."""
        with connection.cursor() as cursor:
            cursor.execute(_READ, [self.session_key, timezone.now()])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row[0])

    def save(self, must_create: bool = False) -> None:
        """Keep what changed. Refuses a session that was ended meanwhile, so that it is not brought back by this."""
        if must_create or self.session_key is None:
            super().save(must_create)
            return
        held = self.encode(dict(self.items()))
        with connection.cursor() as cursor:
            cursor.execute(_WRITE, [held, self.get_expiry_date(), self.session_key])
            if not cursor.rowcount:
                raise UpdateError
