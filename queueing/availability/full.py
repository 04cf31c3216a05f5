""" "Penuh" is never bare: why a day is full, when the next one opens, which days and branches have places now."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Min
from django.utils.translation import gettext as _

from branches import calendar
from branches.models import Branch
from claims.models import Claim
from queueing import slots
from queueing.availability import nearby, places_left
from queueing.availability.nearby import Near
from queueing.availability.places_left import Day
from queueing.models import Slot, Ticket


@dataclass(frozen=True)
class FullDay:
    """A day on which every place is taken. `held` of them wait for a form, the first until `held_until`."""

    branch: Branch
    day: date
    places: int
    held: int
    held_until: datetime | None
    waiting: int

    @property
    def label(self) -> str:
        return calendar.say_day(self.day)

    @property
    def first_hold_ends(self) -> str:
        return calendar.say_clock(self.branch, self.held_until) if self.held_until else ""


@dataclass(frozen=True)
class Full:
    """The full days of a branch, and what a person can do instead. See `templates/parts/full_days.html`."""

    branch: Branch
    door: str
    days: list[FullDay]
    free_days: list[Day]
    opens: str
    near: list[Near]


def picture(branch: Branch, now: datetime, *, door: str = Claim.Door.ONLINE, only: date | None = None) -> Full:
    """What stands beside the word "Penuh" at this branch: of all its full days, or of the one named."""
    days = places_left.days(now, door=door, branch=branch).get(branch.pk, [])
    full = [day for day in days if day.is_full and only in (None, day.day)]
    held = _held(branch, door, [day.day for day in full], now) if full else {}
    return Full(
        branch=branch,
        door=door,
        days=[_full_day(branch, day, *held.get(day.day, (0, None))) for day in full],
        free_days=[day for day in days if day.left],
        opens=opens(branch, now, door=door),
        near=nearby.with_places(branch, now, door=door),
    )


def _full_day(branch: Branch, day: Day, held: int, held_until: datetime | None) -> FullDay:
    return FullDay(branch, day.day, day.places, held=held, held_until=held_until, waiting=day.waiting)


def _held(branch: Branch, door: str, days: list[date], now: datetime) -> dict[date, tuple[int, datetime]]:
    held = Ticket.objects.held().filter(slot__branch=branch, slot__door=door, slot__day__in=days, held_until__gt=now)
    counted = held.order_by().values_list("slot__day").annotate(Count("pk"), Min("held_until"))
    return {day: (number, first) for day, number, first in counted}


def opens(branch: Branch, now: datetime, *, door: str = Claim.Door.ONLINE) -> str:
    """When which day opens next: "Selasa 24 November 2026, 07.00 WITA (untuk Selasa 1 Desember 2026)".

    Days are made ready before they open, so it is a day on which the branch serves; else the next announced hour.
    """
    waiting = Slot.objects.filter(branch=branch, door=door, releases_at__gt=now, planned__gt=0)
    if first := waiting.order_by("releases_at", "starts_at").first():
        said = calendar.say_instant(branch, first.releases_at)
        return _("%(opens)s (untuk %(day)s)") % {"opens": said, "day": calendar.say_day(first.day)}
    return calendar.say_instant(branch, slots.next_release(branch, now))
