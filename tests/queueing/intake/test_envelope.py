"""The intake of who books no hour: the same pages, another end."""

import re

import pytest
from django.utils import timezone

from claims.models import Claim
from queueing.models import Ticket
from tests import factories
from tests.journeys import steps

pytestmark = pytest.mark.usefixtures("house")

NIK = "3171011708850001"


@pytest.fixture
def hour(house):
    return steps.open_the_week(factories.branch(), timezone.now())


def choose_the_box(client):
    return client.post("/ajukan/amplop/pilihan/", {"way": "envelope"})


def open_claim(client, **also):
    key = re.search(r'name="key" value="([0-9a-f-]+)"', client.get("/ajukan/amplop/").content.decode()).group(1)
    return client.post("/ajukan/amplop/", {"truth": "on", "privacy": "on", "key": key, **also}, follow=True)


def fill_for_the_box(client, hour, **who):
    steps.fill_until_check(client, hour, nik=NIK, **who)
    return choose_the_box(client)


def test_a_claim_is_opened_without_an_hour_and_its_held_place_is_free_again(client, hour):
    fill_for_the_box(client, hour)

    done = open_claim(client).content.decode()

    claim = Claim.objects.get()
    assert (claim.status, claim.door) == ("sent_to_dropbox", "gate")
    assert claim.case_number in done
    assert f"/klaim/{claim.case_number}/amplop/" in done
    assert "Formulir 5" in done
    assert not Ticket.objects.live().exists()


def test_the_page_of_hours_offers_the_box_and_is_not_asked_afterwards(client, hour):
    steps.fill_until_check(client, hour, nik=NIK)
    offered = client.get("/ajukan/waktu/").content.decode()

    answer = choose_the_box(client)

    assert "Antar ke drop box tanpa memesan jam" in offered
    assert answer.url == "/ajukan/amplop/"
    assert client.get("/ajukan/waktu/").url == "/ajukan/amplop/"


def test_who_would_rather_book_an_hour_goes_back_to_the_hours(client, hour):
    fill_for_the_box(client, hour)

    answer = client.post("/ajukan/amplop/pilihan/", {"way": ""})

    assert answer.url == "/ajukan/waktu/"


def test_the_confirmation_can_be_opened_again_and_back_repeats_nothing(client, hour):
    fill_for_the_box(client, hour)
    open_claim(client)

    assert Claim.objects.get().case_number in client.get("/ajukan/selesai/").content.decode()
    assert client.get("/ajukan/amplop/").url == "/ajukan/selesai/"


def test_a_page_that_was_changed_in_another_tab_is_shown_again(client, hour):
    fill_for_the_box(client, hour)

    answer = client.post(
        "/ajukan/amplop/", {"truth": "on", "privacy": "on", "key": "00000000-0000-0000-0000-000000000000"}
    )

    assert answer.status_code == 409
    assert not Claim.objects.exists()


def test_the_same_person_and_programme_is_refused_with_a_sentence(client, hour):
    fill_for_the_box(client, hour)
    open_claim(client)
    client.cookies.clear()
    fill_for_the_box(client, hour)

    answer = open_claim(client)

    assert answer.status_code == 409
    assert "sudah punya" in answer.content.decode()
    assert Claim.objects.count() == 1


def test_an_officer_of_a_company_goes_on_with_the_next_worker(client, hour):
    fill_for_the_box(client, hour, cause=factories.cause("JKK", "PAK"), phone="081234567891")
    client.post("/ajukan/hubungan/", {"relation": "company"})
    client.post("/ajukan/pemohon/", {"name": "Siti Contoh", "nik": "3171014101900001"})
    open_claim(client)

    nxt = client.post("/ajukan/amplop/berikutnya/", {"same": "cause"})
    client.post(
        nxt.url, {"name": "Wahyu Contoh", "nik": "3171011708850002", "passport": "", "kpj": "12345678902", **steps.BORN}
    )
    account = {"bank_name": "Bank Contoh", "account_number": "1234567890", "account_holder": "Wahyu Contoh"}
    client.post("/ajukan/rekening/", account)
    open_claim(client)

    first, second = Claim.objects.with_people().order_by("opened_at")
    assert nxt.url == "/ajukan/peserta/"
    assert second.participant.name == "Wahyu Contoh"
    assert (second.applicant.name, second.applicant.phone) == (first.applicant.name, first.applicant.phone)
    assert second.cause == first.cause


def test_an_heir_goes_on_with_another_programme_for_the_same_participant(client, hour):
    fill_for_the_box(client, hour, cause=factories.cause("JKM"))
    open_claim(client)

    client.post("/ajukan/amplop/berikutnya/", {"same": "participant"})
    client.post("/ajukan/", {"programme": "JHT"})
    client.post("/ajukan/sebab/", {"cause": "MENINGGAL"})
    client.post("/ajukan/dokumen/")
    questions = client.get("/ajukan/pertanyaan/", follow=True).content.decode()
    client.post("/ajukan/pertanyaan/", dict.fromkeys(re.findall(r'name="([A-Z0-9_]+)" value="no"', questions), "no"))
    open_claim(client)

    programmes = {claim.programme.code for claim in Claim.objects.select_related("programme")}
    people = {bytes(claim.participant.person_index) for claim in Claim.objects.all()}
    assert programmes == {"JKM", "JHT"}
    assert len(people) == 1


def test_nobody_goes_on_for_an_applicant_whose_claim_is_not_open_in_this_browser(client, hour):
    fill_for_the_box(client, hour)
    open_claim(client)
    session = client.session
    del session["claims"]
    session.save()

    answer = client.post("/ajukan/amplop/berikutnya/", {"same": "participant"})

    assert answer.url == "/ajukan/"
