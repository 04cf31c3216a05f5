import pytest
from django.core.management import call_command

from catalogue.models import Cause, Edition


@pytest.fixture
def edition(db) -> Edition:
    """Edition 1 as it is shipped."""
    call_command("load_catalogue")
    return Edition.objects.get(number=1)


@pytest.fixture
def cause(edition):
    """A cause by its programme and code."""
    return lambda programme, code: Cause.objects.get(programme__code=programme, code=code)
