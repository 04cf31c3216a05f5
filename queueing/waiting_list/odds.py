"""What a waiting list says about itself: how fast it moves, and how often this place in the line was enough before."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from queueing.models import Ticket, WaitingEntry, WaitingList

LOOKS_BACK = 20
"""So many full days of the same branch and door are looked at, the last first."""

ENOUGH_DAYS = 5
"""Of fewer days nothing is said: three coin tosses are no odds."""

RECENT = timedelta(hours=24)


@dataclass(frozen=True)
class Odds:
    """On `offered` of `days` past days, who stood where this person stands was offered a place in the time left."""

    days: int
    offered: int

    @property
    def is_enough(self) -> bool:
        return self.days >= ENOUGH_DAYS


def given_lately(waiting_list: WaitingList, now: datetime) -> int:
    """How many places of this list were given to somebody within the last 24 hours."""
    return Ticket.objects.filter(entry__list=waiting_list, taken_at__gt=now - RECENT).count()


def closes_at(waiting_list: WaitingList) -> datetime | None:
    """When the last hour of the day can no longer be booked, and the list ends with it."""
    hours = waiting_list.branch.slots.filter(door=waiting_list.door, day=waiting_list.day, planned__gt=0)
    return hours.order_by("-bookable_until").values_list("bookable_until", flat=True).first()


def of(waiting_list: WaitingList, position: int, *, left: timedelta) -> Odds:
    """The odds of standing at `position` with so much time `left`, from the lists that are closed.

    A past day counts when it can be told: either so many places were given in its last stretch of the same length, or
    somebody was still waiting when it closed. A day on which fewer people waited, and all were served, says nothing;
    nor does one that its branch closed.
    """
    past = WaitingList.objects.filter(branch=waiting_list.branch, door=waiting_list.door, closed_at__isnull=False)
    served = past.exclude(entries__ended_because=WaitingEntry.End.CLOSED)
    lists = served.exclude(pk=waiting_list.pk).order_by("-day")[:LOOKS_BACK]
    closed = {each.pk: each.closed_at for each in lists if each.closed_at}
    given = Ticket.objects.filter(entry__list__in=closed).values_list("entry__list", "taken_at")
    in_time = Counter(list_id for list_id, taken_at in given if taken_at >= closed[list_id] - left)
    unserved = set(
        WaitingEntry.objects.filter(list__in=closed, ended_because=WaitingEntry.End.OVER)
        .order_by()
        .values_list("list", flat=True)
        .distinct()
    )
    offered = sum(1 for list_id in closed if in_time[list_id] >= position)
    known = sum(1 for list_id in closed if in_time[list_id] >= position or list_id in unserved)
    return Odds(days=known, offered=offered)
