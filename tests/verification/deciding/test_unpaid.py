"""A payment that did not arrive: sent back by the bank, or refused by the core system."""

from datetime import timedelta

import pytest

from claims import contacts, envelopes, filing, fresh
from claims.models import Claim
from claims.models.people import ACCOUNT_WAIT
from tests import factories
from tests.verification.at_the_desk import accept_all, forwarded, taken_claim, verified_claim
from tests.verification.deciding.test_undoing import undo
from verification import desk
from verification.deciding import deciding, payees, proposing, undoing
from verification.deciding.second_pair import Why
from verification.models import Decision, Proposal
from workflow import Refused

pytestmark = [pytest.mark.usefixtures("desk"), pytest.mark.slow]

HOUR = timedelta(hours=1)
NEW_ACCOUNT = {"bank_name": "Bank Lain", "account_number": "9876543210", "account_holder": "Budi Contoh Santosa"}
BY = {"by": "system:payments"}


@pytest.fixture
def decider():
    return factories.officer()


@pytest.fixture
def at_the_bank(decider, now):
    return forwarded(verified_claim(decider, now=now).pk, now=now)


def again(claim: Claim) -> Claim:
    return Claim.objects.with_people().get(pk=claim.pk)


def send_back(claim: Claim, now, code: str = "account_closed") -> Decision:
    return undoing.payment_returned(claim.pk, code=code, now=now, **BY)


def answer(claim: Claim, now, *, account: dict | None = None) -> None:
    """The claimant gives another account, or says that the present one is right; then sends the passbook."""
    if account:
        contacts.change_account(claim.pk, by=f"claimant:{claim.pk}", now=now, **account)
    else:
        contacts.confirm_account(claim.pk, by=f"claimant:{claim.pk}", now=now)
    factories.complete_papers(again(claim), now=now)
    filing.submit(claim.pk, by=f"claimant:{claim.pk}", now=now)


def take(claim: Claim, officer, now) -> None:
    assert desk.take_next(officer, now=now).pk == claim.pk


def judge_passbook(claim: Claim, officer, now) -> None:
    desk.accept(claim.papers.get(kind__code="REK").pk, by=officer.actor, now=now)


# --- Forwarded ---


def test_a_forwarded_decision_is_not_undone_by_hand(at_the_bank, now):
    with pytest.raises(Refused, match="sudah diteruskan untuk pembayaran; tunggu hasilnya"):
        undo(at_the_bank.decisions.get(), by=factories.officer().actor, link_token=fresh.token(), now=now)


# --- Sent back by the bank ---


def test_the_decision_is_undone_by_a_row_that_says_what_the_bank_said(at_the_bank, now):
    undone = send_back(at_the_bank, now + HOUR)

    assert (undone.outcome, undone.because, undone.code) == ("undone", "payment_returned", "account_closed")
    assert undone.undoes.outcome == "verified"
    assert undone.said_unpaid == "rekening ini sudah ditutup"
    assert again(at_the_bank).status == Claim.Status.AWAITING_REPAIR


def test_it_comes_back_once(at_the_bank, now):
    send_back(at_the_bank, now)

    with pytest.raises(Refused, match="tidak sedang diteruskan"):
        send_back(at_the_bank, now + HOUR)


def test_a_code_nobody_knows_changes_nothing(at_the_bank, now):
    with pytest.raises(Refused, match="tidak dikenal"):
        send_back(at_the_bank, now, code="17")

    assert again(at_the_bank).forwarded_at == now


def test_the_account_that_was_right_is_verified_by_the_same_officer_after_a_look_at_the_passbook(
    at_the_bank, decider, now
):
    send_back(at_the_bank, now, code="bank_unreachable")
    answer(at_the_bank, now + HOUR)
    take(at_the_bank, decider, now + 2 * HOUR)
    with pytest.raises(Refused, match="Nilai dulu"):
        deciding.verify(at_the_bank.pk, by=decider.actor, now=now + 2 * HOUR)

    judge_passbook(at_the_bank, decider, now + 2 * HOUR)
    decision = deciding.verify(at_the_bank.pk, by=decider.actor, now=now + 2 * HOUR)

    assert (decision.outcome, decision.seconded_by) == ("verified", "")
    assert Claim.objects.payable(now + 2 * HOUR).get() == at_the_bank


def test_another_account_asks_for_two_officers_and_both_see_it_in_force(at_the_bank, decider, now):
    send_back(at_the_bank, now)
    answer(at_the_bank, now, account=NEW_ACCOUNT)
    then = now + ACCOUNT_WAIT

    take(at_the_bank, decider, then)
    judge_passbook(at_the_bank, decider, then)
    proposal = deciding.verify(at_the_bank.pk, by=decider.actor, now=then)

    assert isinstance(proposal, Proposal)
    assert Why.ACCOUNT_CHANGED in proposal.why
    second = factories.officer()
    assert proposing.confirm(proposal.pk, by=second.actor, now=then + HOUR).seconded_by == second.actor
    assert again(at_the_bank).applicant.account(then + HOUR) == tuple(NEW_ACCOUNT.values())


def test_the_acceptance_of_the_old_passbook_ended_when_another_was_asked_for(at_the_bank, decider, now):
    send_back(at_the_bank, now + HOUR)
    answer(at_the_bank, now + HOUR)
    paper = at_the_bank.papers.get(kind__code="REK")
    paper.files.filter(replaced_at=None).update(replaced_at=now + HOUR)  # as if none had come
    take(at_the_bank, decider, now + 2 * HOUR)

    with pytest.raises(Refused, match="belum ada dokumen yang diterima untuk: Buku tabungan"):
        deciding.verify(at_the_bank.pk, by=decider.actor, now=now + 2 * HOUR)


# --- Refused by the core system ---


def test_the_core_systems_refusal_is_a_row_with_its_code_and_words(at_the_bank, decider, now):
    undone = undoing.core_refused(at_the_bank.pk, code="E42", words="Saldo sudah dibayarkan.", now=now, **BY)

    assert (undone.because, undone.code, undone.note) == ("core_refused", "E42", "Saldo sudah dibayarkan.")
    assert undone.said_unpaid == "E42"
    assert again(at_the_bank).reserved_for == decider.actor


def test_refused_it_is_decided_anew_by_two_officers(at_the_bank, decider, now):
    undoing.core_refused(at_the_bank.pk, code="E42", words="", now=now, **BY)
    take(at_the_bank, decider, now + HOUR)

    proposal = deciding.verify(at_the_bank.pk, by=decider.actor, now=now + HOUR)

    assert proposal.why == [Why.REOPENED]


def test_a_refusal_without_a_code_is_none(at_the_bank, now):
    with pytest.raises(Refused, match="tanpa kode"):
        undoing.core_refused(at_the_bank.pk, code=" ", words="Ditolak.", now=now, **BY)


# --- No money leaves for an account nobody looked at ---


@pytest.fixture
def in_hand(decider, now):
    claim = taken_claim(decider, now=now)
    accept_all(claim, decider, now=now)
    return claim


def test_nobody_verifies_while_another_account_is_about_to_count(in_hand, decider, now):
    contacts.change_account(in_hand.pk, by="claimant:x", now=now, **NEW_ACCOUNT)

    with pytest.raises(Refused, match="Rekening baru berlaku"):
        deciding.verify(in_hand.pk, by=decider.actor, now=now + HOUR)
    proposal = deciding.verify(in_hand.pk, by=decider.actor, now=now + ACCOUNT_WAIT)

    assert proposal.why == [Why.ACCOUNT_CHANGED]


def test_a_change_after_the_proposal_makes_it_fall_and_is_not_confirmed_unseen(in_hand, decider, now):
    contacts.change_account(in_hand.pk, by="claimant:x", now=now, **NEW_ACCOUNT)
    proposal = deciding.verify(in_hand.pk, by=decider.actor, now=now + ACCOUNT_WAIT)
    another = {**NEW_ACCOUNT, "account_number": "5555555555"}
    contacts.change_account(in_hand.pk, by="claimant:x", now=now + ACCOUNT_WAIT, **another)

    with pytest.raises(Refused, match="gugur"):
        proposing.confirm(proposal.pk, by=factories.officer().actor, now=now + ACCOUNT_WAIT + HOUR)

    assert again(in_hand).status == Claim.Status.AWAITING_CHECK


def test_once_verified_the_account_stays_what_the_officers_saw(in_hand, decider, now):
    deciding.verify(in_hand.pk, by=decider.actor, now=now)
    seen = again(in_hand).applicant.account(now)

    with pytest.raises(Refused):
        contacts.change_account(in_hand.pk, by="claimant:x", now=now, **NEW_ACCOUNT)
    with pytest.raises(Refused):
        contacts.cancel_account_change(in_hand.pk, by="claimant:x", now=now)

    assert again(in_hand).applicant.account(now + 10 * ACCOUNT_WAIT) == seen


def test_without_an_account_nobody_verifies(decider, now):
    applicant = factories.applicant(now, bank_name="", account_number="", account_holder="")
    claim = taken_claim(decider, now=now, applicant=applicant)
    accept_all(claim, decider, now=now)

    with pytest.raises(Refused, match="Belum ada rekening"):
        deciding.verify(claim.pk, by=decider.actor, now=now)


# --- The officer answers for a person who cannot ---


@pytest.fixture
def unanswered(at_the_bank, decider, now):
    """Back from the drop box with its passbook, the account still in question."""
    send_back(at_the_bank, now)
    factories.complete_papers(again(at_the_bank), now=now)
    claim = envelopes.contents_checked(at_the_bank.pk, by="officer:9", now=now)
    take(claim, decider, now + HOUR)
    judge_passbook(claim, decider, now + HOUR)
    return claim


def test_while_the_account_is_wanted_nobody_verifies(unanswered, decider, now):
    with pytest.raises(Refused, match="Rekening masih ditanyakan"):
        deciding.verify(unanswered.pk, by=decider.actor, now=now + HOUR)


def test_the_officer_enters_the_account_and_a_second_one_decides_with_them(unanswered, decider, now):
    change = payees.enter_account(unanswered.pk, by=decider.actor, now=now + HOUR, **NEW_ACCOUNT)

    assert change.asked_by == decider.actor
    with pytest.raises(Refused, match="Rekening baru berlaku"):
        deciding.verify(unanswered.pk, by=decider.actor, now=now + 2 * HOUR)
    proposal = deciding.verify(unanswered.pk, by=decider.actor, now=change.effective_at)
    assert isinstance(proposal, Proposal)


def test_the_officer_writes_down_that_the_present_account_is_right(unanswered, decider, now):
    payees.confirm_account(unanswered.pk, by=decider.actor, now=now + HOUR)

    assert deciding.verify(unanswered.pk, by=decider.actor, now=now + HOUR).outcome == "verified"


def test_only_who_holds_the_claim_answers_and_only_while_it_is_asked(unanswered, decider, in_hand_of_another, now):
    with pytest.raises(Refused, match="tidak sedang Anda pegang"):
        payees.enter_account(unanswered.pk, by=factories.officer().actor, now=now + HOUR, **NEW_ACCOUNT)
    with pytest.raises(Refused, match="tidak sedang ditanyakan"):
        payees.enter_account(in_hand_of_another.pk, by="officer:8", now=now + HOUR, **NEW_ACCOUNT)


@pytest.fixture
def in_hand_of_another(now):
    claim = factories.submitted_claim(now=now)
    Claim.objects.filter(pk=claim.pk).update(taken_at=now, taken_by="officer:8", taken_until=now + 9 * HOUR)
    return claim
