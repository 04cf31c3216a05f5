"""What was found of a claim, and how it is carried out: the claim, its place, the decision's row, perhaps a sample."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from claims import checking
from claims.models import Claim
from claims.telling import in_their_language
from queueing import booking
from verification.contacting import closing
from verification.deciding import sampling
from verification.models import CoreBalance, Decision, Outcome, Proposal, RejectionRule


@dataclass(frozen=True)
class Finding:
    """What an officer finds: the same whether it counts at once or waits for a second officer."""

    outcome: Outcome
    rule: RejectionRule | None = None
    not_needed: tuple[str, ...] = ()
    balance: CoreBalance | None = None
    note: str = ""

    @classmethod
    def of(cls, proposal: Proposal) -> "Finding":
        return cls(**{name: getattr(proposal, name) for name in cls.__dataclass_fields__})

    def columns(self) -> dict[str, Any]:
        """The columns of the row that says so."""
        return {**vars(self), "not_needed": list(self.not_needed)}


def carry_out(
    claim: Claim, found: Finding, *, proposal: Proposal | None = None, seconded_by: str = "", by: str, now: datetime
) -> Decision:
    """Decide a locked claim as `by` found, and as `seconded_by` confirmed where two officers were asked for."""
    detail = {"seconded_by": seconded_by} if seconded_by else {}
    if found.rule:
        with in_their_language(claim):
            reason = found.rule.said("words")
        checking.reject(claim, rule=found.rule.code, reason=reason, by=by, now=now, **detail)
    else:
        checking.verify(claim, by=by, now=now, **detail)
    booking.end_ticket(claim, because=found.outcome, now=now)
    closing.close_all(claim, by=by, now=now)
    decision = Decision.objects.create(
        claim=claim, proposal=proposal, seconded_by=seconded_by, by=by, at=now, **found.columns()
    )
    sampling.draw(decision, now=now)
    return decision
