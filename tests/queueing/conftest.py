"""Fixtures that several tests of the queue share. `slot` is each module's own."""

import pytest

from claims.filing import ParticipantDetails
from queueing.models import Dispute
from tests import factories
from tests.own_postgres import postgres  # noqa: F401 (a fixture)


@pytest.fixture
def person() -> ParticipantDetails:
    return factories.participant()


@pytest.fixture
def pair(slot, person, now) -> Dispute:
    """A booking, and another one of the same person from another contact."""
    for _ in range(2):
        factories.open_claim(now=now, at=slot, participant=person)
    return Dispute.objects.select_related("first", "second").get()
