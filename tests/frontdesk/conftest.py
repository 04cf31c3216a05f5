"""A branch in WITA on a working day, eleven in the morning by its clock."""

from datetime import datetime

import pytest

from branches.models import Branch
from tests import factories
from tests.queueing.day import counter


@pytest.fixture
def now(now) -> datetime:
    return counter.on_a_working_day(now)


@pytest.fixture
def branch(house) -> Branch:
    counter.without_holidays()
    return factories.branch("Asia/Makassar")
