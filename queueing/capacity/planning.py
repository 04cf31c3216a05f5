"""What a wish would change in the hours that are made already. Nothing here writes: `adjusting` does, `effects` shows.

An hour whose number was set by hand for its day differs from what the plan said of it. A new plan leaves such a number
alone; it closes the hour only when it has no such hour any more. An hour on which the old plan and the new one agree
is not touched at all.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from branches.models import Branch
from queueing import slots
from queueing.models import OpeningPlan, Slot


@dataclass(frozen=True)
class Wish:
    """An hour as it is to be, saved or not made yet, and how many places it wanted until now."""

    slot: Slot
    was: int


def of_sessions(branch: Branch, door: str, sessions: Iterable[OpeningPlan], now: datetime) -> list[Wish]:
    """What becomes of a door's hours when these are its sessions from now on."""
    there = {slot.starts_at: slot for slot in Slot.objects.of(branch, door).filter(starts_at__gt=now)}
    days = _days(branch, there.values(), now)
    said = _by_start(slots.hours_of(branch, branch.opening_plans.filter(door=door), days))
    says = _by_start(slots.hours_of(branch, sessions, days))
    changed = (_by_plan(slot, said.get(start), says.get(start)) for start, slot in there.items())
    fresh = (Wish(hour, was=0) for start, hour in says.items() if start > now and start not in there)
    return [*filter(None, changed), *fresh]


def _by_plan(slot: Slot, said: Slot | None, says: Slot | None) -> Wish | None:
    """The hour as the new plan has it, or None when nothing changes in it."""
    if slot.closed_at or _shape(said) == _shape(says):
        return None
    if says is None:
        return _wish(slot, planned=0)
    by_hand = slot.planned != (said.planned if said else 0)
    wish = _wish(slot, planned=slot.planned if by_hand else says.planned, ends_at=says.ends_at)
    return wish if _shape(wish.slot) != _shape(slot) else None


def of_hours(branch: Branch, places: Mapping[int, int], now: datetime) -> list[Wish]:
    """What becomes of single hours, by their keys, when they want that many places. Hours that began stay."""
    asked = Slot.objects.filter(branch=branch, pk__in=places, starts_at__gt=now, closed_at=None).order_by("starts_at")
    return [_wish(slot, planned=places[slot.pk]) for slot in asked if slot.planned != places[slot.pk]]


def of_calendar(branch: Branch, now: datetime, *, closing: Collection[date] = ()) -> list[Wish]:
    """What becomes of the branch's hours when its calendar, with those days closed as well, is followed.

    Hours of a day that is not served want nobody; hours of a day that is served again want what the plan says.
    """
    there = list(Slot.objects.filter(branch=branch, starts_at__gt=now).order_by("starts_at"))
    days = _days(branch, there, now)
    served = set(slots.served_days(branch, days) if branch.is_active else ()) - set(closing)
    shut = [_wish(slot, planned=0, closed_at=now) for slot in there if slot.day not in served and not slot.closed_at]
    again = {slot.day for slot in there if slot.closed_at and slot.day in served}
    if not again:
        return shut
    says = {(hour.door, hour.starts_at): hour for hour in hours_planned(branch, sorted(again))}
    opened = [
        _wish(slot, planned=hour.planned if (hour := says.get((slot.door, slot.starts_at))) else 0, closed_at=None)
        for slot in there
        if slot.closed_at and slot.day in served
    ]
    known = {(slot.door, slot.starts_at) for slot in there}
    fresh = [Wish(hour, was=0) for key, hour in says.items() if key not in known and hour.starts_at > now]
    return [*shut, *opened, *fresh]


def hours_planned(branch: Branch, days: list[date]) -> Iterator[Slot]:
    """The hours that the plans have on these days, served or not."""
    plans = list(branch.opening_plans.all())
    return (hour for day in days for plan in plans if plan.weekday == day.weekday()
            for hour in slots.slots_of(plan, branch, day))  # fmt: skip


def _days(branch: Branch, there: Iterable[Slot], now: datetime) -> list[date]:
    """The days whose hours are made, and any later one that still has hours."""
    days = slots.days_made(branch, now)
    last = max((slot.day for slot in there), default=days[-1])
    return [*days, *(days[-1] + timedelta(days=n + 1) for n in range((last - days[-1]).days))]


def _by_start(hours: Iterable[Slot]) -> dict[datetime, Slot]:
    return {hour.starts_at: hour for hour in hours}


def _shape(hour: Slot | None) -> tuple[int, datetime] | None:
    return (hour.planned, hour.ends_at) if hour else None


def _wish(slot: Slot, **facts: object) -> Wish:
    wished = copy(slot)
    for name, fact in facts.items():
        setattr(wished, name, fact)
    return Wish(wished, was=slot.planned)
