"""Promises that were broken: the reason each officer names, and the branch's head who hears of it every morning."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from branches import calendar
from branches.models import Branch
from claims import checking, promise
from claims.models import Claim
from claims.models.questions_of_claims import ClaimQuerySet
from notifications import outbox
from notifications.address import Address
from verification.holding import held
from workflow import Refused

COUNTED = 1000
"""Counting of one branch stops here: more says no more."""


@transaction.atomic
def explain(claim_id: UUID, *, because: str, by: str, now: datetime) -> Claim:
    """Name why the promised day has passed, before the claim leaves the desk. Its claimant reads it."""
    claim = held(claim_id, by)
    if not promise.is_late(claim, now=now):
        raise Refused("Klaim ini tidak lewat janji.")
    if because not in Claim.LateBecause.values:
        raise Refused("Pilih sebab klaim ini lewat janji.")
    checking.explain_lateness(claim, because=because, by=by, now=now)
    return claim


def refuse_unexplained(claim: Claim, *, now: datetime) -> None:
    """A claim whose promise was broken leaves the desk only with the reason named."""
    if promise.is_late(claim, now=now) and not claim.late_because:
        raise Refused("Klaim ini lewat janji. Sebutkan dulu sebabnya: pemohon membacanya.")


def late_of(branch: Branch, *, now: datetime) -> ClaimQuerySet:
    """The claims of this branch that are with the officers after their promised day, the longest first."""
    return Claim.objects.filter(branch=branch).late(now).order_by("promised_on")


def tell_heads(now: datetime) -> int:
    """Tell the heads of branches, once a working day and in their morning, how many claims are late; to how many."""
    late = Claim.objects.late(now).values("branch").distinct()
    branches = Branch.objects.filter(pk__in=late).order_by("code")
    return sum(_tell(head, branch, now) for branch in branches for head in _heads_awake(branch, now))


def _heads_awake(branch: Branch, now: datetime) -> list[User]:
    today = calendar.local_day(branch, now)
    if now < calendar.at(branch, today, branch.opens_at) or not calendar.is_service_day(branch, today):
        return []
    return list(branch.staff.filter(role=User.Role.BRANCH_HEAD, is_active=True).exclude(email="").order_by("pk"))


@transaction.atomic
def _tell(head: User, branch: Branch, now: datetime) -> int:
    claims = late_of(branch, now=now)
    oldest = claims.first()
    if oldest is None or oldest.promised_on is None:
        return 0
    words = {
        "branch_name": branch.name,
        "number": str(claims[:COUNTED].count()),
        "day": calendar.say_day(oldest.promised_on),
        "link": settings.PUBLIC_BASE_URL + reverse("admin:late"),
    }
    to = Address(person=head.actor, email=head.email, zone=branch.zone)
    about = f"late:{branch.code}:{calendar.local_day(branch, now)}"
    outbox.post("claims_late", to=to, about=about, context=words, now=now)
    return 1
