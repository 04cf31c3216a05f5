"""A rush whose opening is half an hour ahead, and an hour that opens with it."""

from datetime import timedelta

import pytest

from queueing.models import Slot
from tests.queueing.rush.opening import opening_slot


@pytest.fixture
def opens_at(now):
    return now + timedelta(minutes=30)


@pytest.fixture
def slot(house, now, opens_at) -> Slot:
    return opening_slot(opens_at, now=now)
