"""An envelope of a claim: here but unread, then read. Where it lies is the drop box's to know.

`Claim.envelope_at` is set while an envelope is here whose papers nobody has read into the claim: until then the claim
does not expire, and nobody asks for an envelope that has come.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from branches import calendar
from claims.filing import hand_in, locked
from claims.history import record
from claims.models import Claim
from claims.telling import in_their_language, take_back_unsaid, tell


@transaction.atomic
def register(claim_id: UUID, *, by: str, now: datetime) -> Claim:
    """An envelope of this claim was taken out of the box. Its claimant is told that it is here, and what follows.

    Called for each envelope. One of a claim that is over is told of as well: its papers are to be fetched.
    """
    claim = locked(claim_id)
    claim.envelope_at = claim.envelope_at or now
    claim.save(update_fields=["envelope_at"])
    take_back_unsaid(claim, now=now)  # that an envelope is awaited holds no more
    event = record(claim, "envelope_registered", by=by, now=now)
    with in_their_language(claim):
        what_follows = _what_follows(claim)
    tell("envelope_registered", claim, event, now=now, what_follows=what_follows, no_need_to_come="")
    return claim


def _what_follows(claim: Claim) -> str:
    if claim.is_final:
        return _("Klaim Anda sudah selesai. Amplop kami simpan; hubungi kantor cabang untuk mengambilnya.")
    return _("Isinya kami periksa, lalu kami kabari apakah masih ada yang kurang.")


@transaction.atomic
def lose(claim_id: UUID, *, by: str, now: datetime) -> Claim:
    """An envelope that nobody had read is nowhere to be found. Its claimant is told, and has thirty days anew."""
    claim = locked(claim_id)
    claim.envelope_at = None
    if claim.status == Claim.Status.SENT_TO_DROPBOX:
        claim.sent_to_dropbox_at = now
    claim.save(update_fields=["envelope_at", "sent_to_dropbox_at"])
    take_back_unsaid(claim, now=now)
    event = record(claim, "envelope_lost", by=by, now=now)
    with in_their_language(claim):
        until = calendar.say_deadline(claim.branch, claim.papers_wanted_until) if claim.takes_papers else ""
    tell("envelope_lost", claim, event, now=now, until=until)
    return claim


@transaction.atomic
def contents_checked(claim_id: UUID, *, by: str, now: datetime) -> Claim:
    """What the envelope held is read into the claim. Complete, it goes to the officers; else it is told what lacks.

    What lacks is awaited for another 30 days at the box, or for as long as the claim's papers are awaited anyway. A
    claim that takes no papers from its claimant, or that its claimant hands in, keeps its status and has its papers.
    """
    claim = locked(claim_id)
    claim.envelope_at = None
    claim.save(update_fields=["envelope_at"])
    take_back_unsaid(claim, now=now)
    if claim.takes_papers and claim.missing_papers():
        _ask_for_the_rest(claim, by=by, now=now)
    elif claim.status in (Claim.Status.SENT_TO_DROPBOX, Claim.Status.AWAITING_REPAIR):
        hand_in(claim, "contents_complete", message="contents_complete", by=by, now=now)
    else:
        event = record(claim, "contents_added", by=by, now=now)
        tell("contents_added", claim, event, now=now)
    return claim


def _ask_for_the_rest(claim: Claim, *, by: str, now: datetime) -> None:
    if claim.status == Claim.Status.SENT_TO_DROPBOX:
        claim.sent_to_dropbox_at = now
        claim.save(update_fields=["sent_to_dropbox_at"])
    event = record(claim, "contents_missing", by=by, now=now)
    with in_their_language(claim):
        missing = [need.label for need in claim.missing_papers()]
        until = calendar.say_deadline(claim.branch, claim.papers_wanted_until)
    tell("contents_missing", claim, event, now=now, missing=missing, until=until)
