import pytest

from tests import factories
from tests.processes import twilio_stand_in  # noqa: F401 (a fixture)


@pytest.fixture
def desk(house):
    """The house, whose carried rows have the reasons of returns and refusals."""


@pytest.fixture
def officer(client):
    """An officer, signed in."""
    user = factories.officer()
    client.force_login(user)
    return user
