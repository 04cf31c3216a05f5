"""Who came and who did not, marked by the staff of a branch; only where a person had to come."""

from datetime import datetime

from django.db import transaction

from branches import calendar
from claims import filing
from claims.history import record
from claims.models import Claim
from queueing.models import Ticket
from workflow import Refused

_MARKS = ("came_at", "came_by", "missed_at", "missed_by")


@transaction.atomic
def arrive(ticket_id: int, *, by: str, now: datetime) -> Ticket:
    """The person is here. Marked again, nothing changes; who was marked as missed and comes late has come.

    Refuses a place whose person stays at home, one that is over, and one of a day ahead.
    """
    claim, ticket = _locked(ticket_id)
    if ticket.came_at:
        return ticket
    _refuse_unless_awaited(ticket)
    if calendar.local_day(ticket.slot.branch, now) < ticket.slot.day:
        raise Refused(f"{claim}: tempatnya baru {calendar.say_day(ticket.slot.day)}.")
    ticket.came_at, ticket.came_by, ticket.missed_at, ticket.missed_by = now, by, None, ""
    ticket.save(update_fields=_MARKS)
    record(claim, "came", by=by, now=now, ticket=ticket.pk)
    return ticket


@transaction.atomic
def mark_missed(ticket_id: int, *, by: str, now: datetime) -> Ticket:
    """The person did not come. Marked again, nothing changes.

    Refuses before the hour has begun, for who stays at home, for who has come, and for a place that is over.
    """
    claim, ticket = _locked(ticket_id)
    if ticket.missed_at:
        return ticket
    _refuse_unless_awaited(ticket)
    if ticket.came_at:
        raise Refused(f"{claim} sudah dicatat hadir. Batalkan catatan itu dulu bila keliru.")
    if now < ticket.slot.starts_at:
        raise Refused(f"{claim}: jamnya belum mulai, jadi belum bisa dicatat tidak hadir.")
    ticket.missed_at, ticket.missed_by = now, by
    ticket.save(update_fields=_MARKS)
    record(claim, "missed", by=by, now=now, ticket=ticket.pk)
    return ticket


@transaction.atomic
def undo(ticket_id: int, *, by: str, now: datetime) -> Ticket:
    """Neither came nor missed: what was marked was a mistake. The history keeps that it was marked.

    A place that is over keeps its mark: it was the reason for what followed.
    """
    claim, ticket = _locked(ticket_id)
    if ticket.came_at is None and ticket.missed_at is None:
        return ticket
    _refuse_unless_awaited(ticket)
    ticket.came_at, ticket.came_by, ticket.missed_at, ticket.missed_by = None, "", None, ""
    ticket.save(update_fields=_MARKS)
    record(claim, "attendance_undone", by=by, now=now, ticket=ticket.pk)
    return ticket


def _locked(ticket_id: int) -> tuple[Claim, Ticket]:
    """The claim and then its ticket, each under its row lock; a hold has no claim and nobody to mark."""
    claim_id = Ticket.objects.values_list("claim_id", flat=True).get(pk=ticket_id)
    if claim_id is None:
        raise Refused("Tempat ini masih diisi; belum ada yang bisa dicatat.")
    claim = filing.locked(claim_id)
    ticket = Ticket.objects.select_for_update(of=("self",)).select_related("slot__branch").get(pk=ticket_id)
    ticket.claim = claim
    return claim, ticket


def _refuse_unless_awaited(ticket: Ticket) -> None:
    if ticket.ended_at:
        raise Refused(f"{ticket.claim}: tempat ini sudah tidak berlaku. Muat ulang daftarnya.")
    if not ticket.must_come:
        raise Refused(f"{ticket.claim} tidak perlu datang, jadi kehadirannya tidak dicatat.")
