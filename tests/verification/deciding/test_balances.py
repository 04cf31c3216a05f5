import pytest
from django.conf import settings

from claims.models import Claim
from tests import factories
from tests.verification.at_the_desk import accept_all, rule, taken_claim
from verification.deciding import balances, deciding
from verification.models import CoreBalance, Decision
from workflow import Refused

pytestmark = pytest.mark.usefixtures("desk")

LIMIT = balances.NPWP_ABOVE


def states(claim: Claim) -> dict[str, str]:
    return {need.key: need.state for need in Claim.objects.with_people().get(pk=claim.pk).needs()}


@pytest.mark.parametrize(
    ("rupiah", "answer", "npwp"),
    [(0, "no", None), (LIMIT, "no", None), (LIMIT + 1, "yes", "required")],
)
def test_the_balance_decides_about_the_npwp_whatever_was_answered(now, rupiah, answer, npwp):
    officer = factories.officer()
    claim = taken_claim(officer, now=now, balance=None)

    balances.enter_balance(claim.pk, rupiah=rupiah, by=officer.actor, now=now)

    assert Claim.objects.get().answers[balances.QUESTION] == answer
    assert states(claim).get("NPWP") == npwp


def test_an_npwp_left_to_the_officer_is_answered_by_the_balance_together_with_the_other_question(now):
    officer = factories.officer()
    claim = taken_claim(officer, now=now, balance=None, answers={"EARLIER_PARTIAL": "no"})
    assert states(claim)["NPWP"] == "officer"

    balances.enter_balance(claim.pk, rupiah=LIMIT, by=officer.actor, now=now)

    assert "NPWP" not in states(claim)


def test_an_earlier_partial_claim_still_asks_for_the_npwp_of_a_small_balance(now):
    officer = factories.officer()
    claim = taken_claim(officer, now=now, balance=None, answers={"EARLIER_PARTIAL": "yes"})

    balances.enter_balance(claim.pk, rupiah=1, by=officer.actor, now=now)

    assert states(claim)["NPWP"] == "required"


def test_a_claim_is_not_verified_before_its_balance_was_read(now):
    officer = factories.officer()
    claim = taken_claim(officer, now=now, balance=None)
    accept_all(claim, officer, now=now)

    with pytest.raises(Refused, match="saldo JHT"):
        deciding.verify(claim.pk, by=officer.actor, now=now)

    assert not Decision.objects.exists()


def test_a_large_balance_keeps_a_claim_without_npwp_from_being_verified(now):
    officer = factories.officer()
    claim = taken_claim(officer, now=now, balance=LIMIT + 1)
    accept_all(claim, officer, now=now)

    with pytest.raises(Refused, match="NPWP"):
        deciding.verify(claim.pk, by=officer.actor, now=now)


def test_a_claim_that_is_refused_needs_no_balance(now):
    officer = factories.officer()
    claim = taken_claim(officer, now=now, balance=None)

    deciding.reject(claim.pk, rule=rule(), by=officer.actor, now=now)

    assert Claim.objects.get().status == Claim.Status.REJECTED


def test_a_programme_that_asks_for_no_balance_takes_none(now):
    officer = factories.officer()
    claim = taken_claim(officer, now=now, cause=factories.cause("JP"))

    with pytest.raises(Refused, match="tidak memerlukan"):
        balances.enter_balance(claim.pk, rupiah=1, by=officer.actor, now=now)


@pytest.mark.parametrize("rupiah", [-1, balances.AT_MOST + 1])
def test_a_mistyped_balance_is_refused(now, rupiah):
    officer = factories.officer()
    claim = taken_claim(officer, now=now, balance=None)

    with pytest.raises(Refused, match="tidak masuk akal"):
        balances.enter_balance(claim.pk, rupiah=rupiah, by=officer.actor, now=now)


def test_only_the_holder_enters_a_balance(now):
    claim = taken_claim(factories.officer(), now=now, balance=None)

    with pytest.raises(Refused, match="tidak sedang Anda pegang"):
        balances.enter_balance(claim.pk, rupiah=1, by=factories.officer().actor, now=now)


def test_the_balance_rests_sealed_and_is_in_no_event(now):
    officer = factories.officer()
    claim = taken_claim(officer, now=now, balance=73_456_789)

    at_rest = CoreBalance.objects.values_list("amount", flat=True).get().at_rest

    assert b"73456789" not in at_rest
    assert "73456789" not in str(list(claim.events.values_list("detail", flat=True)))
    assert CoreBalance.objects.get().rupiah == 73_456_789


def test_a_decision_names_the_balance_it_stood_on(now):
    officer = factories.officer()
    claim = taken_claim(officer, now=now, balance=1_000_000)
    balances.enter_balance(claim.pk, rupiah=2_000_000, by=officer.actor, now=now)
    accept_all(claim, officer, now=now)

    decision = deciding.verify(claim.pk, by=officer.actor, now=now)

    assert decision.balance.rupiah == 2_000_000
    assert settings.SECOND_OFFICER_ABOVE > 2_000_000
