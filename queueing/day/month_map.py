"""A branch's month, day by day and door by door: places, how many are taken, who came, who did not, who waits."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, Sum

from branches import calendar
from branches.models import Branch, Holiday
from claims.models import Claim
from queueing.models import Slot, Ticket, WaitingEntry

SHADES = 4
"""How many shades a number is shown in, beside none."""

DOORS = (Claim.Door.ONLINE, Claim.Door.ONSITE)
Key = tuple[date, str]


@dataclass(frozen=True)
class Numbers:
    """One door on one day."""

    capacity: int = 0
    taken: int = 0
    came: int = 0
    missed: int = 0
    waiting: int = 0

    @property
    def is_empty(self) -> bool:
        return self == Numbers()

    @property
    def full_shade(self) -> int:
        return shade(self.taken, self.capacity)

    @property
    def missed_shade(self) -> int:
        return shade(self.missed, self.missed + self.came)

    @property
    def waiting_shade(self) -> int:
        return shade(self.waiting, self.capacity)

    def __add__(self, other: "Numbers") -> "Numbers":
        return Numbers(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class MonthDay:
    """One day of the month: its numbers by door, and why it is not served."""

    day: date
    numbers: dict[str, Numbers]
    note: str = ""

    @property
    def by_door(self) -> list[Numbers]:
        return [self.numbers[door] for door in DOORS]


@dataclass(frozen=True)
class Month:
    """One month of one branch."""

    branch: Branch
    first: date
    days: list[MonthDay] = field(default_factory=list)

    @property
    def totals(self) -> list[Numbers]:
        return [sum((day.numbers[door] for day in self.days), Numbers()) for door in DOORS]


def shade(part: int, whole: int) -> int:
    """None of it is 0, up to a quarter 1, and so on to SHADES; more than the whole is as deep as all of it."""
    if part <= 0:
        return 0
    return min(SHADES, -(-SHADES * part // whole)) if whole else SHADES


def month_of(branch: Branch, first: date) -> Month:
    """The month that begins with `first`. Five queries, however long it is."""
    last = next_month(first) - timedelta(days=1)
    numbers = _numbers(branch, first, last)
    notes = _closed(branch, first, last)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return Month(
        branch,
        first,
        [
            MonthDay(day, {door: numbers.get((day, door), Numbers()) for door in DOORS}, notes.get(day, ""))
            for day in days
        ],
    )


def next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def previous_month(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


def _numbers(branch: Branch, first: date, last: date) -> dict[Key, Numbers]:
    within = {"branch": branch, "day__range": (first, last)}
    slots = Slot.objects.filter(**within).values_list("day", "door")
    tickets = Ticket.objects.filter(**{f"slot__{name}": value for name, value in within.items()})
    marked = tickets.order_by().values_list("slot__day", "slot__door")
    entries = WaitingEntry.objects.filter(**{f"list__{name}": value for name, value in within.items()})
    in_vain = entries.filter(Q(ended_at=None) | Q(ended_because__in=WaitingEntry.IN_VAIN)).order_by()
    found: dict[Key, dict[str, Any]] = {}
    for names, rows in (
        (("capacity", "taken"), slots.annotate(Sum("capacity"), Sum("taken")).order_by()),
        (("came", "missed"), marked.annotate(Count("came_at"), Count("missed_at"))),
        (("waiting",), in_vain.values_list("list__day", "list__door").annotate(Count("pk"))),
    ):
        for day, door, *values in rows:
            found.setdefault((day, door), {}).update(zip(names, values, strict=True))
    return {key: Numbers(**values) for key, values in found.items()}


def _closed(branch: Branch, first: date, last: date) -> dict[date, str]:
    """Why the branch does not serve, by day: the holiday's name, or that it is a weekend."""
    off = Holiday.objects.filter(Q(branch=None) | Q(branch=branch), day__range=(first, last))
    named = dict(off.values_list("day", "name"))
    return {day: named.get(day, "Akhir pekan") for day in calendar.closed_days(branch, first, last)}
