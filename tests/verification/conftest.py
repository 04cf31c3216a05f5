import pytest
from django.core.management import call_command

from tests.processes import twilio_stand_in  # noqa: F401 (a fixture)


@pytest.fixture
def desk(house):
    """The house with the carried reasons of returns and refusals."""
    call_command("load_reasons", verbosity=0)
