import pytest


@pytest.fixture
def desk(house):
    """The house, whose carried rows have the reasons of returns and refusals."""
