"""How the lines stand, in the memory of this process: asked of the database once a second at most, whoever asks here.

When the database does not answer, what was known is said on, with its age: nobody loses a number by it, for numbers
stand in the database alone.
"""

from datetime import datetime, timedelta
from threading import Lock

from django.db import InterfaceError, OperationalError, connection

from queueing.models import Rush
from queueing.rush import lines
from queueing.rush.lines import Line

FRESH_FOR = timedelta(seconds=1)
MOST_LINES = 20
"""There are three openings a day; more than these are old ones that somebody looks up."""


class Room:
    """The lines this process knows."""

    def __init__(self) -> None:
        self.lines: dict[int, Line] = {}
        self.asked_at: dict[int, datetime] = {}
        self.asking = Lock()

    def line(self, rush_id: int, *, now: datetime) -> Line | None:
        """How the line of an opening stands; None when it cannot be known, or there is no such opening.

        One thread asks, and the others say what it said last; as long as nothing was said, they wait for it.
        """
        if not self._is_fresh(rush_id, now) and self.asking.acquire(blocking=rush_id not in self.lines):
            try:
                if not self._is_fresh(rush_id, now):
                    self._ask(rush_id, now)
            finally:
                self.asking.release()
        return self.lines.get(rush_id)

    def _is_fresh(self, rush_id: int, now: datetime) -> bool:
        asked_at = self.asked_at.get(rush_id)
        return asked_at is not None and abs(now - asked_at) < FRESH_FOR

    def _ask(self, rush_id: int, now: datetime) -> None:
        if len(self.asked_at) > MOST_LINES:
            self.lines.clear()
            self.asked_at.clear()
        try:
            self.lines[rush_id] = lines.move_on(rush_id, now=now)
        except Rush.DoesNotExist:
            self.lines.pop(rush_id, None)
        except (OperationalError, InterfaceError):
            connection.close_if_unusable_or_obsolete()  # the next to ask gets a new one
        finally:
            self.asked_at[rush_id] = now


ROOM = Room()
