"""The officers' forms and page of contacts, and the claimant's side of them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from branches import calendar
from calls import seats
from calls.seats import Role
from claims import fresh, links
from claims.models import Appointment, Claim
from tests import factories
from tests.verification.at_the_desk import papers_of, taken_claim
from verification.contacting import agreeing, seeing
from verification.models import Contact, OriginalShown, PageView

pytestmark = [pytest.mark.usefixtures("desk"), pytest.mark.slow]


@pytest.fixture
def now():
    """The pages read the clock."""
    return timezone.now()


@pytest.fixture
def claim(officer, now) -> Claim:
    return taken_claim(officer, now=now)


@pytest.fixture
def contact(claim, officer, now) -> Contact:
    """A video call that is held now."""
    return agreeing.invite(claim.pk, way=Contact.Way.VIDEO, by=officer.actor, now=now)


@pytest.fixture
def claimant(claim, client_of_its_own, now):
    """The claimant's browser, let in by the private link."""
    token = fresh.token()
    links.replace(claim, token=token, now=now)
    client_of_its_own.post(f"/klaim/tautan/{token}/")
    return client_of_its_own


@pytest.fixture
def client_of_its_own():
    from django.test import Client

    return Client()


def bench(claim) -> str:
    return f"/petugas/meja/{claim.case_number}/"


def test_the_workbench_offers_to_call_to_who_holds_the_claim_alone(claim, client, now):
    assert b"Hubungi pemohon" in client.get(bench(claim)).content
    assert b"janji/" in client.get(bench(claim)).content

    client.force_login(factories.officer())
    seen = client.get(bench(claim)).content
    assert b"Hubungi pemohon" in seen
    assert b"janji/" not in seen


def test_a_video_at_once_leads_to_its_page(claim, client):
    response = client.post(f"{bench(claim)}janji/", {"way": "video", "when": "now"}, follow=True)

    assert response.redirect_chain[-1][0] == f"{bench(claim)}video/{Contact.objects.get().pk}/"
    assert claim.caller_phrase in response.content.decode()
    assert PageView.objects.filter(what=PageView.What.PHRASE, claim=claim).exists()


def test_a_telephone_call_at_once_leads_to_its_task(claim, client, monkeypatch):
    for asked in ("calling.may_call", "making.next_hour"):  # at whatever hour the test is run
        monkeypatch.setattr(f"verification.calls.{asked}", lambda branch, instant: instant)

    response = client.post(f"{bench(claim)}janji/", {"way": "phone", "when": "now"})

    assert response.url == f"/petugas/telepon/{Contact.objects.get().call_task.pk}/"


def test_an_hour_is_agreed_by_the_branchs_clock_moved_and_cancelled(claim, client, now):
    day = calendar.add_working_days(claim.branch, calendar.local_day(claim.branch, now), 1)

    client.post(f"{bench(claim)}janji/", {"way": "video", "when": "later", "day": f"{day}", "clock": "10:00"})

    agreed = Appointment.objects.get()
    assert calendar.say_clock(claim.branch, agreed.at) == f"10.00 {calendar.zone_name(claim.branch)}"
    address = f"{bench(claim)}janji/{Contact.objects.get().pk}/"
    client.post(f"{address}jam/", {"day": f"{day}", "clock": "14:30"})
    agreed.refresh_from_db()
    assert calendar.say_clock(claim.branch, agreed.at).startswith("14.30")
    client.post(f"{address}pembatalan/")
    agreed.refresh_from_db()
    assert agreed.ended_because == Appointment.Ended.CANCELLED


@pytest.mark.parametrize(
    ("given", "status", "words"),
    [
        ({"way": "video", "when": "later"}, 422, "Tulis tanggal dan jamnya."),
        ({"when": "now"}, 422, "Pilih video atau telepon."),
        ({"way": "video", "when": "later", "day": "2020-01-01", "clock": "10:00"}, 409, "empat belas hari"),
    ],
)
def test_what_cannot_be_agreed_is_said_and_what_was_typed_stays(claim, client, given, status, words):
    response = client.post(f"{bench(claim)}janji/", given)

    assert response.status_code == status
    assert words in response.content.decode()
    assert not Contact.objects.exists()


def test_both_get_a_ticket_for_their_own_seat_of_the_same_room(claim, contact, client, claimant, now):
    given = [
        client.post(f"{bench(claim)}video/{contact.pk}/kursi/").json(),
        claimant.post(f"/klaim/{claim.case_number}/video/kursi/").json(),
    ]

    officer, person = [seats.read_ticket(each["ticket"], now=now) for each in given]
    assert (officer.role, person.role) == (Role.OFFICER, Role.CLAIMANT)
    assert officer.room_id == person.room_id
    assert officer.once != person.once


def test_a_stranger_gets_no_seat_and_no_page(claim, contact, client, client_of_its_own):
    client.force_login(factories.officer())

    assert client.get(f"{bench(claim)}video/{contact.pk}/").status_code == 404
    assert client.post(f"{bench(claim)}video/{contact.pk}/kursi/").status_code == 409
    assert client_of_its_own.get(f"/klaim/{claim.case_number}/video/").status_code == 404
    assert client_of_its_own.post(f"/klaim/{claim.case_number}/video/kursi/").status_code == 404


def test_who_was_let_in_to_another_claim_gets_no_seat(claim, contact, claimant, now):
    another = factories.submitted_claim(now=now)

    assert claimant.post(f"/klaim/{another.case_number}/video/kursi/").status_code == 404


def test_after_the_call_nobody_sits_down(claim, contact, client, claimant, officer, now):
    seeing.note_outcome(contact.pk, outcome="reached", note="", next_phrase="a b c", by=officer.actor, now=now)

    for answer in (
        client.post(f"{bench(claim)}video/{contact.pk}/kursi/"),
        claimant.post(f"/klaim/{claim.case_number}/video/kursi/"),
    ):
        assert answer.status_code == 409
        assert "sudah selesai" in answer.json()["refused"]
    assert client.get(f"{bench(claim)}video/{contact.pk}/").status_code == 404
    assert claimant.get(f"/klaim/{claim.case_number}/video/").status_code == 404


def test_before_its_time_the_claimants_page_says_when_it_opens(claim, contact, claimant, now):
    Appointment.objects.update(at=now + timedelta(hours=3))

    page = claimant.get(f"/klaim/{claim.case_number}/video/").content.decode()

    opens = calendar.say_instant(claim.branch, Appointment.objects.get().opens_at)
    assert opens in page
    assert "Mulai video" not in page


def test_the_claims_home_shows_the_hour_and_the_way_to_the_video(claim, contact, claimant):
    home = claimant.get(f"/klaim/{claim.case_number}/").content.decode()

    assert calendar.say_instant(claim.branch, contact.appointment.at) in home
    assert f"/klaim/{claim.case_number}/video/" in home


def test_an_original_is_ticked_and_shown_as_ticked(claim, contact, client):
    paper = papers_of(claim)[0]

    page = client.post(f"{bench(claim)}video/{contact.pk}/asli/{paper.pk}/", follow=True).content.decode()

    assert OriginalShown.objects.get().paper == paper
    assert page.count("tag-accepted") == 1


def test_a_call_without_an_outcome_is_asked_for_it(claim, contact, client):
    response = client.post(f"{bench(claim)}video/{contact.pk}/hasil/", {"note": "Wajah cocok."})

    assert response.status_code == 422
    assert "Pilih hasil video." in response.content.decode()
    assert "Wajah cocok." in response.content.decode()


def test_a_question_is_asked_at_the_desk_and_answered_on_the_claims_page(claim, client, claimant):
    client.post(f"{bench(claim)}pertanyaan/", {"text": "Apakah nama di KTP benar?"})
    asked = claim.questions.get()
    address = f"/klaim/{claim.case_number}/pertanyaan/{asked.pk}/"

    assert address in claimant.get(f"/klaim/{claim.case_number}/").content.decode()
    assert "Apakah nama di KTP benar?" in claimant.get(address).content.decode()
    assert claimant.post(address, {"text": ""}).status_code == 422
    claimant.post(address, {"text": "Ya, benar."})

    assert "Ya, benar." in client.get(bench(claim)).content.decode()


def test_a_page_may_reach_the_signalling_and_use_camera_and_microphone(client, settings):
    answer = client.get("/")

    scheme, _, rest = settings.SIGNALLING_URL.partition("://")
    assert f"connect-src 'self' {scheme}://{rest.split('/')[0]}" in answer["Content-Security-Policy"]
    assert "camera=(self), microphone=(self)" in answer["Permissions-Policy"]
