"""A branch's weeks, its hours and the people in them, for tests of capacity."""

from datetime import date, datetime, time, timedelta

from branches.models import Branch
from claims.models import Claim
from queueing import slots
from queueing.capacity import adjusting
from queueing.capacity.planning import Wish
from queueing.models import OpeningPlan, Slot, Ticket
from tests import factories

HEAD = "officer:1"


def session(weekday: int, starts: str = "08:00", ends: str = "10:00", *, at: Branch | None = None, **given):
    """One session, unsaved: three people an hour unless said otherwise."""
    numbers = {"places_per_hour": 3} if not given.keys() - {"door"} else {}
    return OpeningPlan(
        branch=at or factories.branch(),
        weekday=weekday,
        starts=time.fromisoformat(starts),
        ends=time.fromisoformat(ends),
        **{**numbers, **given},
    )


def week(**given) -> list[OpeningPlan]:
    """The same session on Monday to Friday."""
    return [session(weekday, **given) for weekday in range(5)]


def plan(branch: Branch, sessions: list[OpeningPlan], now: datetime, *, door: str = "online") -> list[Wish]:
    """Save these sessions as the head of branch does."""
    return adjusting.change_sessions(branch.pk, door=door, sessions=sessions, by=HEAD, now=now)


def a_day_ahead(branch: Branch, now: datetime) -> date:
    """The first day served after tomorrow."""
    return slots.served_days(branch, slots.days_made(branch, now)[2:])[0]


def hours(branch: Branch, day: date, *, door: str = "online") -> list[Slot]:
    return list(Slot.objects.of(branch, door).filter(day=day))


def numbers(branch: Branch, day: date, *, door: str = "online") -> list[int]:
    return [slot.planned for slot in hours(branch, day, door=door)]


def book(slot: Slot, now: datetime, count: int) -> list[Claim]:
    """So many people with a place in this hour, one after the other."""
    return [factories.open_claim(now=now + timedelta(seconds=n), at=as_asked(slot)) for n in range(count)]


def as_asked(slot: Slot) -> Slot:
    """The slot as it is in the database now."""
    return Slot.objects.select_related("branch").get(pk=slot.pk)


def place_of(claim: Claim) -> Slot | None:
    ticket = Ticket.objects.confirmed().filter(claim=claim).select_related("slot").first()
    return ticket.slot if ticket else None


def nobody_is_stranded() -> bool:
    """Every open claim has a place that is wanted, or was told that it has none; every count is true."""
    for claim in Claim.objects.filter(status=Claim.Status.AWAITING_PAPERS):
        slot = place_of(claim)
        assert (slot is None) == (claim.place_lost_at is not None)
        assert slot is None or (claim.visit_at, slot.closed_at) == (slot.starts_at, None)
    for claim in Claim.objects.filter(status__in=Claim.WITH_OFFICERS, visit_at=None):
        assert claim.events.filter(name="hour_closed").exists()
        assert place_of(claim) is None
    for slot in Slot.objects.all():
        assert slot.taken == slot.tickets.live().count() <= slot.capacity
    return True
