"""What the board of a branch shows and says: the numbers that were called, and where to. No names, and nothing of why.

The board polls. One question, composed once, answers it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from branches import calendar
from branches.models import Branch, Zone
from frontdesk.models import Call, Visit
from frontdesk.saying import call_clips
from statements.composed import composed_once

SHOWN = 5
"""The newest stands large, and all five in the list."""

LOOKED_AT = 30
"""Calls among which five numbers are looked for: a number that is called again and again stands on the board once."""


class Shown(NamedTuple):
    """A number on the board. `clips` are what is said of it: nothing once nobody is waited for any more."""

    call: int
    number: str
    place: str
    clips: list[str]


@composed_once
def _said(branch: int, since: datetime, until: datetime) -> QuerySet[Call]:
    calls = Call.objects.said().filter(branch=branch, at__gte=since, at__lt=until)
    return calls.select_related("visit", "counter")[:LOOKED_AT]


def shown(branch: Branch, *, now: datetime) -> list[Shown]:
    """The last five numbers that were called today, the newest first. One query."""
    begins, ends = calendar.day_in_zone(Zone(branch.zone), calendar.local_day(branch, now))
    return [_as_shown(call) for call in _latest_of_each(_said(branch.pk, begins, ends))]


def _latest_of_each(calls: Iterable[Call]) -> list[Call]:
    latest: dict[Any, Call] = {}
    for call in calls:
        latest.setdefault(call.visit_id, call)
    return list(latest.values())[:SHOWN]


def _as_shown(call: Call) -> Shown:
    visit, counter = call.visit, call.counter
    is_awaited = visit.status == Visit.Status.CALLED
    again = call.what == Call.What.AGAIN
    clips = call_clips(visit.series, visit.number or 0, counter.kind, counter.number, twice=again) if is_awaited else []
    return Shown(call.pk, visit.label, str(counter), clips)
