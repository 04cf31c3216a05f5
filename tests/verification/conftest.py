from dataclasses import replace

import pytest

from claims import cleaning
from tests import factories
from tests.processes import twilio_stand_in  # noqa: F401 (a fixture)


@pytest.fixture
def desk(house):
    """The house, whose carried rows have the reasons of returns and refusals."""


_DRAWN: dict[bytes, list[cleaning.CleanPage]] = {}


@pytest.fixture(autouse=True)
def pages_drawn_once(monkeypatch):
    """The desk is not about how a file is opened apart: pages of the same bytes are drawn once for all tests."""
    draw = cleaning.pages_of

    def remembered(job, original):
        original.seek(0)
        content = original.read()
        if content not in _DRAWN:
            _DRAWN[content] = draw(job, original)
        return [replace(page, notes=[*page.notes]) for page in _DRAWN[content]]

    monkeypatch.setattr(cleaning, "pages_of", remembered)


@pytest.fixture
def officer(client):
    """An officer, signed in."""
    user = factories.officer()
    client.force_login(user)
    return user
