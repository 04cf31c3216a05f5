"""The ticket on paper and on the phone: a number, how many are before it, where it is called; no name, no case."""

import re
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.urls import reverse

from frontdesk import calling, gate
from frontdesk.models import Counter, DeskSettings
from tests import factories
from tests.frontdesk.arriving import BY, check_in, place, turn_away


@pytest.fixture(autouse=True)
def at_eleven(monkeypatch, now):
    monkeypatch.setattr("frontdesk.ticket_views.timezone", SimpleNamespace(now=lambda: now))


@pytest.fixture
def counter(branch) -> Counter:
    return Counter.objects.create(branch=branch, number=3, series=["A"])


def followed(client, visit) -> str:
    return client.get(reverse("frontdesk:visit", args=[visit.pk])).content.decode()


# --- On the phone ---


def test_who_waits_reads_how_many_are_before_them(client, branch, now):
    *_, third = (check_in(branch, now=now) for _ in range(3))

    page = followed(client, third)

    assert "A003" in page
    assert "2 nomor di depan Anda" in page


def test_the_next_one_is_told_so(client, branch, now):
    assert "Anda yang berikutnya" in followed(client, check_in(branch, now=now))


def test_who_is_called_reads_where_to(client, branch, counter, now):
    visit = check_in(branch, now=now)
    calling.call_next(counter.pk, seen=None, by=BY, now=now)

    assert "Silakan ke <strong>Loket 3</strong>" in followed(client, visit)


def test_who_was_skipped_is_sent_to_the_gate(client, branch, counter, now):
    visit = check_in(branch, now=now)
    calling.call_next(counter.pk, seen=None, by=BY, now=now)
    calling.skip(counter.pk, seen=visit.pk, by=BY, now=now)

    assert "Temui petugas di gerbang" in followed(client, visit)


def test_who_waits_outside_is_told_to(client, branch, now):
    DeskSettings.objects.create(branch=branch, people_inside=1)
    check_in(branch, now=now)

    assert "Tunggu di luar" in followed(client, check_in(branch, now=now))


def test_the_page_asks_again_by_itself_while_one_waits_and_not_afterwards(client, branch, now):
    visit = check_in(branch, now=now)
    address = reverse("frontdesk:visit", args=[visit.pk])
    waiting = client.get(address)
    gate.leave(visit.pk, by=BY, now=now)
    gone = client.get(address)

    assert (waiting.headers["Refresh"], waiting.headers["Cache-Control"]) == ("15", "no-store")
    assert "Refresh" not in gone.headers


def test_a_number_of_yesterday_is_over(client, branch, now):
    visit = check_in(branch, now=now - timedelta(days=1))

    assert "hanya berlaku pada harinya" in followed(client, visit)


def test_the_page_knows_no_name_and_no_case(client, branch, now):
    ticket = place(branch, now=now)

    page = followed(client, check_in(branch, ticket.claim, now=now))

    assert ticket.claim.case_number not in page
    assert "Budi" not in page


def test_an_address_that_is_guessed_and_one_without_a_number_are_not_found(client, branch, now):
    turned_away = turn_away(branch, now=now)

    for key in (uuid4(), turned_away.pk):
        assert client.get(reverse("frontdesk:visit", args=[key])).status_code == 404


def test_english_is_spoken_where_it_is_asked_for(client, branch, now):
    visit = check_in(branch, now=now)

    answer = client.get(reverse("frontdesk:visit", args=[visit.pk]), headers={"Accept-Language": "en"})

    assert answer.status_code == 200


# --- On paper ---


@pytest.fixture
def staff(client, branch):
    client.force_login(factories.officer(role="branch_staff", branches=[branch]))


def test_the_ticket_is_as_wide_as_the_branchs_printer_or_as_is_asked(client, staff, branch, now):
    DeskSettings.objects.create(branch=branch, ticket_mm=58)
    address = reverse("admin:visit_ticket", args=[check_in(branch, now=now).pk])

    widths = [
        re.search(r"ticket ticket-(\d+)", client.get(address + asked).content.decode())[1]
        for asked in ("", "?lebar=80", "?lebar=99", "?lebar=x")
    ]

    assert widths == ["58", "80", "58", "58"]


def test_the_ticket_says_the_number_the_cases_and_nobodys_name(client, staff, branch, now):
    ticket = place(branch, now=now)

    page = client.get(reverse("admin:visit_ticket", args=[check_in(branch, ticket.claim, now=now).pk])).content.decode()
    paper = page[page.index("<article") : page.index("</article>")]

    assert "A001" in paper
    assert ticket.claim.case_number in paper
    assert "Budi" not in paper
    assert 'class="code-qr"' in paper


def test_who_was_not_let_in_has_no_ticket(client, staff, branch, now):
    visit = turn_away(branch, now=now)

    assert client.get(reverse("admin:visit_ticket", args=[visit.pk])).status_code == 404
