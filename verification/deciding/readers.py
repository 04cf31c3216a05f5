"""Who may read a claim's numbers and papers without holding it: who is asked to look at a colleague's decision."""

from accounts.models import User
from accounts.staff_pages import only_for
from claims.models import Claim
from verification.models import Proposal, QualitySample

for_seconders = only_for(lambda user: user.may_second)


def may_read(claim: Claim, user: User) -> bool:
    """Whether this person reads this claim of their branches: its holder, and who looks a second time.

    While a proposal stands every officer who may answer it, and its proposer; of a sample who may check it.
    """
    if claim.is_held_by(user.actor):
        return True
    if not user.may_second:
        return False
    waits = claim.proposed_at and Proposal.objects.standing().filter(claim=claim).exists()
    return bool(waits) or QualitySample.objects.for_checker(user).filter(claim=claim).exists()
