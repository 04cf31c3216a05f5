"""What became of each claim of the archive. Claims are numbered from the youngest, 26 seconds apart: 5,000,000 of them
are four years of an agency that opens 3,300 a day.

The youngest ten thousand are half open, so are the next seventy thousand; everything older is over, and nearly all of
it paid. So an officer has the same work on the desk whether ten thousand claims lie in the archive or five million.
"""

import random
from dataclasses import dataclass
from datetime import timedelta

APART = 26.0  # seconds
YOUNGEST, YOUNG = 10_000, 80_000
OPEN = {"awaiting_papers": 40, "awaiting_check": 42, "awaiting_repair": 12, "sent_to_dropbox": 6}
OVER = {"paid": 88, "rejected": 5, "withdrawn": 4, "expired": 3}
DOORS = {"online": 75, "onsite": 15, "gate": 10}
"""Each with how many of a hundred."""

HELD = 0.05  # of those that wait for a check


@dataclass(frozen=True)
class Told:
    """One step: the event, how long after the opening, and whose it was."""

    event: str
    after: timedelta
    by_officer: bool = False


def _after(hours: float) -> timedelta:
    return timedelta(hours=hours)


_IN = Told("submitted", _after(20))
_TAKEN = Told("taken", _after(60), by_officer=True)
STORIES: dict[str, tuple[Told, ...]] = {
    "awaiting_papers": (),
    "awaiting_check": (_IN,),
    "awaiting_repair": (_IN, _TAKEN, Told("repair_wanted", _after(60.4), by_officer=True)),
    "sent_to_dropbox": (Told("sent_to_dropbox", _after(40)),),
    "paid": (_IN, _TAKEN, Told("verified", _after(60.4), by_officer=True), Told("paid", _after(110))),
    "rejected": (_IN, _TAKEN, Told("rejected", _after(60.4), by_officer=True)),
    "withdrawn": (Told("withdrawn", _after(30)),),
    "expired": (Told("sent_to_dropbox", _after(40)), Told("expired", _after(760))),
}
"""After the opening, by how the claim stands now."""

JUDGED = ("paid", "rejected", "awaiting_repair")
WITH_PAPERS = (*JUDGED, "awaiting_check")


def status_of(number: int, chance: random.Random) -> str:
    """How the claim of this number stands."""
    is_open = number < YOUNG and chance.random() < 0.5
    return _drawn(OPEN if is_open else OVER, chance)


def is_sought(number: int) -> bool:
    """Whether the claim is of the person whose name is looked for."""
    return number < YOUNGEST and number % 10 == 0


def is_late(number: int) -> bool:
    """Whether the promised day of a claim that waits is over: so among the youngest as often as among the older."""
    return number < YOUNGEST and number % 3 == 0


def door_of(chance: random.Random) -> str:
    return _drawn(DOORS, chance)


def _drawn(choices: dict[str, int], chance: random.Random) -> str:
    return chance.choices(tuple(choices), tuple(choices.values()))[0]
