import pytest

from tests.claims.mail import post


@pytest.fixture(autouse=True)
def our_edge(settings):
    """The mail server whose word on a sender is believed."""
    settings.MAIL_AUTHSERV_ID = post.EDGE
    settings.MAIL_DOMAIN = "surat.contoh.example"


@pytest.fixture
def claim(house, now):
    return post.open_claim(now=now)
