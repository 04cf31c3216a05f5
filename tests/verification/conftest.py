import pytest
from django.core.management import call_command


@pytest.fixture
def desk(house):
    """The house with the carried reasons of returns and refusals."""
    call_command("load_reasons", verbosity=0)
