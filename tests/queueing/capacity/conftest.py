"""A branch whose capacity the tests change, and a day on which it serves."""

from datetime import date

import pytest

from branches.models import Branch, Holiday
from tests import factories
from tests.queueing.capacity.weeks import a_day_ahead, plan, week


@pytest.fixture(autouse=True)
def no_holidays(house, settings):
    """Weekends are holidays enough; which days are served is another module's test."""
    Holiday.objects.all().delete()
    settings.BOOKING_DAYS_AHEAD = 14


@pytest.fixture
def branch(house) -> Branch:
    return factories.branch()


@pytest.fixture
def day(branch, now) -> date:
    """A day ahead on which the branch serves from eight to ten, three people an hour."""
    plan(branch, week(), now)
    return a_day_ahead(branch, now)
