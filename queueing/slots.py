"""Slots are made from the branches' plans before their days open, and read for the page that offers them."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from branches import calendar
from branches.models import Branch
from claims.models import Claim
from queueing.models import SLOT_LENGTH, OpeningPlan, Slot

PREPARED_DAYS = 7
"""So many days beyond those that are open are made ready: a branch that closes a day seats its people there."""


@transaction.atomic
def open_days(now: datetime) -> int:
    """Make the slots of the days ahead that have none yet; how many were made.

    A day is released at RELEASE_HOUR of the branch's own clock, BOOKING_DAYS_AHEAD days before it. No slot lies in a
    year whose holidays have not been decreed. Plans do not change meanwhile: see `adjusting.locked`.
    """
    serving = Branch.objects.select_for_update(no_key=True).filter(is_active=True).order_by("pk")
    branches = serving.prefetch_related("opening_plans")
    wanted = [slot for branch in branches for slot in wanted_slots(branch, now)]
    before = Slot.objects.count()
    Slot.objects.bulk_create(wanted, ignore_conflicts=True, batch_size=1000)
    return Slot.objects.count() - before


def wanted_slots(branch: Branch, now: datetime) -> Iterator[Slot]:
    """The slots that a branch's plans ask for on the days ahead, unsaved."""
    yield from hours_of(branch, branch.opening_plans.all(), days_made(branch, now))


def days_made(branch: Branch, now: datetime) -> list[date]:
    """The days whose slots exist, today first: those that are open to the public, and those made ready beyond them."""
    today = calendar.local_day(branch, now)
    return [today + timedelta(days=n) for n in range(settings.BOOKING_DAYS_AHEAD + PREPARED_DAYS + 1)]


def hours_of(branch: Branch, plans: Iterable[OpeningPlan], days: list[date]) -> Iterator[Slot]:
    """The slots that these plans ask for on those of the days that are served, unsaved."""
    plans = list(plans)
    for day in served_days(branch, days):
        for plan in plans:
            if plan.weekday == day.weekday():
                yield from slots_of(plan, branch, day)


def slots_of(plan: OpeningPlan, branch: Branch, day: date) -> Iterator[Slot]:
    """One slot for each hour of a session; what is left at its end is a shorter one with fewer places."""
    start, end = calendar.at(branch, day, plan.starts), calendar.at(branch, day, plan.ends)
    while start < end:
        length = min(SLOT_LENGTH, end - start)
        if places := plan.places_in(length):
            yield hour_of(branch, start, door=plan.door, length=length, places=places)
        start += length


def hour_of(
    branch: Branch, starts_at: datetime, *, places: int, door: str = Claim.Door.ONLINE, length: timedelta = SLOT_LENGTH
) -> Slot:
    """An unsaved slot that begins at this instant, with everything that follows from its day and door."""
    day = calendar.local_day(branch, starts_at)
    return Slot(
        branch=branch,
        door=door,
        day=day,
        starts_at=starts_at,
        ends_at=starts_at + length,
        releases_at=released_at(branch, day),
        bookable_until=booking_closes_at(branch, door, starts_at),
        papers_due_at=papers_due(branch, door, day),
        planned=places,
        capacity=places,
    )


def released_at(branch: Branch, day: date) -> datetime:
    """When the public can book this day: the announced hour of the branch, so many days before."""
    return calendar.at(branch, day - timedelta(days=settings.BOOKING_DAYS_AHEAD), settings.RELEASE_HOUR)


def next_release(branch: Branch, now: datetime) -> datetime:
    """The next announced hour at which a day opens at this branch, whether it serves on that day or not."""
    today = calendar.local_day(branch, now)
    first, second = (calendar.at(branch, today + timedelta(days=n), settings.RELEASE_HOUR) for n in (0, 1))
    return first if now < first else second


def next_to_open(branch: Branch, now: datetime) -> date | None:
    """The first day made ready that is served and not open to the public yet."""
    closed = [day for day in days_made(branch, now) if released_at(branch, day) > now]
    return next(iter(served_days(branch, closed)), None) if closed else None


def papers_due(branch: Branch, door: str, day: date) -> datetime:
    """Until when papers are awaited, exclusive: H-1 for an online place; who comes has until the end of that day."""
    return calendar.at(branch, day if door == Claim.Door.ONLINE else day + timedelta(days=1), time.min)


def booking_closes_at(branch: Branch, door: str, starts_at: datetime) -> datetime:
    """Until when an hour can be booked by this door, exclusive (BOOKING_CLOSES): with H-1, or minutes before it."""
    before = settings.BOOKING_CLOSES[door]
    return calendar.papers_due_at(branch, starts_at) if before is None else starts_at - before


def served_days(branch: Branch, days: list[date]) -> list[date]:
    """Those of the days on which the branch works and whose year is decreed."""
    closed = calendar.closed_days(branch, days[0], days[-1])
    provisional = {year: calendar.is_provisional(date(year, 1, 1)) for year in {day.year for day in days}}
    return [day for day in days if day not in closed and not provisional[day.year]]


def days_ahead(branch: Branch, now: datetime) -> list[date]:
    """The days that are open to the public now, today first: whether the branch works on them or not."""
    today = calendar.local_day(branch, now)
    days = [today + timedelta(days=n) for n in range(settings.BOOKING_DAYS_AHEAD + 1)]
    return [day for day in days if released_at(branch, day) <= now]


def doors_open(branch: Branch, now: datetime) -> dict[str, int]:
    """The doors by which an hour of the branch can be booked now, and how many places each has left; online first."""
    free = (
        Slot.objects.bookable(now)
        .filter(branch=branch)
        .values_list("door")
        .annotate(free=Sum(F("capacity") - F("taken")))
    )
    return dict(sorted(free, key=lambda row: row[0] != Claim.Door.ONLINE))


def offered(branch: Branch, now: datetime, *, door: str = Claim.Door.ONLINE, own: str = "") -> list[dict[str, Any]]:
    """The open days with their hours, for the page on which one is picked. A closed day is shown as closed.

    `own` is the reader's zone, by whose clock the hours are said too where it differs.
    """
    bookable = Slot.objects.of(branch, door).bookable(now)
    hours: dict[date, list[dict[str, Any]]] = {day: [] for day in days_ahead(branch, now)}
    for slot in bookable:
        if slot.day in hours:
            hours[slot.day].append({"value": slot.pk, "label": say_hour(branch, slot, own), "left": slot.left})
    today = calendar.local_day(branch, now)
    if not hours.get(today):
        hours.pop(today, None)  # by most doors today cannot be booked any more
    served = set(served_days(branch, list(hours))) if hours else set()
    days = [
        {
            "day": day,
            "label": calendar.say_day(day),
            "hours": slots,
            "free": any(hour["left"] for hour in slots),
            "note": "" if day in served else _("Tutup"),
        }
        for day, slots in hours.items()
    ]
    if first_free := next((day for day in days if day["free"]), None):
        first_free["open"] = True
    return days


def say_hour(branch: Branch, slot: Slot, own: str = "") -> str:
    """Like "09.00–10.00 WITA", by the branch's clock, and by the reader's `own` where it differs."""
    return calendar.say_hours(branch, slot.starts_at, slot.ends_at, own)


def bookable_hour(slot_id: int, now: datetime) -> Slot | None:
    """The slot of any branch that serves, if it can still be asked for.

    Whether there is a place, and who gets it, only `booking` says.
    """
    hours = Slot.objects.bookable(now).filter(pk=slot_id, branch__is_active=True)
    return hours.select_related("branch").first()


def still_open(branch: Branch, slot_id: int, now: datetime) -> Slot | None:
    """The same of one branch: another's hour is as good as closed."""
    slot = bookable_hour(slot_id, now)
    return slot if slot and slot.branch == branch else None
