"""Where a number stands: what its position page says, worked out without asking the database."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from math import ceil

from django.conf import settings
from django.utils import translation

from branches import calendar
from branches.models import Branch
from privacy.blind_index import INDEX_BYTES, blind_index
from queueing.models import QueueNumber
from queueing.models.rush import ROOM_LASTS, ROOM_OPENS_BEFORE
from queueing.rush import lines
from queueing.rush.lines import Line

KINDS = ("before", "waiting", "soon", "unlikely", "turn", "full", "over")
"""Before the opening; in line; for less than a minute; behind more people than there are places left; called; in line
while everything is taken; the room is closed."""

OF_ALL = ("opens", "opens_next", "taken", "drawn", "admitted", "left", "places", "per_minute", "as_of")
"""The names of the words that are the same for the whole line."""

SPREAD = 20
"""Seconds over which those who wait for the opening ask again, so that they do not all do so in one."""

LONGEST_REST, SHORTEST_REST = 60, 5
"""Seconds until a page asks again by itself."""

MEASURED_FROM = timedelta(seconds=30)
"""So long after the opening the line's own speed says more than the setting."""


@dataclass(frozen=True)
class Standing:
    """Where one number stands: of which kind its page is, and after how many seconds it asks again (0: never).

    `before` counts those who are called first.
    """

    kind: str
    line: Line
    serial: int
    refresh: int = 0
    place: int = 0
    before: int = 0
    seconds: float = 0.0

    def words(self, language: str) -> dict[str, str]:
        """Every word that is not the same for everybody, as the page shows it."""
        return {
            **_words_of_all(self.line, language),
            "number": _grouped(self.serial, language),
            "place": _grouped(self.place, language),
            "before": _grouped(self.before, language),
            "minutes": _grouped(ceil(self.seconds / 60), language),
        }


# --- The ticket: the address under which a number is followed. Whoever has it sees the position and nothing else. ---


def ticket_of(number: QueueNumber) -> str:
    return _signed(number.rush_id, number.serial)


def read_ticket(ticket: str) -> tuple[int, int] | None:
    """The opening's key and the serial of a ticket that we signed; None of any other."""
    opening, _dash, rest = ticket.partition("-")
    serial = rest.partition("-")[0]
    if not (opening.isascii() and opening.isdecimal() and serial.isascii() and serial.isdecimal()):
        return None
    if len(ticket) > LONGEST_TICKET or ticket != _signed(int(opening), int(serial)):
        return None
    return int(opening), int(serial)


LONGEST_TICKET = 2 * INDEX_BYTES + 24


def _signed(rush_id: int, serial: int) -> str:
    said = f"{rush_id}-{serial}"
    return f"{said}-{blind_index('queue-ticket', said).hex()}"


# --- Where it stands ---


def stand(line: Line, serial: int) -> Standing:
    """Where this number stands in a line as it was a moment ago."""
    opening, now = line.rush, line.as_of
    place = opening.place_of(serial)
    if place is None or not opening.has_opened(now):
        return Standing("before", line, serial, _until_the_opening(opening.opens_at - now, serial))
    if now >= opening.opens_at + ROOM_LASTS:
        return Standing("over", line, serial)
    before = place - 1 - opening.admitted
    if before < 0:
        return Standing("turn", line, serial, place=place)
    seconds = (before + 1) / speed_of(line)
    kind = _kind_in_line(line, before, seconds)
    rest = LONGEST_REST if kind == "full" else min(LONGEST_REST, max(SHORTEST_REST, int(seconds / 3)))
    return Standing(kind, line, serial, rest + serial % SHORTEST_REST, place, before, seconds)


def _kind_in_line(line: Line, before: int, seconds: float) -> str:
    if not line.left:
        return "full"
    if before >= line.left:
        return "unlikely"
    return "soon" if seconds < 60 else "waiting"


def speed_of(line: Line) -> float:
    """How many were called a second: as measured since the opening, or as set while that says little."""
    since = line.as_of - line.rush.opens_at
    if since < MEASURED_FROM or not line.rush.admitted:
        return float(settings.RUSH_ADMITS_PER_SECOND)
    return line.rush.admitted / since.total_seconds()


def _until_the_opening(left: timedelta, serial: int) -> int:
    seconds = max(0, ceil(left.total_seconds()))
    return LONGEST_REST if seconds > LONGEST_REST + SPREAD else seconds + 1 + serial % SPREAD


@lru_cache(maxsize=64)
def _words_of_all(line: Line, language: str) -> dict[str, str]:
    """What a page says of the line as a whole: worked out once for each time it was asked for."""
    opening = line.rush
    zone = calendar.zone_where(opening.opens_at, settings.RELEASE_HOUR)
    with translation.override(language):
        words = (
            calendar.say_clock_everywhere(zone, opening.opens_at),
            calendar.say_clock_of(zone, opening.opens_at),
            _grouped(opening.last_serial, language),
            _grouped(opening.drawn_before or 0, language),
            _grouped(opening.admitted, language),
            _grouped(line.left, language),
            _grouped(line.places, language),
            _grouped(round(speed_of(line) * 60), language),
            calendar.say_clock_of(zone, line.as_of, seconds=True),
        )
    return dict(zip(OF_ALL, words, strict=True))


def _grouped(number: int, language: str) -> str:
    """Like 12.345, or 12,345 in English."""
    said = f"{number:,}"
    return said if language == "en" else said.replace(",", ".")


# --- The way in ---


def invitation(branch: Branch, now: datetime) -> dict[str, str | bool] | None:
    """What `parts/rush_invitation.html` says where a number can be taken for this branch; None at most hours."""
    opens_at = lines.opening_of(branch, now)
    if opens_at is None:
        return None
    zone = calendar.zone_where(opens_at, settings.RELEASE_HOUR)
    return {
        "is_open": opens_at <= now,
        "opens": calendar.say_clock_everywhere(zone, opens_at),
        "room_opened": calendar.say_clock_of(zone, opens_at - ROOM_OPENS_BEFORE),
    }
