"""The person chooses how they are told; what they agree to is kept with its time, its words and its place."""

from datetime import timedelta

import pytest

from claims import being_told
from claims.models import Claim
from notifications import addresses, ladder
from notifications.purposes import PURPOSES
from tests import factories
from tests.claims.doors import open_by_code
from workflow import Refused

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def claim(house, now) -> Claim:
    return factories.open_claim(now=now)


def choose(claim: Claim, now, *, first: str = "", by_whatsapp: bool = False) -> list[str]:
    """The order of channels after the choice."""
    being_told.choose(claim.pk, first=first, by_whatsapp=by_whatsapp, by="claimant:x", now=now)
    chosen = Claim.objects.with_people().get(pk=claim.pk)
    return [rung.channel for rung in ladder.rungs_for(PURPOSES["verified"], chosen.applicant.address())]


@pytest.mark.parametrize(
    ("first", "by_whatsapp", "order"),
    [
        ("", False, ["sms", "email"]),
        ("", True, ["whatsapp", "sms", "email"]),
        ("email", True, ["email", "whatsapp", "sms"]),
        ("sms", True, ["sms", "whatsapp", "email"]),
    ],
)
def test_news_goes_first_the_way_the_person_chose(first, by_whatsapp, order, claim, now):
    assert choose(claim, now, first=first, by_whatsapp=by_whatsapp) == order


def test_an_agreement_is_kept_with_its_time_its_words_and_its_place_until_it_is_taken_back(claim, now):
    choose(claim, now, by_whatsapp=True)
    agreed = Claim.objects.with_people().get(pk=claim.pk).applicant
    choose(claim, now, by_whatsapp=False)
    taken_back = Claim.objects.with_people().get(pk=claim.pk).applicant

    assert (agreed.whatsapp_agreed_at, agreed.whatsapp_wording) == (now, being_told.WHATSAPP_WORDING)
    assert agreed.whatsapp_source == "claim_page"
    assert (taken_back.whatsapp_agreed_at, taken_back.whatsapp_source) == (None, "")
    assert addresses.standing("whatsapp", claim.applicant.phone, now=now) == "opted_out"


def test_who_wrote_berhenti_agrees_anew_on_the_page(claim, now):
    choose(claim, now, by_whatsapp=True)
    phone = claim.applicant.phone
    addresses.opt_out(phone, now=now, proof="SM1")
    applicant = Claim.objects.with_people().get(pk=claim.pk).applicant
    took_it = being_told.takes_whatsapp(applicant, now=now)

    choose(claim, now + timedelta(hours=1), by_whatsapp=True)

    again = Claim.objects.with_people().get(pk=claim.pk).applicant
    assert not took_it
    assert again.whatsapp_agreed_at == now + timedelta(hours=1)
    assert not addresses.has_stopped(phone, now=now + timedelta(hours=1))


def test_whatsapp_cannot_come_first_for_who_does_not_want_it(claim, now):
    with pytest.raises(Refused, match="centang WhatsApp"):
        choose(claim, now, first="whatsapp")


def test_who_can_be_told_by_whatsapp_alone_is_asked_for_another_way_first(house, now):
    person = factories.applicant(now, phone="+14155550100", email="", email_confirmed_at=None, whatsapp_agreed_at=now)
    claim = factories.open_claim(now=now, applicant=person)

    with pytest.raises(Refused, match="Tambahkan e-mail"):
        choose(claim, now)


def test_on_the_page_the_choice_is_made_after_a_code_and_shown_again(client, claim):
    address = f"{claim.get_absolute_url()}kabar/"
    closed = client.get(address)
    open_by_code(client, claim)

    odd = client.post(address, {"first": "pos"})
    done = client.post(address, {"first": "email", "whatsapp": "on"}, follow=True)

    assert closed.status_code == 404
    assert odd.status_code == 422
    assert "Cara dikabari sudah disimpan" in done.content.decode()
    again = client.get(address).content.decode()
    assert 'value="email"' in again and "checked" in again
