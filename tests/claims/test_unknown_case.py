"""A case number nobody has walks the same path as one that exists: same words, same work, and nothing leaves."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims import codes, fresh
from claims.models import OneTimeCode
from notifications.models import Message
from tests import factories
from tests.claims.doors import told

pytestmark = pytest.mark.usefixtures("house")


def nobodys_number(contacts: int) -> str:
    """A number nobody has, that behaves like a claim of so many contacts."""
    numbers = (fresh.case_number() for _ in range(100))
    return next(number for number in numbers if len(codes.nobodys_contacts(number)) == contacts)


def walk(case_number: str) -> list:
    """Ask for a case, and answer wrong: each answer of the portal and the number of its queries."""
    browser, walked = Client(), []
    browser.get("/klaim/")
    for address, given in (
        ("/klaim/", {"case_number": case_number}),
        ("/klaim/kode/pengiriman/", {"channel": "email"}),
        ("/klaim/kode/", {"code": "000000"}),
        ("/klaim/kode/", {"code": "000000"}),
        ("/klaim/kode/pengiriman/", {"channel": "phone"}),
        ("/klaim/kode/pengiriman/", {"channel": "email"}),
        ("/klaim/kode/pengiriman/", {"channel": "phone"}),
    ):
        with CaptureQueriesContext(connection) as queries:
            response = browser.post(address, given)
        seen = told(browser.get(response.url) if response.status_code == 302 else response, case_number)
        walked.append((address, response.status_code, seen, len(queries)))
    return walked


@pytest.mark.parametrize("contacts", [1, 2])
def test_a_number_nobody_has_walks_the_same_path_with_the_same_work(contacts, now):
    person = factories.applicant(now, email_confirmed_at=now if contacts == 2 else None)
    known = factories.open_claim(now=now, applicant=person).case_number
    nobodys = nobodys_number(contacts)
    walk(known)  # what a process keeps after the first time is kept for both
    OneTimeCode.objects.all().delete()

    walked = walk(known)

    assert walk(nobodys) == walked
    assert {status for _address, status, _seen, _queries in walked} >= {302, 422}


def test_nothing_leaves_for_a_number_nobody_has_though_the_same_bells_ring(now, django_capture_on_commit_callbacks):
    known = factories.open_claim(now=now).case_number
    with django_capture_on_commit_callbacks() as rung_for_somebody:
        walk(known)
    before = Message.objects.count()

    with django_capture_on_commit_callbacks() as rung:
        walk(nobodys_number(2))

    assert Message.objects.count() == before
    assert len(rung) == len(rung_for_somebody) > 0


def test_even_the_right_guess_opens_nothing_for_a_number_nobody_has(now, client, monkeypatch):
    monkeypatch.setattr(fresh, "code", lambda: "482913")
    client.post("/klaim/", {"case_number": fresh.case_number()})

    response = client.post("/klaim/kode/", {"code": "482913"})

    assert response.status_code == 422
    assert "Kode tidak cocok" in response.content.decode()
