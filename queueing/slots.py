"""Slots are made from the branches' plans for the days that are open, and read for the page that offers them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Prefetch
from django.utils.translation import gettext as _

from branches import calendar
from branches.models import Branch
from claims.models import Claim
from queueing.models import SLOT_LENGTH, OpeningPlan, Slot


def open_days(now: datetime) -> int:
    """Make the slots of every open day that has none yet; how many were made.

    A day is open from tomorrow to BOOKING_DAYS_AHEAD days ahead in the branch's own zone. No slot lies in a year whose
    holidays have not been decreed.
    """
    branches = Branch.objects.filter(is_active=True).prefetch_related(
        Prefetch("opening_plans", OpeningPlan.objects.filter(places__gt=0))
    )
    wanted = [slot for branch in branches for slot in _slots_of(branch, now)]
    before = Slot.objects.count()
    Slot.objects.bulk_create(wanted, ignore_conflicts=True, batch_size=1000)
    return Slot.objects.count() - before


def _slots_of(branch: Branch, now: datetime) -> Iterator[Slot]:
    for day in bookable_days(branch, now):
        for plan in branch.opening_plans.all():
            if plan.weekday == day.weekday():
                starts_at = calendar.at(branch, day, plan.starts)
                yield Slot(
                    branch=branch,
                    door=plan.door,
                    starts_at=starts_at,
                    papers_due_at=calendar.papers_due_at(branch, starts_at),
                    capacity=plan.places,
                )


def bookable_days(branch: Branch, now: datetime) -> list[date]:
    """The days a person may choose now: from tomorrow, as far as days are open, where the branch works."""
    days = days_ahead(branch, now)
    closed = calendar.closed_days(branch, days[0], days[-1])
    provisional = {year: calendar.is_provisional(date(year, 1, 1)) for year in {day.year for day in days}}
    return [day for day in days if day not in closed and not provisional[day.year]]


def days_ahead(branch: Branch, now: datetime) -> list[date]:
    """Tomorrow and the days after it, as far as days are open: whether the branch works on them or not."""
    today = calendar.local_day(branch, now)
    return [today + timedelta(days=n) for n in range(1, settings.BOOKING_DAYS_AHEAD + 1)]


def offered(branch: Branch, now: datetime, *, door: str = Claim.Door.ONLINE) -> list[dict[str, Any]]:
    """The days ahead with their hours, for the page on which one is picked. A closed day is shown as closed."""
    hours: dict[date, list[dict[str, Any]]] = {day: [] for day in days_ahead(branch, now)}
    for slot in Slot.objects.bookable(branch, door, now):
        if (day := calendar.local_day(branch, slot.starts_at)) in hours:
            hours[day].append({"value": slot.pk, "label": say_hour(branch, slot), "left": slot.left})
    served = set(bookable_days(branch, now))
    days = [
        {
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


def say_hour(branch: Branch, slot: Slot) -> str:
    """Like "09.00–10.00 WITA", by the branch's clock."""
    starts, ends = (
        calendar.say_instant(branch, instant).rpartition(", ")[2].split(" ")
        for instant in (slot.starts_at, slot.starts_at + SLOT_LENGTH)
    )
    return f"{starts[0]}–{ends[0]} {starts[1]}"


def still_free(branch: Branch, slot_id: int, now: datetime, *, door: str = Claim.Door.ONLINE) -> Slot | None:
    """The slot if it can still be asked for. Taking it is another matter: only `booking` says who gets it."""
    return Slot.objects.bookable(branch, door, now).filter(pk=slot_id, taken__lt=F("capacity")).first()
