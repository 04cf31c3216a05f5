import pytest

from catalogue.models import Cause, Edition
from statements.kept import forget_all


@pytest.fixture
def edition(db) -> Edition:
    """Edition 1 as it is shipped, not yet read by this process."""
    forget_all()
    return Edition.objects.get(number=1)


@pytest.fixture
def cause(edition):
    """A cause by its programme and code."""
    return lambda programme, code: Cause.objects.get(programme__code=programme, code=code)
