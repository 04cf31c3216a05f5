import pytest
from django.core.management import call_command

from catalogue import checklist
from catalogue.models import Cause, Edition


@pytest.fixture
def edition(db) -> Edition:
    """Edition 1 as it is shipped, not yet read by this process."""
    call_command("load_catalogue")
    checklist._kept.clear()
    return Edition.objects.get(number=1)


@pytest.fixture
def cause(edition):
    """A cause by its programme and code."""
    return lambda programme, code: Cause.objects.get(programme__code=programme, code=code)
