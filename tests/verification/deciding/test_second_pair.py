import pytest

from claims import checking, contacts, fresh
from claims.models import Claim, PaperFile
from queueing.models import Dispute
from tests import factories
from tests.verification.at_the_desk import MINUTE, accept_all, rule, taken_claim
from verification.deciding import balances, deciding, second_pair
from verification.deciding.second_pair import Why
from verification.models import Decision, Outcome, Proposal

pytestmark = pytest.mark.usefixtures("desk")


@pytest.fixture
def officer():
    return factories.officer()


@pytest.fixture
def claim(officer, now):
    return taken_claim(officer, now=now)


def why(claim: Claim, outcome: str = Outcome.VERIFIED) -> list[Why]:
    claim = Claim.objects.with_people().get(pk=claim.pk)
    return second_pair.reasons(claim, outcome, balances.balance_of(claim))


def test_an_ordinary_claim_needs_one_officer(claim, officer, now):
    accept_all(claim, officer, now=now)

    assert why(claim) == []
    assert isinstance(deciding.verify(claim.pk, by=officer.actor, now=now), Decision)


@pytest.mark.parametrize(("over", "expected"), [(0, []), (1, [Why.BALANCE])])
def test_a_balance_above_the_set_amount_needs_two(claim, officer, now, settings, over, expected):
    settings.SECOND_OFFICER_ABOVE = 20_000_000

    balances.enter_balance(claim.pk, rupiah=20_000_000 + over, by=officer.actor, now=now)

    assert why(claim) == expected


@pytest.mark.parametrize(("note", "expected"), [("seen_elsewhere", Why.SAME_PICTURE), ("nik_differs", Why.NIK_DIFFERS)])
def test_what_a_machine_suspects_needs_two_also_for_a_refusal(claim, officer, now, note, expected):
    file = PaperFile.objects.filter(claim=claim).first()
    file.noticed = [note, "turned"]
    file.save(update_fields=["noticed"])

    assert why(claim) == [expected]
    assert isinstance(deciding.reject(claim.pk, rule=rule(), by=officer.actor, now=now), Proposal)


def test_a_note_on_a_file_that_was_replaced_no_longer_counts(claim, now):
    PaperFile.objects.filter(pk=PaperFile.objects.first().pk).update(noticed=["seen_elsewhere"], replaced_at=now)

    assert why(claim) == []


def test_a_dispute_needs_two_even_when_it_was_settled(claim, now):
    other = factories.open_claim(now=now)
    Dispute.objects.create(first=claim, second=other, opened_at=now, settled_at=now, settled_by="officer:0", kept=claim)

    assert why(claim) == [Why.DISPUTED]


def test_another_claim_of_the_same_person_and_programme_needs_two(claim, officer, now):
    accept_all(claim, officer, now=now)
    deciding.verify(claim.pk, by=officer.actor, now=now)  # its place is free again, and it is not paid yet
    again = factories.submitted_claim(now=now, participant=factories.participant(nik=claim.participant.nik))

    assert why(again) == [Why.ANOTHER_CLAIM]


def test_a_changed_account_needs_two_for_paying_and_one_for_refusing(claim, now):
    changed = {"bank_name": "Bank Lain", "account_number": "999", "account_holder": "Budi Contoh Santosa"}
    contacts.change_account(claim.pk, **changed, by="claimant:x", now=now)

    assert why(claim) == [Why.ACCOUNT_CHANGED]
    assert why(claim, Outcome.REJECTED) == []


def test_a_change_of_account_that_was_cancelled_needs_nobody(claim, now):
    changed = {"bank_name": "Bank Lain", "account_number": "999", "account_holder": "Budi Contoh Santosa"}
    contacts.change_account(claim.pk, **changed, by="claimant:x", now=now)
    contacts.cancel_account_change(claim.pk, by="claimant:x", now=now)

    assert why(claim) == []


def test_a_changed_contact_needs_two(claim, now):
    contacts.replace(
        claim.pk, channel="phone", value="+628120009999", link_token=fresh.token(), by="claimant:x", now=now
    )

    assert why(claim) == [Why.CONTACT_CHANGED]


@pytest.mark.parametrize(
    ("cause", "relation", "expected"),
    [
        (("JKM", "MENINGGAL"), "spouse", [Why.HEIR]),
        (("JHT", "MENINGGAL"), "attorney", [Why.HEIR]),
        (("JP", "PENSIUN_HARI_TUA"), "self", []),
    ],
)
def test_heirs_need_two(now, cause, relation, expected):
    claim = factories.open_claim(
        now=now, cause=factories.cause(*cause), applicant=factories.applicant(now, relation=relation)
    )

    assert why(claim) == expected


@pytest.mark.parametrize("objected", [True, False])
def test_what_was_undone_once_needs_two_whatever_comes_of_it(claim, officer, now, objected):
    deciding.reject(claim.pk, rule=rule(), by=officer.actor, now=now)
    decided = Claim.objects.with_people().get(pk=claim.pk)
    checking.reopen(decided, objected=objected, link_token=fresh.token(), by="officer:0", now=now + MINUTE)

    assert why(claim) == [Why.REOPENED]
    assert why(claim, Outcome.REJECTED) == [Why.REOPENED]
