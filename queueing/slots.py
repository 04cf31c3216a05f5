"""Slots are made from the branches' plans for the days that are open, and read for the page that offers them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Prefetch

from branches import calendar
from branches.models import Branch
from queueing.models import OpeningPlan, Slot


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
    today = calendar.local_day(branch, now)
    days = [today + timedelta(days=n) for n in range(1, settings.BOOKING_DAYS_AHEAD + 1)]
    return [day for day in days if not calendar.is_provisional(day) and calendar.is_service_day(branch, day)]
