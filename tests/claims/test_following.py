"""Following a claim by its number and a code, and what its addresses never hold."""

import re

import pytest
from django.utils import timezone

from claims import fresh
from claims.models import Claim
from notifications.models import Message
from tests import factories
from tests.claims.doors import last_code, open_by_code

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def claim(house) -> Claim:
    return factories.open_claim(now=timezone.now())


@pytest.mark.parametrize("typed", [str, str.lower, lambda n: n.replace("-", " "), lambda n: n.replace("-", "")[2:]])
def test_a_claim_is_followed_by_its_number_however_it_is_typed_and_a_code(typed, claim, client):
    asked = client.post("/klaim/", {"case_number": typed(claim.case_number)}, follow=True)

    response = client.post("/klaim/kode/", {"code": last_code()}, follow=True)

    assert claim.case_number in asked.content.decode()
    assert response.redirect_chain[-1][0] == claim.get_absolute_url()
    assert "Perjalanan klaim" in response.content.decode()
    assert "Klaim dibuka dan tempat diambil" in response.content.decode()


@pytest.mark.parametrize("typed", ["", "LA-1234", "3171011708850001", "LA-7K3M-9QTX-A", "x" * 40])
def test_a_number_that_cannot_be_one_gets_a_sentence_and_no_code_leaves(typed, client, house):
    response = client.post("/klaim/", {"case_number": typed})

    assert response.status_code == 422
    assert "omor kasus" in response.content.decode()
    assert Message.objects.count() == 0


def test_one_wrong_letter_in_a_case_number_is_noticed():
    number = fresh.case_number()
    letters = number.replace("-", "")[2:]

    for place in range(9):
        for letter in set(fresh._ALPHABET) - {letters[place]}:
            assert fresh.read_case_number(f"LA{letters[:place]}{letter}{letters[place + 1 :]}") == ""


def test_the_code_may_be_sent_to_the_other_contact(claim, client):
    client.post("/klaim/", {"case_number": claim.case_number})
    by_phone = Message.objects.filter(name="one_time_code").get()

    client.post("/klaim/kode/pengiriman/", {"channel": "email"})

    by_mail = Message.objects.filter(name="one_time_code").exclude(pk=by_phone.pk).get()
    assert (by_phone.channel, by_phone.address) == ("sms", claim.applicant.phone)
    assert (by_mail.channel, by_mail.address) == ("email", claim.applicant.email)


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "1234567"])
def test_a_code_of_another_shape_gets_a_sentence_and_costs_no_try(typed, claim, client):
    client.post("/klaim/", {"case_number": claim.case_number})

    response = client.post("/klaim/kode/", {"code": typed})

    assert response.status_code == 422
    assert claim.onetimecode_set.get().tries == 0


def test_no_address_on_any_page_holds_what_identifies_a_person(claim, client):
    open_by_code(client, claim)
    seen, waiting = set(), {claim.get_absolute_url()}

    while waiting:
        address = waiting.pop()
        seen.add(address)
        page = client.get(address)
        if page["Content-Type"].startswith("text/html"):
            found = set(re.findall(r'(?:href|action|src)="(/klaim/[^"#]*)"', page.content.decode()))
            waiting |= {
                each for each in found - seen if not re.search("penyerahan|penghapusan|pembatalan|penutupan", each)
            }

    person, filer = claim.participant, claim.applicant
    secrets = (person.nik, *person.kpj_numbers, filer.phone[1:], filer.email, filer.account_number)
    assert len(seen) > 10
    assert not [(address, secret) for address in seen for secret in secrets if secret in address]
