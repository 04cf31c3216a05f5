"""Decisions that wait for a second officer, for tests that begin there."""

from datetime import datetime

from accounts.models import User
from claims.models import Claim
from tests import factories
from tests.verification.at_the_desk import accept_all, taken_claim
from verification.deciding import deciding
from verification.models import Proposal


def proposed(officer: User, *, now: datetime, **overrides) -> Proposal:
    """A claim of an heir, found good by this officer: it waits for another one."""
    overrides = {"cause": factories.cause("JP", "PENSIUN_ANAK")} | overrides
    overrides |= {"applicant": factories.applicant(now, relation="child", name="Siti Contoh Santosa")}
    claim = taken_claim(officer, now=now, **overrides)
    accept_all(claim, officer, now=now)
    left = [need.key for need in Claim.objects.with_people().get(pk=claim.pk).needs() if need.state == "officer"]
    found = deciding.verify(claim.pk, not_needed=left, by=officer.actor, now=now)
    assert isinstance(found, Proposal)
    return found
