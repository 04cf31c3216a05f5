"""What happens when a time runs out: H-1, and the answer to a repair.

Times run out at midnight. A claim goes on at once; its claimant is told in the morning and not woken for it.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from branches import calendar
from catalogue.checklist import Route
from claims import enclosing, links
from claims.filing import hand_in, locked, withdraw
from claims.history import record
from claims.models import Claim, Mail, Upload
from claims.models.papers import UPLOAD_GRACE
from claims.telling import in_their_language, tell
from workflow import Refused, each, move

BATCH = 1000

READ_WITHIN = timedelta(hours=6)
"""A mail that came in time counts although it is read after the deadline; longer than this no claim waits for it."""


def close_papers_due(now: datetime) -> int:
    """Carry every claim on whose H-1 is over; how many were carried."""
    due = _nothing_under_way(now).order_by("papers_due_at").values_list("pk", flat=True)[:BATCH]
    return each(list(due), close_papers, by="system:papers_due", now=now)


def _nothing_under_way(now: datetime) -> QuerySet[Claim]:
    """Claims whose H-1 is over, but those to which something is still on its way that began in time."""
    claim, due_at = OuterRef("pk"), OuterRef("papers_due_at")
    uploads = Upload.objects.filter(claim=claim, ended_at=None, begun_at__lt=due_at)
    mails = Mail.objects.filter(claim=claim, status=Mail.Status.RECEIVED, received_at__lt=due_at)
    uploading = Exists(uploads) & Q(papers_due_at__gt=now - UPLOAD_GRACE)
    unread = Exists(mails) & Q(papers_due_at__gt=now - READ_WITHIN)
    return Claim.objects.papers_due(now).exclude(uploading).exclude(unread)


def close_repairs_due(now: datetime) -> int:
    """Carry every claim on whose time for a repair is over; how many were carried."""
    due = Claim.objects.repairs_due(now).order_by("repair_due_at").values_list("pk", flat=True)[:BATCH]
    return each(list(due), close_repair, by="system:repairs_due", now=now)


@transaction.atomic
def close_papers(claim_id: UUID, *, by: str, now: datetime) -> Claim:
    """H-1 is over: a complete claim is handed in for its claimant, an incomplete one is sent to the drop box.

    A paper whose bytes were complete counts while it is still being checked. A claim without a place, whose week to
    choose another one is over, is withdrawn.
    """
    claim = locked(claim_id)
    if claim.status != Claim.Status.AWAITING_PAPERS or not claim.deadline_has_passed(now):
        raise Refused("Batas waktu klaim ini belum lewat.")
    morning = calendar.wakes_at(claim.branch, now)
    if claim.place_lost_at:
        withdraw(claim, message="place_not_chosen", because="without_place", by=by, now=now, not_before=morning)
    elif claim.missing_papers():
        send_to_dropbox(claim, by=by, now=now)
    else:
        hand_in(claim, "handed_in_at_deadline", message="handed_in_for_you", by=by, now=now, not_before=morning)
    return claim


@transaction.atomic
def close_repair(claim_id: UUID, *, by: str, now: datetime) -> Claim:
    """The time for a repair is over: what was sent goes back to the officers, what was not goes to the drop box."""
    claim = locked(claim_id)
    if claim.status != Claim.Status.AWAITING_REPAIR or not claim.repair_time_has_passed(now):
        raise Refused("Batas perbaikan klaim ini belum lewat.")
    morning = calendar.wakes_at(claim.branch, now)
    if claim.missing_papers():
        send_to_dropbox(claim, by=by, now=now)
    else:
        hand_in(claim, "repair_handed_in_at_deadline", message="handed_in_for_you", by=by, now=now, not_before=morning)
    return claim


def send_to_dropbox(claim: Claim, *, by: str, now: datetime) -> None:
    """Direct a locked claim to the chosen branch's drop box, and tell what to bring, where and until when."""
    with in_their_language(claim):
        missing_online = [need.label for need in claim.missing_papers(Route.ONLINE)]
    move(claim, Claim.Status.SENT_TO_DROPBOX)
    claim.sent_to_dropbox_at, claim.repair_due_at = now, None
    claim.save(update_fields=["status", "sent_to_dropbox_at", "repair_due_at"])
    event = record(claim, "sent_to_dropbox", by=by, now=now)
    with in_their_language(claim):
        until = calendar.say_deadline(claim.branch, claim.papers_wanted_until)
        bring = [need.label for need in enclosing.wanted(claim)]
    tell(
        "sent_to_dropbox",
        claim,
        event,
        now=now,
        not_before=calendar.wakes_at(claim.branch, now),
        missing=missing_online,
        bring=bring,
        until=until,
        branch_address=claim.branch.address,
        no_need_to_come="",
    )


def expire(claim: Claim, *, by: str, now: datetime) -> None:
    """Close a locked claim whose envelope never came. Its place is freed by the room above, in the same transaction.

    What was completed online after the deadline, or lies here in an envelope nobody has read, waits for the branch,
    however long, and does not expire.
    """
    if claim.status == Claim.Status.SENT_TO_DROPBOX and not (
        claim.awaits_envelope and claim.papers_wanted_until <= now
    ):
        raise Refused("Amplop klaim ini masih ditunggu.")
    move(claim, Claim.Status.EXPIRED)
    claim.save(update_fields=["status"])
    links.end(claim, now=now)
    event = record(claim, "expired", by=by, now=now)
    tell("expired", claim, event, now=now, not_before=calendar.wakes_at(claim.branch, now))
