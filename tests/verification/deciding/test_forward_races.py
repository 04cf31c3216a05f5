"""A verified claim that several want at the same instant: forwarded by two makers, or forwarded and undone."""

from datetime import datetime, timedelta
from functools import partial
from threading import Barrier

import pytest
from django.db import transaction

from claims import fresh, paying
from claims.models import Claim
from tests import factories
from tests.queueing.races import all_at_once
from tests.verification.at_the_desk import forwarded, verified_claim
from verification.deciding import undoing

MAKERS = 4


def look_then_forward(claim_id, between: Barrier, now: datetime) -> None:
    """The negative control: see that it may be forwarded, then forward it without having locked it."""
    with transaction.atomic():
        claim = Claim.objects.with_people().get(pk=claim_id)
        between.wait(timeout=30)
        paying.forward(claim, batch="BYR-2031-00001", by="system:payments", now=now)


def undo(claim: Claim, by: str, now: datetime) -> None:
    decision = claim.decisions.get(outcome="verified")
    undoing.undo(decision.pk, because="misjudged", note="Keliru.", link_token=fresh.token(), by=by, now=now)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("desk")
class TestAtOnce:
    @pytest.fixture
    def verified(self, now) -> Claim:
        return verified_claim(factories.officer(), now=now)

    def test_of_several_makers_one_has_it(self, verified, now):
        outcomes = all_at_once([partial(forwarded, verified.pk, now=now)] * MAKERS)

        assert outcomes == {"taken": 1, "Refused": MAKERS - 1}
        assert verified.events.filter(name="payment_forwarded").count() == 1

    def test_without_the_lock_the_same_race_does_forward_it_to_all(self, verified, now):
        between = Barrier(MAKERS)

        outcomes = all_at_once([partial(look_then_forward, verified.pk, between, now)] * MAKERS)

        assert outcomes == {"taken": MAKERS}
        assert verified.events.filter(name="payment_forwarded").count() == MAKERS

    def test_it_is_either_forwarded_or_undone(self, verified, now):
        other = factories.officer().actor
        later = now + timedelta(minutes=1)

        outcomes = all_at_once([partial(forwarded, verified.pk, now=later), partial(undo, verified, other, later)])

        assert outcomes == {"taken": 1, "Refused": 1}
        verified.refresh_from_db()
        assert (verified.forwarded_at is None) == (verified.status == Claim.Status.AWAITING_CHECK)
