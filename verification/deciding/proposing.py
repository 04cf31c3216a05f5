"""A decision that waits for a second officer: proposed, confirmed or refused by another, taken back, or fallen away.

While it stands the claim is in nobody's hands, so its verdicts stay as they were proposed. Whatever else happens to the
claim meanwhile stands in its history: what may weigh on the decision makes the proposal fall, by name.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from claims import checking
from claims.filing import locked
from claims.models import Claim
from verification.deciding import payees, second_pair
from verification.deciding.outcomes import Finding, carry_out
from verification.deciding.second_pair import Why
from verification.models import Decision, Outcome, Proposal
from workflow import Refused, each

HARMLESS = frozenset(
    {
        "call_asked", "called", "call_given_up", "caller_phrase_spoken", "told_again", "reminded", "news_chosen",
        "mail_answered", "mail_limit_reached", "place_moved", "hour_closed", "place_disputed", "late_explained",
        "another_day",
        "contact_change_proposed", "contact_change_refused", "call_arranged", "call_moved", "call_cancelled",
        "question_asked", "envelope_registered", "envelope_lost", "contents_added", "form_printed",
        "originals_kept", "originals_ready", "originals_returned",
    }
)  # fmt: skip
"""Events that say nothing of papers, people or money: a proposal stands on after them. Every other makes it fall."""

CHANGES = {
    "file_received": "ada berkas baru",
    "file_ready": "ada berkas baru",
    "file_refused": "satu berkas ditolak mesin",
    "file_sorted": "berkas dipilah",
    "paper_accepted": "putusan dokumen berubah",
    "paper_returned": "putusan dokumen berubah",
    "contact_changed": "kontak diganti",
    "account_change_asked": "penggantian rekening diminta",
    "account_change_cancelled": "penggantian rekening dibatalkan",
    "account_confirmed": "rekening dinyatakan sudah benar",
    "dispute_settled": "sengketa diselesaikan",
    "withdrawn": "klaim dibatalkan",
}
"""What made a proposal fall, in words. A reason for two officers that is new is said by its own."""

BY = "system:proposals"


def propose(claim: Claim, found: Finding, why: Sequence[Why], *, by: str, now: datetime) -> Proposal:
    """Lay a finding on a locked claim before a second officer."""
    event = checking.propose(claim, outcome=found.outcome, why=why, by=by, now=now)
    return Proposal.objects.create(
        claim=claim, why=list(why), after_event=event.number, proposed_by=by, proposed_at=now, **found.columns()
    )


def confirm(proposal_id: int, *, by: str, now: datetime) -> Decision:
    """The second officer finds the same: the claim is decided.

    Refused for the proposer's own, and where anything changed meanwhile: then the proposal has fallen.
    """
    fall_if_changed(proposal_id, now=now)
    return _confirm(proposal_id, by=by, now=now)


@transaction.atomic
def _confirm(proposal_id: int, *, by: str, now: datetime) -> Decision:
    claim, proposal = _standing(proposal_id)
    _refuse_own(proposal, by)
    if change := what_changed(proposal):
        raise Refused(f"Usulan gugur: {say_change(change)}.")
    if proposal.outcome == Outcome.VERIFIED:
        payees.refuse_unsettled(claim, now=now)
    decision = carry_out(
        claim, Finding.of(proposal), proposal=proposal, seconded_by=by, by=proposal.proposed_by, now=now
    )
    _close(proposal, Proposal.End.CONFIRMED, by=by, now=now)
    return decision


@transaction.atomic
def refuse(proposal_id: int, *, answer: str, by: str, now: datetime) -> Proposal:
    """The second officer does not find the same, and says why: the claim waits for its proposer."""
    _claim, proposal = _standing(proposal_id)
    _refuse_own(proposal, by)
    if not answer.strip():
        raise Refused("Tulis mengapa usulan ini tidak disetujui.")
    return _send_back(proposal, Proposal.End.REFUSED, answer=answer.strip(), by=by, now=now)


@transaction.atomic
def take_back(proposal_id: int, *, by: str, now: datetime) -> Proposal:
    """The proposer thinks again, and has the claim in hand."""
    claim, proposal = _standing(proposal_id)
    if proposal.proposed_by != by:
        raise Refused("Hanya pengusulnya yang dapat menarik usulan ini.")
    _send_back(proposal, Proposal.End.TAKEN_BACK, by=by, now=now)
    checking.take(claim, by=by, now=now)
    return proposal


def fall_changed(now: datetime) -> int:
    """End every proposal that something overtook; how many."""
    standing = Proposal.objects.standing().select_related("claim__participant", "claim__applicant", "claim__cause")
    changed = [proposal.pk for proposal in standing if what_changed(proposal)]
    return each(changed, fall_if_changed, now=now)


def waiting_for(user: User) -> int:
    """How many proposals of this person's branches they may answer."""
    return Proposal.objects.visible_to(user).standing().exclude(proposed_by=user.actor).count()


def overdue(now: datetime) -> int:
    """How many proposals wait longer than a second officer should take."""
    standing = Proposal.objects.standing().select_related("claim__branch")
    return sum(proposal.is_overdue(now) for proposal in standing)


@transaction.atomic
def fall_if_changed(proposal_id: int, *, now: datetime) -> None:
    """End a proposal that something overtook, with the name of it. One that stands or has ended is left alone."""
    _claim, proposal = _locked(proposal_id)
    if not proposal.ended_at and (change := what_changed(proposal)):
        _send_back(proposal, Proposal.End.FELL, fell_by=change, by=BY, now=now)


def what_changed(proposal: Proposal) -> str:
    """What happened since it was made that may weigh on it: an event's name, or a reason for two officers; or ""."""
    later = proposal.claim.events.filter(number__gt=proposal.after_event).exclude(name__in=HARMLESS)
    if event := later.order_by("number").first():
        return event.name
    now_there = second_pair.reasons(proposal.claim, proposal.outcome, proposal.balance)
    return next((why.value for why in now_there if why not in proposal.why), "")


def say_change(change: str) -> str:
    """What made a proposal fall, for staff."""
    if change in Why.values:
        return str(Why(change).label)
    return CHANGES.get(change, "klaim berubah")


def _locked(proposal_id: int) -> tuple[Claim, Proposal]:
    """The proposal, under its claim's row lock."""
    claim = locked(Proposal.objects.values_list("claim_id", flat=True).get(pk=proposal_id))
    proposal = Proposal.objects.select_related("rule", "balance").get(pk=proposal_id)
    proposal.claim = claim
    if proposal.balance:
        proposal.balance.claim = claim
    return claim, proposal


def _standing(proposal_id: int) -> tuple[Claim, Proposal]:
    claim, proposal = _locked(proposal_id)
    if proposal.ended_because == Proposal.End.FELL:
        raise Refused(f"Usulan gugur: {say_change(proposal.fell_by)}. Klaim kembali ke pengusulnya.")
    if proposal.ended_at:
        raise Refused("Usulan ini sudah dijawab.")
    return claim, proposal


def _refuse_own(proposal: Proposal, by: str) -> None:
    if proposal.proposed_by == by:
        raise Refused("Usulan sendiri tidak dapat dijawab sendiri: petugas lain yang menjawabnya.")


def _send_back(
    proposal: Proposal, end: Proposal.End, *, answer: str = "", fell_by: str = "", by: str, now: datetime
) -> Proposal:
    proposal.answer, proposal.fell_by = answer, fell_by
    _close(proposal, end, by=by, now=now)
    checking.end_proposal(proposal.claim, because=end.value, officer=proposal.proposed_by, by=by, now=now)
    return proposal


def _close(proposal: Proposal, end: Proposal.End, *, by: str, now: datetime) -> None:
    proposal.ended_at, proposal.ended_by, proposal.ended_because = now, by, end
    proposal.save(update_fields=["ended_at", "ended_by", "ended_because", "answer", "fell_by"])
