"""Who decides a claim knows which account its money goes to: one that is given, in force, and not in question.

After the decision the account cannot change any more (`claims.contacts.change_account`), so what the officers compared
with the passbook is what is paid to.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from branches import calendar
from claims import contacts
from claims.models import AccountChange, Claim
from verification.holding import held
from workflow import Refused


def is_asked_for(claim: Claim, *, now: datetime) -> bool:
    """Whether the officer may have to enter the account: the bank sent the money back, or none was ever given."""
    _bank, number, _holder = claim.applicant.account(now)
    return bool(claim.account_wanted_at or not (number or claim.applicant.pending_account(now)))


def refuse_unsettled(claim: Claim, *, now: datetime) -> None:
    """No claim is verified whose account is in question, not given, or about to be another one."""
    if claim.account_wanted_at:
        raise Refused("Rekening masih ditanyakan kepada pemohon: tunggu jawabannya, atau isi rekeningnya di sini.")
    if pending := claim.applicant.pending_account(now):
        effective = calendar.say_instant(claim.branch, pending.effective_at)
        raise Refused(f"Rekening baru berlaku {effective}. Cocokkan dan putuskan setelah itu; klaim ini boleh ditunda.")
    _bank, number, _holder = claim.applicant.account(now)
    if not number:
        raise Refused("Belum ada rekening untuk pembayaran. Isi dulu rekeningnya.")


@transaction.atomic
def enter_account(
    claim_id: UUID, *, bank_name: str, account_number: str, account_holder: str, by: str, now: datetime
) -> AccountChange:
    """The officer who holds the claim enters the account of a person who cannot; it counts a day later, as any."""
    claim = _asked_for(claim_id, by=by, now=now)
    return contacts.change_account(
        claim.pk, bank_name=bank_name, account_number=account_number, account_holder=account_holder, by=by, now=now
    )


@transaction.atomic
def confirm_account(claim_id: UUID, *, by: str, now: datetime) -> Claim:
    """The person told the officer that the account the bank sent the money back from is the right one."""
    claim = _asked_for(claim_id, by=by, now=now)
    return contacts.confirm_account(claim.pk, by=by, now=now)


def _asked_for(claim_id: UUID, *, by: str, now: datetime) -> Claim:
    claim = held(claim_id, by)
    if not is_asked_for(claim, now=now):
        raise Refused("Rekening klaim ini tidak sedang ditanyakan.")
    return claim
