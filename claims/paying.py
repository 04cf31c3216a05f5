"""What becomes of a verified claim: forwarded in a batch, paid, or come back unpaid by the bank or the core system.

The room of payments is above: it makes the batches and reads what comes back. Each function here takes a claim whose
row lock the caller holds, and writes the claim's side of it. From `forward` on neither the decision nor the account of
a claim may change, until a fact comes back; only a claim that is not forwarded can be forwarded, so none is paid twice.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from branches import calendar
from catalogue.checklist import State
from claims import promise
from claims.checking import Return, open_again, paper_of, repair_due_at
from claims.history import record
from claims.models import Claim, ClaimEvent
from claims.models.questions_of_claims import SAME_OFFICER_FOR
from claims.telling import in_their_language, take_back_unsaid, tell
from workflow import Refused, move

ACCOUNT_PAPERS = ("REK", "REK_PT")
"""Kinds of paper that prove an account: the passbook, and the employer's letter where the employer is paid."""

FORWARDED = "Klaim ini sudah diteruskan untuk pembayaran; tunggu hasilnya."

_DECIDED = ("decided_at", "decided_by", "decision_words", "forwarded_at", "bank_days_before", "visit_at")
_ASKED = ("repair_due_at", "account_wanted_at", "account_wanted_because")
_FIRST_OF = ("reserved_for", "reserved_until")


def forward(claim: Claim, *, batch: str, by: str, now: datetime) -> ClaimEvent:
    """The claim lies in the batch of this number, and its payee is copied from what is in force at `now`.

    Refuses what is not verified, lies in a batch already, or is to be paid to another account soon.
    """
    if claim.status != Claim.Status.VERIFIED:
        raise Refused(f"{claim} tidak bisa diteruskan untuk pembayaran: {claim.get_status_display()}.")
    if claim.forwarded_at:
        raise Refused(FORWARDED)
    if claim.applicant.pending_account(now):
        raise Refused(f"{claim}: rekening baru belum berlaku, jadi belum bisa dibayar.")
    claim.forwarded_at = now
    claim.save(update_fields=["forwarded_at"])
    return record(claim, "payment_forwarded", by=by, now=now, batch=batch)


def hold_back(claim: Claim, *, because: str, by: str, now: datetime) -> ClaimEvent:
    """The claim is taken out of its batch before the file left, for a reason (a code): it may be forwarded again."""
    _refuse_unless_forwarded(claim)
    claim.forwarded_at = None
    claim.save(update_fields=["forwarded_at"])
    return record(claim, "payment_held_back", by=by, now=now, because=because)


def pay(claim: Claim, *, paid_at: datetime, by: str, now: datetime) -> ClaimEvent:
    """The bank sent the money at `paid_at`: the promise ends there, and the claimant is told.

    The message names no amount and no account. Refuses what was not forwarded, or is paid already.
    """
    _refuse_unless_forwarded(claim)
    if paid_at > now:
        raise Refused(f"{claim}: waktu pembayaran masih di depan.")
    move(claim, Claim.Status.PAID)
    claim.paid_at = paid_at
    claim.save(update_fields=["status", "paid_at"])
    parts = promise.in_parts(claim)
    event = record(claim, "paid", by=by, now=now, paid_at=paid_at.isoformat(), **parts)
    with in_their_language(claim):
        paid_on = calendar.say_day(calendar.local_day(claim.branch, paid_at))
    tell("paid", claim, event, now=now, paid_on=paid_on)
    return event


def ask_for_account(claim: Claim, *, said: Claim.BankSaid, officer: str, by: str, now: datetime) -> ClaimEvent:
    """The bank sent the money back: the claimant is asked for the account alone, and for the paper that proves it.

    The promise stops. Once both are answered the claim is first `officer`'s, who had decided it.
    """
    _refuse_unless_forwarded(claim)
    move(claim, Claim.Status.AWAITING_REPAIR)
    _end_decision(claim, now=now)
    claim.repair_due_at, claim.reserved_for, claim.reserved_until = repair_due_at(claim, now), officer, None
    claim.account_wanted_at, claim.account_wanted_because = now, said
    promise.stop(claim, now=now)
    claim.save(update_fields=["status", *_DECIDED, *_ASKED, *_FIRST_OF, *promise.CLOCK])
    _ask_for_its_papers(claim, said, by=by, now=now)
    take_back_unsaid(claim, now=now)  # that it is on its way to the bank holds no more
    event = record(claim, "payment_returned", by=by, now=now, code=said.value)
    with in_their_language(claim):
        bank_said, until = str(said.label), calendar.say_deadline(claim.branch, claim.repair_due_at)
    tell("payment_returned", claim, event, now=now, bank_said=bank_said, until=until)
    return event


def check_again(claim: Claim, *, code: str, officer: str, by: str, now: datetime) -> ClaimEvent:
    """The core system will not pay: the claim is checked again, first by `officer`, who had decided it.

    Its promise goes on: what went wrong is not the claimant's.
    """
    _refuse_unless_forwarded(claim)
    move(claim, Claim.Status.AWAITING_CHECK)
    _end_decision(claim, now=now)
    claim.reserved_for, claim.reserved_until = officer, now + SAME_OFFICER_FOR
    claim.save(update_fields=["status", *_DECIDED, *_FIRST_OF])
    take_back_unsaid(claim, now=now)
    event = record(claim, "payment_refused", by=by, now=now, code=code)
    with in_their_language(claim):
        why = _("Pembayaran klaim Anda belum dapat diproses.")
        until = promise.say(claim)
    tell("checked_again", claim, event, now=now, why=why, promise=until, private_link="")
    return event


def _end_decision(claim: Claim, *, now: datetime) -> None:
    """Take the decision off a claim that was not paid. Its place went with it: an hour still ahead is none."""
    claim.bank_days_before += promise.days_at_bank(claim, until=now)
    claim.decided_at, claim.decided_by, claim.decision_words, claim.forwarded_at = None, "", "", None
    if claim.visit_at and claim.visit_at > now:
        claim.visit_at = None


def _ask_for_its_papers(claim: Claim, said: Claim.BankSaid, *, by: str, now: datetime) -> None:
    required = [kind for need in claim.needs() if need.state == State.REQUIRED for kind in need.kinds]
    with in_their_language(claim):
        words = _("Kata bank: %(reason)s. Kirim foto halaman nama dan nomor rekening yang akan menerima uang.")
        words %= {"reason": said.label}
    assert claim.repair_due_at
    for kind in required:
        if kind.code in ACCOUNT_PAPERS:
            wanted = Return(paper_of(claim, kind), told="", words=words)
            open_again(wanted, due_at=claim.repair_due_at, by=by, now=now)


def _refuse_unless_forwarded(claim: Claim) -> None:
    if claim.status != Claim.Status.VERIFIED or claim.forwarded_at is None:
        raise Refused(f"{claim} tidak sedang diteruskan untuk pembayaran: {claim.get_status_display()}.")
