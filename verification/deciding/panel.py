"""What the decision's part of the workbench shows to the officer who holds the claim."""

from datetime import datetime
from typing import Any

from claims.forms import AccountForm
from claims.models import Claim
from verification.deciding import payees, proposing, second_pair
from verification.deciding.balances import asks_for_balance, balance_of
from verification.deciding.forms import BalanceForm, RejectForm, VerifyForm
from verification.models import Decision, Outcome, Proposal
from verification.workbench import Workbench


def panel_of(claim: Claim, bench: Workbench, *, now: datetime) -> dict[str, Any]:
    """The forms, the balance, and why two officers will be asked for."""
    balance = balance_of(claim)
    found = second_pair.found(claim, balance)
    return {
        "asks_for_balance": asks_for_balance(claim),
        "balance": second_pair.say_rupiah(balance.rupiah) if balance else "",
        "balance_form": BalanceForm(),
        "why_verify": [why.label for why in second_pair.asking(found, Outcome.VERIFIED)],
        "why_reject": [why.label for why in second_pair.asking(found, Outcome.REJECTED)],
        "verify_form": VerifyForm(bench.left_to_the_officer),
        "reject_form": RejectForm(),
        "answered": _last_answer(claim),
        "reopened": reopened_by(claim),
        "account_asked": payees.is_asked_for(claim, now=now),
        "account_form": AccountForm(auto_id="rekening-%s"),
    }


def reopened_by(claim: Claim) -> Decision | None:
    """What undid the last decision, where the claim is being checked because of it."""
    last = claim.decisions.select_related("undoes__rule").order_by("-at", "-pk").first()
    if last is None or last.outcome != Outcome.UNDONE:
        return None
    last.claim = claim
    return last


def _last_answer(claim: Claim) -> str:
    """What became of the last proposal, where it was not confirmed: its proposer has the claim again."""
    last = claim.proposals.exclude(ended_at=None).order_by("-ended_at").first()
    if last is None or last.ended_because == Proposal.End.CONFIRMED:
        return ""
    last.claim = claim
    why = last.answer or (proposing.say_change(last.fell_by) if last.fell_by else "")
    said = f"Usulan “{last.get_outcome_display()}” {last.get_ended_because_display()}"
    return f"{said}: {why}" if why else f"{said}."
