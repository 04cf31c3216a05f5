"""The officer who holds a claim decides it: at once, or before a second officer where the claim asks for one."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from claims.models import Claim
from verification import lateness
from verification.deciding import payees, second_pair
from verification.deciding.balances import asks_for_balance, balance_of
from verification.deciding.outcomes import Finding, carry_out
from verification.deciding.proposing import propose
from verification.holding import held
from verification.models import Decision, Outcome, Proposal, RejectionRule
from verification.workbench import Workbench
from workflow import Refused


@transaction.atomic
def verify(
    claim_id: UUID, *, not_needed: Collection[str] = (), note: str = "", by: str, now: datetime
) -> Decision | Proposal:
    """Find the claim good. Refused while a paper was not judged, a balance not read, a required paper not accepted, or
    the account not settled.

    `not_needed` holds the keys of papers that were left to the officer and that the officer finds not needed.
    """
    claim = held(claim_id, by)
    bench = Workbench(claim)
    if bench.unjudged:
        raise Refused(f"Nilai dulu: {', '.join(row.label for row in bench.unjudged)}.")
    balance = balance_of(claim)
    if balance is None and asks_for_balance(claim):
        raise Refused("Tulis dulu saldo JHT dari sistem inti: saldo menentukan apakah NPWP wajib.")
    if lacking := [need.label for need in bench.lacking(not_needed)]:
        raise Refused(f"Belum bisa diverifikasi, karena belum ada dokumen yang diterima untuk: {', '.join(lacking)}.")
    left = sorted(need.key for need in bench.left_to_the_officer if need.key in not_needed)
    payees.refuse_unsettled(claim, now=now)
    found = Finding(Outcome.VERIFIED, not_needed=tuple(left), balance=balance, note=note.strip())
    return _decide(claim, found, by=by, now=now)


@transaction.atomic
def reject(claim_id: UUID, *, rule: RejectionRule, note: str = "", by: str, now: datetime) -> Decision | Proposal:
    """Refuse the claim by a named rule."""
    claim = held(claim_id, by)
    found = Finding(Outcome.REJECTED, rule=rule, balance=balance_of(claim), note=note.strip())
    return _decide(claim, found, by=by, now=now)


def _decide(claim: Claim, found: Finding, *, by: str, now: datetime) -> Decision | Proposal:
    lateness.refuse_unexplained(claim, now=now)
    if why := second_pair.reasons(claim, found.outcome, found.balance):
        return propose(claim, found, why, by=by, now=now)
    return carry_out(claim, found, by=by, now=now)
