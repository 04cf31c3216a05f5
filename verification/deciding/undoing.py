"""A decision is undone by another row: an officer who had no part in it finds it wrong, the claimant objects, the bank
sends the money back, or the core system will not pay."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from claims import checking, paying
from claims.filing import locked
from claims.models import Claim
from verification.models import Decision, Outcome
from workflow import Refused


@transaction.atomic
def undo(decision_id: int, *, because: str, note: str, link_token: str, by: str, now: datetime) -> Decision:
    """Another officer, or the head of the branch, finds the decision wrong: the claim is checked again."""
    claim, decision = _standing(decision_id)
    if claim.forwarded_at:
        raise Refused(paying.FORWARDED)
    if decision.was_made_by(by):
        raise Refused("Keputusan sendiri tidak dapat dibatalkan sendiri. Minta petugas lain atau kepala cabang.")
    if because not in Decision.BY_OFFICERS:
        raise Refused("Pilih alasan pembatalan.")
    if not note.strip():
        raise Refused("Tulis apa yang keliru.")
    return _undo(claim, decision, because=because, note=note, link_token=link_token, by=by, now=now)


@transaction.atomic
def hear_objection(decision_id: int, *, came_by: str, words: str, link_token: str, by: str, now: datetime) -> Decision:
    """The claimant objects to a refusal. Who of the staff hears it writes it down, and that reopens the claim."""
    claim, decision = _standing(decision_id)
    if decision.outcome != Outcome.REJECTED:
        raise Refused("Keberatan hanya dicatat atas klaim yang ditolak.")
    if came_by not in Decision.CameBy:
        raise Refused("Pilih bagaimana keberatan itu disampaikan.")
    if not words.strip():
        raise Refused("Tulis keberatannya dengan kata-kata pemohon.")
    because = Decision.Because.OBJECTION
    return _undo(claim, decision, because=because, came_by=came_by, note=words, link_token=link_token, by=by, now=now)


@transaction.atomic
def payment_returned(claim_id: UUID, *, code: str, by: str, now: datetime) -> Decision:
    """The bank sent the money back, and said why (`Claim.BankSaid`): the claimant is asked for the account alone."""
    if code not in Claim.BankSaid:
        raise Refused(f"Kode bank tidak dikenal: {code}.")
    claim, decision = _paid_for(claim_id)
    paying.ask_for_account(claim, said=Claim.BankSaid(code), officer=decision.by, by=by, now=now)
    return _unpaid(decision, Decision.Because.PAYMENT_RETURNED, code=code, by=by, now=now)


@transaction.atomic
def core_refused(claim_id: UUID, *, code: str, words: str, by: str, now: datetime) -> Decision:
    """The core system will not pay, by its own code and words: who decided the claim looks at it first."""
    claim, decision = _paid_for(claim_id)
    if not code.strip():
        raise Refused(f"{claim}: sistem inti menolak tanpa kode.")
    paying.check_again(claim, code=code, officer=decision.by, by=by, now=now)
    return _unpaid(decision, Decision.Because.CORE_REFUSED, code=code, note=words, by=by, now=now)


def _paid_for(claim_id: UUID) -> tuple[Claim, Decision]:
    """The claim under its row lock, with the decision on which it was forwarded."""
    claim = locked(claim_id)
    if claim.forwarded_at is None or claim.status != Claim.Status.VERIFIED:
        raise Refused(f"{claim} tidak sedang diteruskan untuk pembayaran: {claim.get_status_display()}.")
    return claim, claim.decisions.latest("at", "pk")


def _unpaid(
    decision: Decision, because: Decision.Because, *, code: str, note: str = "", by: str, now: datetime
) -> Decision:
    return Decision.objects.create(
        claim=decision.claim, outcome=Outcome.UNDONE, undoes=decision, because=because, code=code, note=note.strip(),
        by=by, at=now,
    )  # fmt: skip


def _undo(
    claim: Claim, decision: Decision, *, because: str, note: str, link_token: str, by: str, now: datetime,
    came_by: str = "",
) -> Decision:  # fmt: skip
    objected = because == Decision.Because.OBJECTION
    checking.reopen(claim, objected=objected, link_token=link_token, by=by, now=now)
    return Decision.objects.create(
        claim=claim, outcome=Outcome.UNDONE, undoes=decision, because=because, came_by=came_by, note=note.strip(),
        by=by, at=now,
    )  # fmt: skip


def _standing(decision_id: int) -> tuple[Claim, Decision]:
    """The decision with its claim under the row lock, where it is the last one and the claim still stands by it."""
    claim = locked(Decision.objects.values_list("claim_id", flat=True).get(pk=decision_id))
    last = claim.decisions.latest("at", "pk")
    if last.pk != decision_id or last.outcome == Outcome.UNDONE:
        raise Refused("Keputusan ini sudah dibatalkan, atau sudah ada yang lebih baru.")
    if claim.status != last.outcome:
        raise Refused(f"{claim} sudah berjalan lebih jauh: {claim.get_status_display()}.")
    return claim, last
