"""A person who stands at the counter with a case number is put into today's list, full or not."""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from branches import calendar
from branches.models import Branch
from claims import filing
from claims.history import record
from claims.models import Claim
from queueing import counting, places, slots
from queueing.day import attendance
from queueing.disputes import disputing
from queueing.models import SLOT_LENGTH, Slot, Ticket
from workflow import Refused

A_DAY = timedelta(days=1)


@transaction.atomic
def walk_in(claim_id: UUID, *, branch: Branch, by: str, now: datetime) -> Ticket:
    """Seat a person who is here in the branch's present hour, or its next, and mark them as come.

    Who is awaited here today keeps their hour. From another day, another branch or no place at all they are moved, and
    told so. A full hour takes one more: nobody is sent away for it. Papers still awaited are so until the day is over.
    Refuses a claim that was decided or ended, and a branch that does not serve now.
    """
    claim = filing.locked(claim_id)
    if claim.is_final or claim.status == Claim.Status.VERIFIED:
        raise Refused(f"{claim} tidak memerlukan tempat lagi: {claim.get_status_display()}.")
    last = _last_ticket(claim)
    if last.ended_at is None and _awaits_today(last, branch, now):
        return attendance.arrive(last.pk, by=by, now=now)
    hour_id = present_hour(branch, now=now).pk
    hour = places.lock(hour_id, *([last.slot_id] if last.ended_at is None else []))[hour_id]
    if hour.closed_at:
        raise Refused(f"{branch} menutup jam ini.")
    midnight = calendar.at(branch, hour.day + A_DAY, time.min)
    filing.schedule(
        claim, branch=branch, door=hour.door, visit_at=hour.starts_at, papers_due_at=midnight,
        message="seated_at_counter", because="walk_in", by=by, now=now,
    )  # fmt: skip
    ticket = last.in_another(hour, now=now)
    if last.ended_at is None:
        places.end(last, because=Ticket.End.MOVED, now=now)
    else:
        disputing.seat_anew(ticket, now=now)
    ticket.is_walk_in, ticket.came_at, ticket.came_by = True, now, by
    ticket.save(force_insert=True)
    record(claim, "came", by=by, now=now, ticket=ticket.pk)
    counting.count_one_more(hour.pk)
    return ticket


def _last_ticket(claim: Claim) -> Ticket:
    """The claim's live ticket, else the last it had."""
    tickets = Ticket.objects.filter(claim=claim).select_related("slot__branch")
    last = tickets.live().first() or tickets.order_by("-taken_at").first()
    if last is None:
        raise Refused(f"Klaim {claim} tidak pernah punya tempat.")
    last.claim = claim
    return last


def _awaits_today(ticket: Ticket, branch: Branch, now: datetime) -> bool:
    return (
        ticket.must_come and ticket.slot.branch_id == branch.pk and ticket.slot.day == calendar.local_day(branch, now)
    )


def present_hour(branch: Branch, *, now: datetime) -> Slot:
    """The hour at the counter that runs now, else the next of today; made, without places, where no plan made it."""
    today = calendar.local_day(branch, now)
    if not branch.is_active or not calendar.is_service_day(branch, today):
        raise Refused(f"{branch} tidak melayani hari ini.")
    opens, closes = (calendar.at(branch, today, moment) for moment in (branch.opens_at, branch.closes_at))
    if hour := Slot.objects.of(branch, Claim.Door.ONSITE).filter(day=today, ends_at__gt=now).first():
        return hour
    if now >= closes:
        raise Refused(f"Jam layanan {branch} hari ini sudah selesai.")
    starts_at = max(opens, opens + (now - opens) // SLOT_LENGTH * SLOT_LENGTH)
    length = min(SLOT_LENGTH, closes - starts_at)
    unplanned = slots.hour_of(branch, starts_at, places=0, door=Claim.Door.ONSITE, length=length)
    Slot.objects.bulk_create([unplanned], ignore_conflicts=True)  # another walk-in may have made it this instant
    return Slot.objects.get(branch=branch, door=Claim.Door.ONSITE, starts_at=starts_at)
