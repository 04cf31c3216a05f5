"""Sessions in the database, as Django keeps them, but a session changes its key by renaming its row.

Django's own way writes a second row and deletes the first: five statements and two commits, at the very moment at which
a place is taken.
"""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.utils.crypto import get_random_string


class SessionStore(db.SessionStore):
    """What an old key is worth after that, and what two requests at once get, is as with Django's own."""

    def cycle_key(self) -> None:
        self.keys()  # reads the session by its old key, before that is worth nothing
        new_key = get_random_string(32, VALID_KEY_CHARS)
        if not self.model.objects.filter(session_key=self.session_key).update(session_key=new_key):
            super().cycle_key()  # it was never saved, or another request of this browser changed its key first
            return
        self._session_key = new_key
        self.modified = True
