from datetime import timedelta

import pytest

from branches.models import Holiday
from tests import factories
from tests.payments import paying_out
from tests.verification.conftest import pages_drawn_once  # noqa: F401 (a fixture)


@pytest.fixture
def now(now):
    """The same hour, on a day of the week on which banks work; no day is a holiday."""
    return now - timedelta(days={5: 1, 6: 2}.get(now.weekday(), 0))


@pytest.fixture
def desk(house):
    Holiday.objects.all().delete()


@pytest.fixture
def claims(desk, now):
    """Three verified claims that wait to be forwarded."""
    return paying_out.verified_claims(3, now=now)


@pytest.fixture
def batch(claims, now):
    """One batch of them, sent."""
    return paying_out.sent_batch(now=now)


@pytest.fixture
def payer(client):
    """A payment officer, signed in."""
    user = factories.officer(role="payments")
    client.force_login(user)
    return user
