"""Where there are places now, counted in two queries for the whole country.

What is held counts as taken; a hold that is over is released within the minute by a sweep, or at once by who asks.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Sum

from branches.models import Branch
from claims.models import Claim
from queueing.models import Slot, WaitingEntry


@dataclass(frozen=True)
class Day:
    """One day of one branch by one door, as far as its hours can be booked now."""

    branch_id: int
    day: date
    places: int
    left: int
    waiting: int

    @property
    def is_full(self) -> bool:
        return self.left == 0


def days(now: datetime, *, door: str = Claim.Door.ONLINE, branch: Branch | None = None) -> dict[int, list[Day]]:
    """The days that can be booked now, by branch, the first day first: of every branch that serves, or of one."""
    hours = Slot.objects.bookable(now).filter(door=door, branch__is_active=True, planned__gt=0)
    lines = WaitingEntry.objects.in_line().filter(list__door=door).order_by()
    if branch:
        hours, lines = hours.filter(branch=branch), lines.filter(list__branch=branch)
    waiting = {
        (branch_id, day): number
        for branch_id, day, number in lines.values_list("list__branch", "list__day").annotate(Count("pk"))
    }
    counted = hours.values_list("branch", "day").annotate(places=Sum("capacity"), free=Sum(F("capacity") - F("taken")))
    found: dict[int, list[Day]] = defaultdict(list)
    for branch_id, day, places, left in counted.order_by("branch", "day"):
        found[branch_id].append(Day(branch_id, day, places, left, waiting.get((branch_id, day), 0)))
    return found


def by_branch(now: datetime) -> dict[int, int]:
    """How many places each branch has left in all its days and doors; a branch with no hour open is missing."""
    hours = Slot.objects.bookable(now).filter(branch__is_active=True, planned__gt=0)
    return dict(hours.order_by().values_list("branch").annotate(free=Sum(F("capacity") - F("taken"))))


@dataclass(frozen=True)
class OfBranch:
    """A branch and its days."""

    branch: Branch
    days: list[Day]

    @property
    def left(self) -> int:
        return sum(day.left for day in self.days)


@dataclass(frozen=True)
class OfProvince:
    """A province and its branches, those that have places counted."""

    name: str
    branches: list[OfBranch]

    @property
    def with_places(self) -> int:
        return sum(1 for branch in self.branches if branch.left)

    @property
    def is_open(self) -> bool:
        """Whether any branch has an hour that can be asked for, full or not."""
        return any(branch.days for branch in self.branches)


def by_province(now: datetime, *, door: str = Claim.Door.ONLINE) -> list[OfProvince]:
    """Every branch that serves, under its province, with its days. Three queries."""
    return grouped(Branch.objects.filter(is_active=True), days(now, door=door))


def grouped(branches: Iterable[Branch], found: dict[int, list[Day]]) -> list[OfProvince]:
    """Branches with their days, under their provinces, in the order of the alphabet."""
    provinces: dict[str, list[OfBranch]] = defaultdict(list)
    for branch in sorted(branches, key=lambda row: (row.province, row.city, row.name)):
        provinces[branch.province].append(OfBranch(branch, found.get(branch.pk, [])))
    return [OfProvince(name, rows) for name, rows in provinces.items()]
