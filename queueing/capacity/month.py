"""A month of one branch and door as its head reads it: what is planned, what is taken, why a day is closed."""

from calendar import Calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, Sum
from django.utils import dateformat

from branches import calendar
from branches.models import Branch, Holiday
from queueing import slots
from queueing.capacity.planning import Wish
from queueing.models import OpeningPlan, Slot


@dataclass(frozen=True)
class PlanDay:
    """One day. `was` is what it wanted until now, when a change is being shown; `closed` says why it is not served."""

    day: date
    places: int
    was: int
    taken: int
    closed: str = ""
    kind: str = ""
    opens: str = ""
    is_made: bool = True
    in_month: bool = True

    @property
    def changes(self) -> bool:
        return self.places != self.was


def weeks_of(
    branch: Branch, door: str, first: date, now: datetime, *,
    wishes: Sequence[Wish] = (), sessions: Iterable[OpeningPlan] | None = None,
) -> list[list[PlanDay]]:  # fmt: skip
    """The weeks, from Monday, of the month that begins with `first`.

    Days whose hours are made count them, as `wishes` would have them; later ones show what the plan will make, by
    `sessions` where a new plan is being tried.
    """
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    days = [day for week in weeks for day in week]
    notes, made = why_closed(branch, days[0], days[-1]), _made(branch, door, days, wishes)
    last_made = slots.days_made(branch, now)[-1]
    later = [day for day in days if day > last_made]
    plans = list(branch.opening_plans.filter(door=door))
    was, will = _planned(branch, plans, later), _planned(branch, plans if sessions is None else sessions, later)

    def of(day: date) -> PlanDay:
        places, before, taken = made.get(day) or (will.get(day, 0), was.get(day, 0), 0)
        kind, closed = notes.get(day, ("", ""))
        opens_at = slots.released_at(branch, day)
        return PlanDay(
            day, places, before, taken, closed, kind, _say_opens(branch, opens_at) if opens_at > now else "",
            is_made=day <= last_made, in_month=day.month == first.month,
        )  # fmt: skip

    return [[of(day) for day in week] for week in weeks]


def _say_opens(branch: Branch, opens_at: datetime) -> str:
    """Like "21 Nov, 07.00 WITA"."""
    return f"{dateformat.format(calendar.local_day(branch, opens_at), 'j M')}, {calendar.say_clock(branch, opens_at)}"


def why_closed(branch: Branch, first: date, last: date) -> dict[date, tuple[str, str]]:
    """The days from `first` to `last` that are not served: the kind of closure, and its name."""
    off = Holiday.objects.filter(Q(branch=None) | Q(branch=branch), day__range=(first, last)).order_by("-branch")
    named = {holiday.day: (holiday.kind, f"{holiday.get_kind_display()}: {holiday.name}") for holiday in off}
    closed = {day: named.get(day, ("weekend", "Akhir pekan")) for day in calendar.closed_days(branch, first, last)}
    undecreed = {year for year in {first.year, last.year} if calendar.is_provisional(date(year, 1, 1))}
    if undecreed:
        days = (date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1))
        closed |= {d: ("provisional", "SKB libur belum dimasukkan") for d in days if d.year in undecreed}
    return closed


def _made(branch: Branch, door: str, days: list[date], wishes: Sequence[Wish]) -> dict[date, tuple[int, int, int]]:
    """Places, places until now, and people, on the days that have hours."""
    hours = Slot.objects.filter(branch=branch, door=door, day__range=(days[0], days[-1])).order_by()
    made = {
        day: (planned, planned, taken)
        for day, planned, taken in hours.values_list("day").annotate(Sum("planned"), Sum("taken"))
    }
    for wish in wishes:
        if wish.slot.door == door:
            places, was, taken = made.get(wish.slot.day, (0, 0, 0))
            made[wish.slot.day] = (places + wish.slot.planned - wish.was, was, taken)
    return made


def _planned(branch: Branch, sessions: Iterable[OpeningPlan], days: list[date]) -> dict[date, int]:
    """What these sessions ask of days that have no hours yet."""
    wanted: dict[date, int] = {}
    for hour in slots.hours_of(branch, sessions, days) if days and branch.is_active else ():
        wanted[hour.day] = wanted.get(hour.day, 0) + hour.planned
    return wanted
