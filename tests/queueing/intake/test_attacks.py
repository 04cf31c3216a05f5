"""What somebody with bad intent, or only a nervous finger, did to the intake once."""

import re

import pytest
from django.utils import timezone

from catalogue.models import Cause
from claims.models import Claim
from queueing.models import Draft
from tests import factories
from tests.journeys import steps

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def hour(house):
    return steps.open_the_week(factories.branch(), timezone.now())


def key_on(page: str) -> str:
    return re.search(r'name="key" value="([0-9a-f-]+)"', page).group(1)


def test_the_code_page_reloaded_after_the_code_leads_on(client, hour):
    steps.fill_until_check(client, hour, nik="3171011708850001")

    for address in ("/ajukan/kode/", "/ajukan/kode/pengiriman/", "/ajukan/kode/penundaan/"):
        assert client.post(address, {"code": "123456"}).status_code == 302
    assert client.get("/ajukan/kode/").status_code == 302


def test_a_booking_whose_answer_was_lost_is_repeated_with_the_same_cookie(client, hour):
    page = steps.fill_until_check(client, hour, nik="3171011708850001").content.decode()
    given = {"truth": "on", "privacy": "on", "key": key_on(page)}
    cookie = client.cookies["sessionid"].value

    client.post("/ajukan/periksa/", given)
    client.cookies["sessionid"] = cookie
    again = client.post("/ajukan/periksa/", given, follow=True)

    assert Claim.objects.get().case_number in again.content.decode()


def test_a_cookie_planted_before_the_code_is_worth_nothing_after_it(client, hour):
    client.post("/ajukan/", {"programme": "JHT"})
    planted = client.cookies["sessionid"].value
    steps.fill_until_check(client, hour, nik="3171011708850001")

    assert client.cookies["sessionid"].value != planted


def test_an_old_check_page_does_not_confirm_what_it_did_not_show(client, hour):
    page = steps.fill_until_check(client, hour, nik="3171011708850001").content.decode()
    other = {"bank_name": "Bank Lain", "account_number": "9999999999", "account_holder": "Orang Lain"}
    client.post("/ajukan/rekening/", other)

    refused = client.post("/ajukan/periksa/", {"truth": "on", "privacy": "on", "key": key_on(page)})
    seen = refused.content.decode()
    taken = client.post("/ajukan/periksa/", {"truth": "on", "privacy": "on", "key": key_on(seen)})

    assert refused.status_code == 409
    assert "Bank Lain" in seen
    assert taken.status_code == 302


def test_a_death_is_asked_for_when_the_cause_is_changed_to_one(client, hour):
    steps.fill_until_check(client, hour, nik="3171011708850001")
    death = Cause.objects.filter(participant_died=True).first()
    draft = Draft.objects.get()
    draft.answers["participant"].pop("death_date", None)
    draft.answers = {**draft.answers, "programme": death.programme.code, "cause": death.code, "relation": "spouse"}
    draft.answers["applicant"] = {"name": "Siti Contoh", "nik": "3171014101900001"}
    draft.answers["questions"] = dict.fromkeys([*draft.answers["questions"], "SEVERAL_HEIRS", "NAMED_IN_WILL"], "no")
    draft.save(update_fields=["answers"])

    assert client.get("/ajukan/periksa/").status_code == 302


def test_a_full_hour_does_not_tell_who_has_a_place(client, hour):
    factories.open_claim(now=timezone.now(), at=hour, participant=factories.participant(nik="3171011708850001"))
    steps.fill_until_check(client, hour, nik="3171011708850001")
    steps.let_the_hold_lapse()
    steps.fill_up(hour)

    response = steps.confirm(client)

    assert "penuh" in response.content.decode()
    assert "sudah punya tempat" not in response.content.decode()
