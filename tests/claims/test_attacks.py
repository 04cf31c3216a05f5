"""What somebody with bad intent did to the doors of a claim once."""

import logging

import pytest
from django.test import RequestFactory
from django.utils import timezone

from claims import access, contacts
from lapak_asik.log_filter import NoTokens
from tests import factories
from tests.claims.doors import open_by_code, open_by_link

pytestmark = pytest.mark.usefixtures("house")


@pytest.mark.parametrize(
    ("proxies", "headers", "network"),
    [
        (0, {"REMOTE_ADDR": "203.0.113.7"}, "203.0.113.7"),
        (0, {"REMOTE_ADDR": "2001:db8:1:2:3:4:5:6"}, "2001:db8:1:2::"),
        (0, {"REMOTE_ADDR": "2001:db8:1:2::1"}, "2001:db8:1:2::"),
        (0, {"REMOTE_ADDR": ""}, "0.0.0.0"),  # noqa: S104 (stands for no address)
        (1, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "1.1.1.1, 203.0.113.7"}, "203.0.113.7"),
        (1, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "garbage"}, "127.0.0.1"),
        (1, {"REMOTE_ADDR": "127.0.0.1"}, "127.0.0.1"),
    ],
)
def test_a_network_is_always_an_address(settings, proxies, headers, network):
    settings.PROXY_COUNT = proxies

    assert access.network_of(RequestFactory().get("/", **headers)) == network


def test_who_only_has_the_link_takes_no_paper_back(client):
    claim = factories.open_claim(now=timezone.now())
    file = factories.send_paper(claim, claim.missing_papers()[0].kinds[0], now=timezone.now())
    open_by_link(client, claim)

    response = client.post(f"{claim.get_absolute_url()}berkas/{file.pk}/penghapusan/")

    assert response.url.endswith("/kode/")
    assert file.paper.files.count() == 1


def test_a_browser_let_in_by_a_code_is_out_once_a_contact_was_changed_elsewhere(client):
    claim = factories.open_claim(now=timezone.now())
    open_by_code(client, claim)
    before = client.get(claim.get_absolute_url()).status_code

    contacts.replace(
        claim.pk, channel="email", value="baru@contoh.example", link_token="x", by="claimant:x", now=timezone.now()
    )

    assert before == 200
    assert client.get(claim.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("address", ["/klaim/%00/", "/klaim/?x=%00", "/petugas/meja/%00/"])
def test_an_address_with_a_nul_is_a_bad_request(client, address):
    answer = client.get(address)

    assert answer.status_code == 400
    assert "default-src 'none'" in answer["Content-Security-Policy"].split("; ")


@pytest.mark.parametrize("address", ["/klaim/", "/petugas/", "/tidak-ada/"])
def test_a_page_may_load_nothing_from_elsewhere(client, address):
    policy = client.get(address)["Content-Security-Policy"].split("; ")

    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy


def test_the_token_of_a_private_link_never_reaches_the_log():
    line = logging.LogRecord("x", logging.WARNING, "", 0, "Forbidden: %s", ("/klaim/tautan/rahasia-sekali/",), None)

    NoTokens().filter(line)

    assert line.getMessage() == "Forbidden: /klaim/tautan/***/"
