"""Reminding an applicant of one thing, exactly once: the mark is an event, written with the message under one lock.

Also the warnings that hang on a claim alone: a place that was not chosen anew, an envelope that has not come. What is
remembered by the hour of a visit stands in `queueing.reminders`.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.expressions import CombinedExpression

from branches import calendar
from claims import enclosing
from claims.filing import locked
from claims.history import record
from claims.models import Claim, ClaimEvent
from claims.models.questions_of_claims import ClaimQuerySet
from claims.telling import in_their_language, tell
from workflow import Refused, each

BEFORE_WITHDRAWAL = timedelta(days=2)
"""A claim without a place is warned this long before its week ends."""

ENVELOPE_WARNINGS = {"envelope_14": timedelta(days=14), "envelope_25": timedelta(days=25)}
"""How long after being sent to the drop box its claimant is warned, of the 30 days an envelope is awaited."""

WARNING_KEEPS = timedelta(days=3)
"""A sweep that comes later than this leaves the warning out: the next one, or the end, is near."""

BY = "system:reminders"


def remind(claim: Claim, *, message: str, mark: Mapping[str, object], now: datetime, **words: Any) -> None:
    """Post `message` to the applicant of a locked claim unless what `mark` says was done before.

    `mark` holds codes, ids and instants; it is the detail of the event, so that a second sweep finds it.
    """
    if claim.events.filter(name="reminded", detail=dict(mark)).exists():
        raise Refused("Sudah diingatkan.")
    event = record(claim, "reminded", by=BY, now=now, **mark)
    tell(message, claim, event, now=now, **words)


def warn_due(now: datetime) -> int:
    """Warn whose claim will soon end for want of a place or an envelope; how many were warned."""
    warned = each(_awake(_without_place(now), now), warn_without_place, now=now)
    for kind in ENVELOPE_WARNINGS:
        warned += each(_awake(_without_envelope(kind, now), now), warn_without_envelope, kind=kind, now=now)
    return warned


@transaction.atomic
def warn_without_place(claim_id: UUID, *, now: datetime) -> Claim:
    """The week in which another place may be chosen ends in two days."""
    claim = locked(claim_id)
    if claim.status != Claim.Status.AWAITING_PAPERS or not claim.place_lost_at or claim.deadline_has_passed(now):
        raise Refused("Klaim ini tidak menunggu tempat.")
    with in_their_language(claim):
        until = calendar.say_deadline(claim.branch, claim.papers_wanted_until)
    mark = {"kind": "without_place", "since": claim.place_lost_at.isoformat()}
    remind(claim, message="place_still_wanted", mark=mark, now=now, until=until)
    return claim


@transaction.atomic
def warn_without_envelope(claim_id: UUID, *, kind: str, now: datetime) -> Claim:
    """The envelope has not come, and the claim expires when it does not."""
    claim = locked(claim_id)
    if not claim.awaits_envelope or not claim.sent_to_dropbox_at:
        raise Refused("Klaim ini tidak menunggu amplop.")
    if claim.papers_wanted_until <= now:
        raise Refused("Batas amplop klaim ini sudah lewat.")
    ask_for_envelope(claim, mark={"kind": kind, "since": claim.sent_to_dropbox_at.isoformat()}, now=now)
    return claim


def ask_for_envelope(claim: Claim, *, mark: Mapping[str, object], now: datetime) -> None:
    """Remind of what to put in the envelope, where it goes and until when."""
    with in_their_language(claim):
        until = calendar.say_deadline(claim.branch, claim.papers_wanted_until)
        bring = [need.label for need in enclosing.wanted(claim)]
    remind(
        claim, message="envelope_awaited", mark=mark, now=now,
        until=until, bring=bring, branch_address=claim.branch.address,
    )  # fmt: skip


def _without_place(now: datetime) -> ClaimQuerySet:
    due = Claim.objects.without_place(now).filter(papers_due_at__lte=now + BEFORE_WITHDRAWAL)
    return _not_reminded_since(OuterRef("papers_due_at") - BEFORE_WITHDRAWAL, due)


def _without_envelope(kind: str, now: datetime) -> ClaimQuerySet:
    after = ENVELOPE_WARNINGS[kind]
    due = Claim.objects.awaiting_envelope().filter(
        sent_to_dropbox_at__lte=now - after, sent_to_dropbox_at__gt=now - after - WARNING_KEEPS
    )
    return _not_reminded_since(OuterRef("sent_to_dropbox_at") + after, due)


def _not_reminded_since(since: CombinedExpression, claims: ClaimQuerySet) -> ClaimQuerySet:
    """The claims, less those that heard of this already: so that a sweep does not lock the same ones all day."""
    return claims.exclude(Exists(ClaimEvent.objects.filter(claim=OuterRef("pk"), name="reminded", at__gte=since)))


def _awake(claims: ClaimQuerySet, now: datetime) -> list[UUID]:
    """The claims at whose branch it is day."""
    return [claim.pk for claim in claims.select_related("branch") if calendar.is_awake(claim.branch, now)]
