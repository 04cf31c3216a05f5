"""A working day at a branch, for tests of what its staff do."""

from datetime import datetime, timedelta

from branches.models import Branch, Holiday
from claims import deadlines
from claims.models import Claim
from queueing.models import Slot, Ticket
from tests import factories

A_DAY = timedelta(days=1)


def on_a_working_day(now: datetime) -> datetime:
    """The same hour, past the weekend. `now` is the same day in all zones."""
    return now + A_DAY * {5: 2, 6: 1}.get(now.weekday(), 0)


def without_holidays() -> None:
    """Whatever the date on which the tests are run, the days of the week are served."""
    Holiday.objects.all().delete()


def hour(branch: Branch, *, now: datetime, local: int, days: int = 0, door: str = "onsite", places: int = 3) -> Slot:
    """An hour of today at the branch, by its own clock."""
    return factories.slot(branch, now=now, days=days, hour=local, capacity=places, door=door)


def place_in(slot: Slot, *, now: datetime, **overrides) -> Ticket:
    """Somebody's place in that hour, booked while it could be."""
    booked = min(now, slot.bookable_until - timedelta(minutes=1))
    claim = factories.open_claim(now=booked, at=slot, door=slot.door, **overrides)
    return Ticket.objects.select_related("claim", "slot__branch").get(claim=claim)


def sent_to_dropbox(ticket: Ticket) -> Ticket:
    """Its claim after H-1, without papers."""
    deadlines.close_papers(ticket.claim_id, by="system:test", now=ticket.claim.papers_due_at)
    return Ticket.objects.select_related("claim", "slot__branch").get(pk=ticket.pk)


def claim_of(ticket: Ticket) -> Claim:
    return Claim.objects.with_people().get(pk=ticket.claim_id)
