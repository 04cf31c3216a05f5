"""The gate: who comes in, with which number, and who is given another day.

The desks of a branch take turns by the row of its settings (`DeskSettings.locked`), taken before any claim: two never
draw one number, and never let more people in than the room holds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from branches import calendar
from branches.models import Branch
from claims import filing
from claims.history import record
from claims.models import Claim
from frontdesk import screening
from frontdesk.models import Counter, DeskSettings, Visit, VisitClaim, VisitSeries
from frontdesk.screening import Answers
from queueing.day import another_day, attendance, walk_ins
from queueing.models import Ticket
from workflow import Refused, move


@dataclass(frozen=True)
class Coming:
    """Who stands at the gate: what they came for, how many they are, and for which claims, if any."""

    series: str
    people: int = 1
    claims: tuple[UUID, ...] = ()
    saw_ktp: bool = False
    answers: Answers | None = None


# --- In ---


@transaction.atomic
def check_in(coming: Coming, *, branch: Branch, by: str, now: datetime) -> Visit:
    """Give who came the next number of the day, mark their places as come, and let them in where there is room.

    Refuses a claim that nobody's KTP was seen for, one that has a number already, who does not pass the screening, and
    whatever the rules of places refuse. Who does not fit in the room has a number and waits outside.
    """
    _refuse_unseen(coming)
    desk = DeskSettings.locked(branch)
    screening.refuse_unless_passed(coming.answers, desk)
    visit = _visit(coming, branch=branch, by=by, now=now)
    _refuse_numbered(coming.claims, visit)
    places = [_mark_as_come(claim_id, visit) for claim_id in coming.claims]
    visit.ticket = next(filter(None, places), None)
    visit.number = _next_number(branch, visit.day, visit.series)
    if visit.waits_in_a_room and _is_next_in(visit) and has_room(visit, desk):
        visit.admitted_at, visit.admitted_by = now, by
    _keep(visit, coming, desk)
    return visit


@transaction.atomic
def turn_away(coming: Coming, *, branch: Branch, by: str, now: datetime) -> Visit:
    """Give who cannot come in today another day for each of their claims. They get no number and lose nothing."""
    _refuse_unseen(coming)
    desk = DeskSettings.locked(branch)
    visit = _visit(coming, branch=branch, by=by, now=now)
    _refuse_numbered(coming.claims, visit)
    move(visit, Visit.Status.REFUSED)
    _keep(visit, coming, desk)
    for claim_id in coming.claims:
        another_day.give_another_day(claim_id, by=by, now=now)
    return visit


def _visit(coming: Coming, *, branch: Branch, by: str, now: datetime) -> Visit:
    """Their visit, unsaved."""
    return Visit(
        branch=branch,
        day=calendar.local_day(branch, now),
        series=coming.series,
        people=coming.people,
        saw_ktp=coming.saw_ktp,
        arrived_at=now,
        arrived_by=by,
    )


def _keep(visit: Visit, coming: Coming, desk: DeskSettings) -> None:
    visit.save(force_insert=True)
    VisitClaim.objects.bulk_create(VisitClaim(visit=visit, claim_id=claim_id) for claim_id in coming.claims)
    screening.keep(visit, coming.answers, desk)


def _refuse_unseen(coming: Coming) -> None:
    if coming.claims and not coming.saw_ktp:
        raise Refused("Lihat dulu KTP aslinya: tanpa itu klaim seseorang tidak dicatat datang.")


def _refuse_numbered(claim_ids: Iterable[UUID], visit: Visit) -> None:
    """A claim is here once. Its number is said, so that the ticket is found again."""
    here = Visit.objects.of_day(visit.branch, visit.day).still_here()
    if there := here.filter(claims__in=list(claim_ids)).first():
        raise Refused(f"Klaim ini sudah bernomor {there.label} hari ini. Cetak lagi tiketnya dari daftar.")


def _next_number(branch: Branch, day: date, series: str) -> int:
    """One more than the last. The caller holds the branch's turn."""
    last = Visit.objects.of_day(branch, day).filter(series=series).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _mark_as_come(claim_id: UUID, visit: Visit) -> Ticket | None:
    """The claim's place of today, marked as come. Who comes to a counter without one is seated now.

    An envelope needs no place, and neither does a claim that is decided or never had one: that they came is written in
    its history.
    """
    by, now = visit.arrived_by, visit.arrived_at
    claim, ticket = filing.locked(claim_id), _last_ticket(claim_id)
    if ticket and _is_of_today(ticket, claim, visit):
        return attendance.arrive(ticket.pk, by=by, now=now)
    decided = claim.is_final or claim.status == Claim.Status.VERIFIED
    if ticket and not decided and visit.series != VisitSeries.DROP_BOX:
        return walk_ins.walk_in(claim_id, branch=visit.branch, by=by, now=now)
    record(claim, "came", by=by, now=now, visit=str(visit.pk))
    return None


def _last_ticket(claim_id: UUID) -> Ticket | None:
    """The claim's live ticket, else the last it had."""
    tickets = Ticket.objects.filter(claim=claim_id).select_related("slot__branch")
    return tickets.live().first() or tickets.order_by("-taken_at").first()


def _is_of_today(ticket: Ticket, claim: Claim, visit: Visit) -> bool:
    """Whether it is a place to come to, here and today."""
    ticket.claim = claim
    here = ticket.slot.branch_id == visit.branch_id and ticket.slot.day == visit.day
    return here and ticket.ended_at is None and ticket.must_come


# --- The room ---


def has_room(visit: Visit, desk: DeskSettings) -> bool:
    """Whether all who came with this visit fit in beside those who are inside."""
    inside = Visit.objects.of_day(visit.branch, visit.day).inside().count_people()
    return inside + visit.people <= desk.people_inside


def _is_next_in(visit: Visit) -> bool:
    """Whether nobody waits outside before them."""
    return not Visit.objects.of_day(visit.branch, visit.day).outside().exists()


@transaction.atomic
def admit(visit_id: UUID, *, by: str, now: datetime) -> Visit:
    """Let in who waits outside. Done again, nothing changes. Refuses while the room is full."""
    desk = DeskSettings.locked(Visit.objects.select_related("branch").get(pk=visit_id).branch)
    visit = _locked(visit_id)
    if visit.admitted_at:
        return visit
    if not visit.waits_outside:
        raise Refused(f"{visit.label} tidak sedang menunggu di luar.")
    if not has_room(visit, desk):
        raise Refused(f"Ruangan penuh: paling banyak {desk.people_inside} orang. Tunggu sampai ada yang keluar.")
    visit.admitted_at, visit.admitted_by = now, by
    visit.save(update_fields=["admitted_at", "admitted_by"])
    return visit


# --- Out ---


@transaction.atomic
def leave(visit_id: UUID, *, by: str, now: datetime) -> Visit:
    """They went home before they were served. Done again, nothing changes."""
    visit = _locked(visit_id)
    if visit.status == Visit.Status.LEFT:
        return visit
    move(visit, Visit.Status.LEFT)
    visit.left_at, visit.left_by = now, by
    visit.save(update_fields=["status", "left_at", "left_by"])
    return visit


@transaction.atomic
def come_back(visit_id: UUID, *, by: str, now: datetime) -> Visit:
    """They are here again, or were never gone: their number counts as before. They wait outside until they are let in.

    Refuses a number of another day, and a claim that has a newer one.
    """
    DeskSettings.locked(Visit.objects.select_related("branch").get(pk=visit_id).branch)
    visit = _locked(visit_id)
    if visit.is_awaiting:
        return visit
    if visit.day != calendar.local_day(visit.branch, now):
        raise Refused(f"{visit.label} adalah nomor hari lain. Beri nomor baru.")
    _refuse_numbered(visit.claims.values_list("pk", flat=True), visit)
    move(visit, Visit.Status.WAITING)
    visit.left_at, visit.left_by, visit.admitted_at, visit.admitted_by = None, "", None, ""
    visit.save(update_fields=["status", "left_at", "left_by", "admitted_at", "admitted_by"])
    Counter.objects.filter(visit=visit).update(visit=None)  # where they stood when they left
    return visit


@transaction.atomic
def drop_off(visit_id: UUID, *, by: str, now: datetime) -> Visit:
    """Their envelope is in the box: nobody has to call them. Done again, nothing changes."""
    visit = _locked(visit_id)
    if visit.series != VisitSeries.DROP_BOX:
        raise Refused(f"{visit.label} tidak datang untuk drop box.")
    if visit.status == Visit.Status.SERVED:
        return visit
    move(visit, Visit.Status.SERVED)
    visit.served_at, visit.served_by = now, by
    visit.save(update_fields=["status", "served_at", "served_by"])
    return visit


def _locked(visit_id: UUID) -> Visit:
    return Visit.objects.select_for_update(of=("self",)).select_related("branch").get(pk=visit_id)
