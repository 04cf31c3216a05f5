"""Sessions in the database, as Django keeps them, but changing a session's key costs one statement and one commit.

Django's own way writes a new row, deletes the old one and writes the new one again: six statements and three commits,
at the very moment at which a place is taken.
"""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.utils.crypto import get_random_string


class SessionStore(db.SessionStore):
    """The row takes its new key when the session is saved, at the end of the request. Until then the old key holds."""

    _old_key: str | None = None

    def cycle_key(self) -> None:
        self.keys()  # reads the session by its old key; a key that is unknown or too old is dropped by that
        if self.session_key is None:
            super().cycle_key()
            return
        self._old_key = self._old_key or self.session_key
        self._session_key = get_random_string(32, VALID_KEY_CHARS)
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        if self._old_key is None:
            super().save(must_create)
            return
        kept = self.model.objects.filter(session_key=self._old_key)
        row = self.create_model_instance(dict(self.items()))
        renamed = kept.update(session_key=row.session_key, session_data=row.session_data, expire_date=row.expire_date)
        self._old_key = None
        if not renamed:  # another request of this browser changed the key first: both go on, as with Django's own
            super().save(must_create=True)

    def delete(self, session_key: str | None = None) -> None:
        if session_key is None and self._old_key:
            session_key, self._old_key = self._old_key, None
        super().delete(session_key)
