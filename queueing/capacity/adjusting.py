"""How many people a branch takes: the verbs by which its head changes that, for every week or for one day.

Each verb first writes the numbers, in one transaction under the branch's lock, so that nobody can take a place that is
no longer wanted. Then the people who are too many are seated, each in a transaction of their own (`reseating`), and who
waits for a day without hours is told. Where that stops half-way, two sweeps go on: `closures` looks for hours with more
people than they want, `waiting` for lists without hours.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime

from django.db import transaction

from branches import calendar
from branches.models import Branch, Holiday
from queueing import places
from queueing.capacity import planning, reseating
from queueing.capacity.planning import Wish
from queueing.capacity.sessions import faults
from queueing.models import OpeningPlan, Slot
from queueing.waiting_list import sweeping, waiting
from workflow import Refused, each

SEATED_AT_ONCE = 100
"""So many people are seated while the head of branch waits for the page; the sweep seats the others within minutes."""

SWEEP = "system:closures"


def change_sessions(
    branch_id: int, *, door: str, sessions: Sequence[OpeningPlan], by: str, now: datetime
) -> list[Wish]:
    """Make these, unsaved, the week's sessions of a door, and the hours that are made already follow them.

    Refuses sessions outside the branch's hours, and two at once.
    """
    with transaction.atomic():
        branch = locked(branch_id)
        if found := faults(branch, sessions):
            raise Refused(found[0].sentence)
        wishes = planning.of_sessions(branch, door, sessions, now)
        branch.opening_plans.filter(door=door).delete()
        OpeningPlan.objects.bulk_create(sessions)
        _write(wishes, now)
    return _seat(wishes, by, now)


def set_hours(branch_id: int, *, places: Mapping[int, int], by: str, now: datetime) -> list[Wish]:
    """Want that many places in single hours, by their keys. Hours that began or are closed stay as they are.

    The number stands until it is changed again: a new plan leaves it alone (see `planning`).
    """
    with transaction.atomic():
        wishes = planning.of_hours(locked(branch_id), places, now)
        _write(wishes, now)
    return _seat(wishes, by, now)


def close_day(branch_id: int, *, day: date, reason: str, by: str, now: datetime) -> list[Wish]:
    """Close the branch on a day, by every door. Asked again, only the reason changes.

    Refuses a day that is over, and one on which nobody works anyway.
    """
    with transaction.atomic():
        branch = locked(branch_id)
        if day < calendar.local_day(branch, now):
            raise Refused("Hari itu sudah lewat.")
        if day.weekday() >= 5 or Holiday.objects.filter(branch=None, day=day).exists():
            raise Refused("Pada hari itu kantor memang tidak melayani.")
        Holiday.objects.update_or_create(
            branch=branch, day=day, defaults={"kind": Holiday.Kind.CLOSURE, "name": reason}
        )
        wishes = planning.of_calendar(branch, now)
        _write(wishes, now)
    return _seat(wishes, by, now)


def reopen_day(branch_id: int, *, day: date, by: str, now: datetime) -> list[Wish]:
    """Take back a closure of the branch's own: its hours want what the plan says. Asked again, nothing changes."""
    with transaction.atomic():
        branch = locked(branch_id)
        Holiday.objects.filter(branch=branch, day=day, kind=Holiday.Kind.CLOSURE).delete()
        wishes = planning.of_calendar(branch, now)
        _write(wishes, now)
    return _seat(wishes, by, now)


def follow_closures(now: datetime) -> int:
    """Close the hours of days that are not served any more, open those that are again, and seat who is too many.

    Holidays come into the calendar by other ways than this room's; whatever stopped half-way is finished too. How many
    branches and people were seen to.
    """
    with_hours = Branch.objects.filter(slots__starts_at__gt=now).distinct().order_by("pk")
    differing = [branch.pk for branch in with_hours if planning.of_calendar(branch, now)]
    try:
        changed = each(differing, follow_calendar, now=now)
    finally:  # one odd branch does not hold up the people of the others
        overfull = list(Slot.objects.overfull(now).values_list("pk", flat=True))
        seen_to = reseating.seat_people(overfull, by=SWEEP, now=now)
    return changed + seen_to


@transaction.atomic
def follow_calendar(branch_id: int, *, now: datetime) -> None:
    """Let the hours of one branch want what its calendar says now."""
    _write(planning.of_calendar(locked(branch_id), now), now)


def locked(branch_id: int) -> Branch:
    """The branch, whose plan and hours nobody else changes until the transaction ends. Bookings go on."""
    return Branch.objects.select_for_update(no_key=True).get(pk=branch_id)


def _write(wishes: Sequence[Wish], now: datetime) -> None:
    """Let the hours want what is wished. All are locked before the first waiting list is."""
    made = sorted((wish.slot for wish in wishes if wish.slot.pk), key=lambda slot: slot.pk)
    places.lock(*(slot.pk for slot in made))
    for slot in made:
        places.plan(slot.pk, slot.planned, now=now, ends_at=slot.ends_at, closed_at=slot.closed_at)
    for slot in Slot.objects.bulk_create(wish.slot for wish in wishes if not wish.slot.pk):
        waiting.give_out(slot.pk, now=now)


def _seat(wishes: list[Wish], by: str, now: datetime) -> list[Wish]:
    """Seat who is too many now, and tell who waited for a day that is closed.

    What fails has been logged; it is tried again, and seen to fail, by the sweeps.
    """
    with suppress(RuntimeError):
        reseating.seat_people([wish.slot.pk for wish in wishes], by=by, now=now, at_most=SEATED_AT_ONCE)
    for branch_id in {wish.slot.branch_id for wish in wishes}:
        with suppress(RuntimeError):
            sweeping.close_lists(now, of_branch=branch_id)
    return wishes
