from datetime import timedelta

import pytest

from branches.models import Holiday
from tests import factories
from tests.dropbox import at_the_box


@pytest.fixture
def now(now):
    """The same hour, on a day of the week that is served."""
    return now - timedelta(days={5: 1, 6: 2}.get(now.weekday(), 0))


@pytest.fixture
def branch(house):
    """A branch in WITA, eleven in the morning by its clock, with a watched box; no day is a holiday."""
    Holiday.objects.all().delete()
    here = factories.branch()
    at_the_box.box(here)
    return here
