"""The phrase an officer says on the telephone: shown to the holder alone, on record, and used once."""

import pytest
from django.urls import reverse

from claims.models import Claim
from tests import factories
from tests.verification.at_the_desk import taken_claim
from verification import desk
from verification.models import PageView
from workflow import Refused


@pytest.fixture
def officer(house):
    return factories.officer()


@pytest.fixture
def claim(officer, now):
    return taken_claim(officer, now=now)


def page(name: str, claim: Claim) -> str:
    return reverse(f"admin:{name}", args=[claim.case_number])


def test_the_workbench_shows_it_on_request_with_how_to_say_it_and_on_record(client, officer, claim):
    client.force_login(officer)

    before = client.get(page("workbench", claim)).content.decode()
    shown = client.post(page("workbench_phrase", claim)).content.decode()

    assert claim.caller_phrase not in before
    assert claim.caller_phrase in shown
    assert "Ucapkan ini; jangan minta peserta menyebutkan" in shown
    assert PageView.objects.filter(what=PageView.What.PHRASE, by=officer.actor, claim=claim).count() == 1


def test_who_does_not_hold_the_claim_does_not_see_it(client, claim):
    client.force_login(factories.officer())

    answer = client.post(page("workbench_phrase", claim))

    assert answer.status_code == 404
    assert not PageView.objects.filter(what=PageView.What.PHRASE).exists()


def test_once_said_it_is_another_and_the_old_one_is_gone(client, officer, claim):
    client.force_login(officer)

    client.post(page("phrase_saying", claim))

    again = client.post(page("workbench_phrase", claim)).content.decode()
    now_it_is = Claim.objects.get(pk=claim.pk).caller_phrase
    assert now_it_is != claim.caller_phrase
    assert now_it_is in again
    assert claim.caller_phrase not in again


def test_nobody_else_can_use_it_up(claim, now):
    with pytest.raises(Refused):
        desk.phrase_spoken(claim.pk, next_phrase="x y z", by=factories.officer().actor, now=now)

    assert Claim.objects.get(pk=claim.pk).caller_phrase == claim.caller_phrase
