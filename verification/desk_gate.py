"""Which claims an officer finds at the desk."""

from django.shortcuts import get_object_or_404

from accounts.models import User
from claims.models import Claim


def claim_in_scope(user: User, case_number: str) -> Claim:
    """The claim, or 404 when it is none of this person's branches."""
    return get_object_or_404(Claim.objects.visible_to(user).with_people(), case_number=case_number)
