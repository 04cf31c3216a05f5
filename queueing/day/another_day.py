"""A person who came and cannot be let in today gets another hour, and loses nothing by having come."""

from datetime import date, datetime
from itertools import count
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from branches import calendar
from branches.models import Branch
from claims import filing
from claims.history import record
from claims.models import Claim
from claims.telling import in_their_language, tell
from queueing import counting, places, slots
from queueing.capacity import reseating
from queueing.models import Slot, Ticket

BECAUSE = "another_day"


@transaction.atomic
def give_another_day(claim_id: UUID, *, by: str, now: datetime) -> Claim:
    """Give who came with this claim the nearest free hour of a later day, and tell so kindly; no reason is kept.

    Where no hour is free, the same hour of the next working day takes one more. Who was sent to the drop box has thirty
    days anew. A place of a day ahead stands as it is, and a claim that is over is left alone.
    """
    claim = filing.locked(claim_id)
    if claim.is_final:
        return claim
    ticket = Ticket.objects.confirmed().filter(claim=claim).select_related("slot__branch").first()
    if ticket and _was_for_today(ticket, claim, now):
        _wait_for_the_envelope_anew(claim, now)
        _move(claim, ticket, by=by, now=now)
    else:
        _wait_for_the_envelope_anew(claim, now)
        _tell_to_come_again(claim, ticket, by=by, now=now)
    return claim


def _was_for_today(ticket: Ticket, claim: Claim, now: datetime) -> bool:
    """Whether this is the place they came for: of a person who has to come, and not of a day ahead."""
    ticket.claim = claim
    return ticket.must_come and ticket.slot.day <= calendar.local_day(ticket.slot.branch, now)


def _wait_for_the_envelope_anew(claim: Claim, now: datetime) -> None:
    if claim.status == Claim.Status.SENT_TO_DROPBOX:
        claim.sent_to_dropbox_at = now
        claim.save(update_fields=["sent_to_dropbox_at"])


def _move(claim: Claim, ticket: Ticket, *, by: str, now: datetime) -> None:
    """Seat them on a later day, in the hour that is most like theirs."""
    hour_id = _hour_instead_of(ticket, claim, now).pk
    hour = places.lock(hour_id, ticket.slot_id)[hour_id]
    filing.schedule(
        claim, branch=hour.branch, door=hour.door, visit_at=hour.starts_at, papers_due_at=hour.due_for(now),
        message="come_another_day", because=BECAUSE, by=by, now=now,
    )  # fmt: skip
    places.end(ticket, because=Ticket.End.MOVED, now=now)
    ticket.in_another(hour, now=now).save(force_insert=True)
    counting.count_one_more(hour.pk)


def _hour_instead_of(ticket: Ticket, claim: Claim, now: datetime) -> Slot:
    branch, today = ticket.slot.branch, calendar.local_day(ticket.slot.branch, now)
    later = Slot.objects.of(branch, ticket.slot.door).filter(day__gt=today, bookable_until__gt=now, closed_at=None)
    free = reseating.nearest(ticket, claim, later.filter(taken__lt=F("planned")), now)
    return free[0] if free else _same_hour_of_a_working_day(branch, ticket.slot, today)


def _same_hour_of_a_working_day(branch: Branch, was: Slot, today: date) -> Slot:
    """The hour by the same clock of the next day that is served; made, without places, where no plan made it."""
    clock = was.starts_at.astimezone(ZoneInfo(branch.zone)).time()
    closed = Slot.objects.of(branch, was.door).filter(day__gt=today, closed_at__isnull=False)
    shut = set(closed.values_list("starts_at", flat=True))
    ahead = (calendar.at(branch, calendar.add_working_days(branch, today, n), clock) for n in count(1))
    starts_at = next(each for each in ahead if each not in shut)
    made = slots.hour_of(branch, starts_at, places=0, door=was.door, length=was.ends_at - was.starts_at)
    Slot.objects.bulk_create([made], ignore_conflicts=True)
    return Slot.objects.get(branch=branch, door=was.door, starts_at=starts_at)


def _tell_to_come_again(claim: Claim, ticket: Ticket | None, *, by: str, now: datetime) -> None:
    """There is no place to move. An envelope is awaited until the day the message names."""
    event = record(claim, "another_day", by=by, now=now)
    awaits_envelope = claim.status == Claim.Status.SENT_TO_DROPBOX
    with in_their_language(claim):
        until = calendar.say_deadline(claim.branch, claim.papers_wanted_until) if awaits_envelope else ""
        visit = calendar.say_instant(ticket.slot.branch, ticket.slot.starts_at) if ticket else ""
    tell("come_another_day", claim, event, now=now, visit=visit, until=until, papers_due="")
