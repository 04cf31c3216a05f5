import pytest
from django.utils import timezone

from claims.models import Claim
from queueing.intake import drafts
from queueing.models import Draft, Ticket
from tests import factories
from tests.journeys import steps

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def hour(house):
    return steps.open_the_week(factories.branch(), timezone.now())


def test_a_participant_books_a_place_from_the_first_page_to_the_confirmation(client, hour):
    check = steps.fill_until_check(client, hour, nik="3171011708850001")
    done = steps.confirm(client)

    claim = Claim.objects.get()
    assert "Periksa isian Anda" in check.content.decode()
    assert claim.case_number in done.content.decode()
    assert "WITA" in done.content.decode()
    assert "Anda tidak perlu datang" in done.content.decode()
    hour.refresh_from_db()
    assert hour.taken == 1


def test_the_confirmation_can_be_opened_again_and_back_repeats_nothing(client, hour):
    steps.fill_until_check(client, hour, nik="3171011708850001")
    steps.confirm(client)

    again = client.get("/ajukan/selesai/")
    back = client.get("/ajukan/periksa/")

    assert Claim.objects.get().case_number in again.content.decode()
    assert back.status_code == 302
    assert Ticket.objects.count() == 1


def test_the_same_form_posted_twice_is_one_claim(client, hour):
    steps.fill_until_check(client, hour, nik="3171011708850001")
    key = str(drafts.version(Draft.objects.get()))

    first = client.post("/ajukan/periksa/", {"truth": "on", "privacy": "on", "key": key})
    second = client.post("/ajukan/periksa/", {"truth": "on", "privacy": "on", "key": key})

    assert first.status_code == second.status_code == 302
    assert Claim.objects.count() == 1


def test_the_answers_are_not_kept_twice_once_the_claim_holds_them(client, hour):
    steps.fill_until_check(client, hour, nik="3171011708850001")
    steps.confirm(client)

    assert set(Draft.objects.get().answers) == {"link_token"}


@pytest.mark.parametrize("address", ["periksa", "rekening", "kode", "peserta", "waktu", "selesai"])
def test_no_page_is_reached_by_its_address_alone(client, house, address):
    response = client.get(f"/ajukan/{address}/")

    assert response.status_code == 302


def test_a_nik_with_letters_gets_a_sentence_and_keeps_the_rest(client, hour):
    steps.fill_until_check(client, hour, nik="3171011708850001")

    given = {"name": "Siti Contoh", "nik": "31710117O8850001", "kpj": "12345678901"}
    born = {"birth_date_0": "1", "birth_date_1": "2", "birth_date_2": "1990"}
    response = client.post("/ajukan/peserta/", given | born)

    assert response.status_code == 422
    assert "Ada masalah" in response.content.decode()
    assert "Siti Contoh" in response.content.decode()


def test_a_full_hour_is_refused_with_a_sentence_and_nothing_else_is_lost(client, hour):
    steps.fill_until_check(client, hour, nik="3171011708850001")
    steps.let_the_hold_lapse()
    steps.fill_up(hour)

    response = steps.confirm(client)

    assert response.status_code == 409
    assert "penuh" in response.content.decode()
    assert Claim.objects.count() == 0
    assert "Budi Contoh" in response.content.decode()


def test_a_day_that_has_passed_cannot_be_confirmed(client, hour):
    steps.fill_until_check(client, hour, nik="3171011708850001")
    hour.bookable_until = timezone.now()
    hour.save(update_fields=["bookable_until"])

    response = client.get("/ajukan/periksa/", follow=True)

    assert "Pilih hari dan jam" in response.content.decode()


def test_one_person_has_one_live_place_per_programme(client, hour, django_user_model):
    steps.fill_until_check(client, hour, nik="3171011708850001")
    steps.confirm(client)
    client.cookies.clear()
    steps.fill_until_check(client, hour, nik="3171011708850001")

    response = steps.confirm(client)

    assert response.status_code == 409
    assert "sudah punya tempat" in response.content.decode()
    assert Claim.objects.count() == 1
