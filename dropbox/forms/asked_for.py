"""Which of our forms a claim asks for."""

from claims.models import Claim
from dropbox.forms.layouts import LAYOUTS


def forms_of(claim: Claim) -> list[str]:
    """The codes of the forms this claim asks for, in the order of its checklist."""
    return [kind.code for kind in claim.kinds_asked_for() if kind.code in LAYOUTS]
