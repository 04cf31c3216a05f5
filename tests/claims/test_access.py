"""Who is let in to which claim, how far, and for how long."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.utils import timezone

from claims import access, fresh
from claims.models import Claim
from tests import factories
from tests.claims.doors import last_code, open_by_code, open_by_link, told

pytestmark = pytest.mark.usefixtures("house")

SOME_FILE = "0e7f3c52-6f0b-4d0a-9a53-2f1c8f2f9f4e"
PLACES = (
    "",
    "kode/",
    "jadwal.ics",
    "dokumen/KTP/",
    f"berkas/{SOME_FILE}/halaman/1/",
    "kontak/kode/",
    "kontak/ponsel/",
    "rekening/",
    "penarikan/",
)
ACTIONS = ("penyerahan/", f"berkas/{SOME_FILE}/penghapusan/", "rekening/pembatalan/", "penarikan/", "dokumen/KTP/")


@pytest.fixture
def claim(house, now) -> Claim:
    return factories.open_claim(now=now)


@pytest.fixture
def mine(claim, client) -> Client:
    """A browser that was let in to a claim of its own, by a code."""
    return open_by_code(client, claim)


@pytest.mark.parametrize("place", PLACES)
def test_somebody_elses_claim_is_not_there_with_the_same_words_whether_it_exists_or_not(place, mine, now):
    theirs, nobodys = factories.open_claim(now=now).case_number, fresh.case_number()

    seen = told(mine.get(f"/klaim/{theirs}/{place}"), theirs)

    assert seen == told(mine.get(f"/klaim/{nobodys}/{place}"), nobodys)
    assert seen[0] == 404
    assert "Klaim ini belum terbuka di peramban ini" in seen[1]
    assert "Lacak klaim" in seen[1]


@pytest.mark.parametrize("place", ACTIONS)
def test_nothing_can_be_done_to_somebody_elses_claim(place, mine, now):
    theirs = factories.complete_papers(factories.open_claim(now=now), now=now)
    before = theirs.events.count()

    response = mine.post(f"/klaim/{theirs.case_number}/{place}")

    theirs.refresh_from_db()
    assert response.status_code == 404
    assert (theirs.status, theirs.events.count()) == (Claim.Status.AWAITING_PAPERS, before)


def test_a_paper_of_another_claim_is_not_seen_under_ones_own_address(mine, claim, now):
    another = factories.open_claim(now=now)
    file = factories.send_paper(another, another.missing_papers()[0].kinds[0], now=now)

    seen = mine.get(f"/klaim/{claim.case_number}/berkas/{file.pk}/halaman/1/")
    removed = mine.post(f"/klaim/{claim.case_number}/berkas/{file.pk}/penghapusan/")

    assert (seen.status_code, removed.status_code) == (404, 404)
    assert another.papers.get().files.count() == 1


def test_a_code_opens_all_of_the_claim(mine, claim, now):
    file = factories.send_paper(claim, claim.missing_papers()[0].kinds[0], now=now)

    home = mine.get(claim.get_absolute_url())
    image = mine.get(f"{claim.get_absolute_url()}berkas/{file.pk}/halaman/1/")
    account = mine.get(f"{claim.get_absolute_url()}rekening/")

    assert claim.participant.name in home.content.decode()
    assert (image.status_code, image["Content-Type"]) == (200, "image/jpeg")
    assert account.status_code == 200


@pytest.mark.parametrize("page", [0, 2, 99])
def test_a_page_that_is_not_there_is_not_found(page, mine, claim, now):
    file = factories.send_paper(claim, claim.missing_papers()[0].kinds[0], now=now)

    assert mine.get(f"{claim.get_absolute_url()}berkas/{file.pk}/halaman/{page}/").status_code == 404


def test_an_image_may_be_shown_by_a_browser_and_nothing_else(mine, claim, now):
    file = factories.send_paper(claim, claim.missing_papers()[0].kinds[0], now=now)

    image = mine.get(f"{claim.get_absolute_url()}berkas/{file.pk}/halaman/1/")

    assert set(image["Content-Security-Policy"].split("; ")) == {"sandbox", "default-src 'none'"}
    assert image["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in image["Cache-Control"]


@pytest.mark.parametrize(("level", "lasts"), [(access.CODE, timedelta(minutes=60)), (access.LINK, timedelta(hours=12))])
def test_a_door_closes_by_itself(level, lasts, claim, now):
    session = SessionStore()

    access.let_in(session, claim, level, now=now)

    assert access.level_of(session, claim.case_number, now=now + lasts - timedelta(seconds=1)) == level
    assert access.level_of(session, claim.case_number, now=now + lasts) == ""


def test_when_the_hour_is_over_the_pages_are_closed(mine, claim):
    session = mine.session
    session["claims"][claim.case_number]["until"] = timezone.now().isoformat()
    session.save()

    assert mine.get(claim.get_absolute_url()).status_code == 404


def test_each_claim_has_a_door_of_its_own(mine, claim, now):
    second = factories.open_claim(now=now)
    open_by_link(mine, second)

    account_of_the_first = mine.get(f"{claim.get_absolute_url()}rekening/")
    account_of_the_second = mine.get(f"{second.get_absolute_url()}rekening/")

    assert account_of_the_first.status_code == 200
    assert account_of_the_second.status_code == 302
    assert mine.get(second.get_absolute_url()).status_code == 200


def test_leaving_closes_every_claim_in_this_browser(mine, claim):
    response = mine.post("/klaim/penutupan/")

    assert response.status_code == 200
    assert mine.get(claim.get_absolute_url()).status_code == 404


def test_a_code_begins_a_new_session_so_that_a_planted_cookie_is_worth_nothing(claim, client):
    client.post("/klaim/", {"case_number": claim.case_number})
    planted = client.cookies["sessionid"].value

    client.post("/klaim/kode/", {"code": last_code()})

    stranger = Client()
    stranger.cookies["sessionid"] = planted
    assert client.get(claim.get_absolute_url()).status_code == 200
    assert stranger.get(claim.get_absolute_url()).status_code == 404


def test_the_code_of_one_browser_does_not_open_in_another(claim, client):
    client.post("/klaim/", {"case_number": claim.case_number})
    thief = Client()
    thief.post("/klaim/", {"case_number": claim.case_number})
    code_of_the_thief = last_code()

    response = client.post("/klaim/kode/", {"code": code_of_the_thief})

    assert response.status_code == 422
    assert client.get(claim.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("after", ["//evil.example/", "https://evil.example/klaim/", "/petugas/", "/klaim/LA-LAIN/"])
def test_the_way_back_after_a_code_leads_only_into_the_claim(after, claim, client):
    client.post("/klaim/", {"case_number": claim.case_number})
    session = client.session
    session["after_code"] = after
    session.save()

    response = client.post("/klaim/kode/", {"code": last_code()})

    assert response.url == claim.get_absolute_url()


@pytest.mark.parametrize("action", ["penyerahan/", "rekening/pembatalan/", f"berkas/{SOME_FILE}/penghapusan/"])
def test_what_changes_something_is_not_done_by_looking(action, mine, claim):
    assert mine.get(f"{claim.get_absolute_url()}{action}").status_code == 405
