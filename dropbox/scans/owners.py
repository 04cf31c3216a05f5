"""Whose an envelope is, by the number on its separator."""

from collections.abc import Iterable
from dataclasses import dataclass

from branches.models import Branch
from claims.models import Claim
from dropbox.models import Envelope
from dropbox.models.scans import Leaf

Because = Leaf.Because


@dataclass(frozen=True)
class Owner:
    """The claim, or why there is none to file into. A claim of another branch is named and not filed into."""

    claim: Claim | None
    because: str = ""


def owners_of(numbers: Iterable[str], branch: Branch) -> dict[str, Owner]:
    """The owner of each number, of a case or of an envelope."""
    numbers = set(numbers)
    by_number = {claim.case_number: claim for claim in Claim.objects.filter(case_number__in=numbers)}
    envelopes = Envelope.objects.filter(code__in=numbers, branch=branch).select_related("claim")
    by_label = {envelope.code: envelope for envelope in envelopes}
    return {number: _owner(by_number.get(number), by_label.get(number), branch) for number in numbers}


def _owner(claim: Claim | None, envelope: Envelope | None, branch: Branch) -> Owner:
    if envelope and envelope.claim is None:
        return Owner(None, Because.NAMELESS)
    claim = claim or (envelope.claim if envelope else None)
    if claim is None:
        return Owner(None, Because.UNKNOWN_CODE)
    return Owner(claim, Because.OTHER_BRANCH) if claim.branch_id != branch.pk else Owner(claim)
