from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from claims import checking, contacts, filing
from claims.history import record
from claims.models import Claim
from queueing.models import Dispute, Ticket
from tests import factories
from tests.verification.at_the_desk import MINUTE, papers_of, rule, taken_claim
from tests.verification.deciding.waiting import proposed
from verification import desk, notices
from verification.deciding import deciding, proposing
from verification.deciding.second_pair import Why
from verification.models import Decision, Proposal
from workflow import Refused

pytestmark = pytest.mark.usefixtures("desk")

ACCOUNT = {"bank_name": "Bank Lain", "account_number": "999", "account_holder": "Siti Contoh Santosa"}


@pytest.fixture
def first():
    return factories.officer()


@pytest.fixture
def second(proposal):
    return factories.officer()


@pytest.fixture
def proposal(first, now):
    return proposed(first, now=now)


def claim_of(proposal: Proposal) -> Claim:
    return Claim.objects.with_people().get(pk=proposal.claim_id)


# --- It waits ---


def test_a_proposal_decides_nothing_and_names_why_it_waits(proposal, first):
    claim = claim_of(proposal)

    assert claim.status == Claim.Status.AWAITING_CHECK
    assert (proposal.proposed_by, proposal.why) == (first.actor, [Why.HEIR])
    assert not Decision.objects.exists()
    assert Ticket.objects.get(claim=claim).ended_at is None


def test_while_it_waits_the_claim_is_in_nobodys_hands_and_is_handed_to_nobody(proposal, first, second, now):
    assert claim_of(proposal).taken_by == ""
    assert desk.take_next(first, now=now) is None
    assert desk.take_next(second, now=now + timedelta(days=3)) is None


def test_while_it_waits_not_even_one_who_knows_its_number_takes_it(proposal, second, now):
    assert checking.take(claim_of(proposal), by=second.actor, now=now) is None


def test_while_it_waits_its_papers_are_judged_by_nobody(proposal, first, now):
    with pytest.raises(Refused, match="tidak sedang Anda pegang"):
        desk.accept(papers_of(claim_of(proposal))[0].pk, by=first.actor, now=now)


def test_two_proposals_on_one_claim_are_not_possible(proposal, now):
    with pytest.raises(IntegrityError, match="one_standing_proposal"), transaction.atomic():
        Proposal.objects.create(
            claim=proposal.claim,
            outcome="verified",
            why=["heir"],
            after_event=1,
            proposed_at=now,
            proposed_by="officer:9",
        )


# --- It is answered ---


def test_the_second_officer_confirms_and_the_claim_is_decided_by_both(proposal, first, second, now):
    decision = proposing.confirm(proposal.pk, by=second.actor, now=now + MINUTE)

    claim = claim_of(proposal)
    assert claim.status == Claim.Status.VERIFIED
    assert (decision.by, decision.seconded_by, claim.decided_by) == (first.actor, second.actor, first.actor)
    assert claim.events.get(name="verified").detail == {"seconded_by": second.actor}
    assert (claim.proposed_at, Ticket.objects.get(claim=claim).ended_because) == (None, "verified")
    assert Proposal.objects.get().ended_because == "confirmed"


def test_a_confirmed_refusal_names_its_rule(first, now):
    claim = taken_claim(first, now=now)
    Dispute.objects.create(first=claim, second=factories.open_claim(now=now), opened_at=now)
    proposal = deciding.reject(claim.pk, rule=rule(), note="Masih aktif.", by=first.actor, now=now)

    decision = proposing.confirm(proposal.pk, by=factories.officer().actor, now=now)

    claim.refresh_from_db()
    assert (claim.status, claim.decision_words) == (Claim.Status.REJECTED, rule().words)
    assert (decision.rule, decision.note) == (rule(), "Masih aktif.")


def test_nobody_answers_their_own(proposal, first, now):
    for answer in (
        lambda: proposing.confirm(proposal.pk, by=first.actor, now=now),
        lambda: proposing.refuse(proposal.pk, answer="Sudah benar.", by=first.actor, now=now),
    ):
        with pytest.raises(Refused, match="tidak dapat dijawab sendiri"):
            answer()

    assert claim_of(proposal).status == Claim.Status.AWAITING_CHECK


def test_the_database_too_refuses_one_officer_as_both(proposal, first, now):
    with pytest.raises(IntegrityError, match="proposal_answered_by_another"), transaction.atomic():
        Proposal.objects.update(ended_at=now, ended_by=first.actor, ended_because="confirmed")
    with pytest.raises(IntegrityError, match="decision_of_two_officers"), transaction.atomic():
        Decision.objects.create(
            claim=proposal.claim, outcome="verified", proposal=proposal, by=first.actor, seconded_by=first.actor, at=now
        )


def test_the_second_officer_refuses_with_a_reason_and_the_claim_waits_for_the_first(proposal, first, second, now):
    proposing.refuse(proposal.pk, answer="Surat nikah tidak cocok.", by=second.actor, now=now)

    claim, ended = claim_of(proposal), Proposal.objects.select_related("claim").get()
    assert (claim.taken_by, claim.reserved_for, claim.proposed_at) == ("", first.actor, None)
    assert desk.take_next(first, now=now).pk == claim.pk
    assert (ended.ended_because, ended.answer) == ("refused", "Surat nikah tidak cocok.")
    assert not Decision.objects.exists()


def test_a_refusal_without_a_reason_is_none(proposal, second, now):
    with pytest.raises(Refused, match="mengapa"):
        proposing.refuse(proposal.pk, answer=" ", by=second.actor, now=now)

    assert Proposal.objects.standing().exists()


def test_the_proposer_takes_it_back_and_nobody_else_does(proposal, first, second, now):
    with pytest.raises(Refused, match="Hanya pengusulnya"):
        proposing.take_back(proposal.pk, by=second.actor, now=now)

    proposing.take_back(proposal.pk, by=first.actor, now=now)

    assert claim_of(proposal).taken_by == first.actor


def test_what_was_answered_is_not_answered_again(proposal, second, now):
    proposing.confirm(proposal.pk, by=second.actor, now=now)

    with pytest.raises(Refused, match="sudah dijawab"):
        proposing.refuse(proposal.pk, answer="Berubah pikiran.", by=factories.officer().actor, now=now)

    assert Decision.objects.count() == 1


# --- It falls ---


def a_new_file(claim, now):
    record(claim, "file_ready", by="system:check", now=now)


def a_verdict(claim, now):
    record(claim, "paper_returned", by="officer:0", now=now)


def another_account(claim, now):
    contacts.change_account(claim.pk, **ACCOUNT, by="claimant:x", now=now)


def a_dispute(claim, now):
    Dispute.objects.create(first=claim, second=factories.open_claim(now=now), opened_at=now)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (a_new_file, "ada berkas baru"),
        (a_verdict, "putusan dokumen berubah"),
        (another_account, "penggantian rekening diminta"),
        (a_dispute, "Peserta ini pernah didaftarkan dari kontak lain"),
    ],
)
def test_whatever_changes_meanwhile_makes_it_fall_by_name(proposal, first, second, now, change, named):
    with transaction.atomic():
        change(claim_of(proposal), now + MINUTE)

    with pytest.raises(Refused, match=f"gugur: {named}"):
        proposing.confirm(proposal.pk, by=second.actor, now=now + 2 * MINUTE)

    ended = Proposal.objects.get()
    assert (ended.ended_because, proposing.say_change(ended.fell_by)) == ("fell", named)
    assert claim_of(proposal).reserved_for == first.actor
    assert not Decision.objects.exists()


def test_a_call_that_was_asked_for_makes_nothing_fall(proposal, second, now):
    with transaction.atomic():
        record(claim_of(proposal), "call_asked", by="officer:0", now=now)

    proposing.confirm(proposal.pk, by=second.actor, now=now)

    assert claim_of(proposal).status == Claim.Status.VERIFIED


def test_the_sweep_ends_what_fell_and_leaves_what_stands(proposal, first, now):
    standing = proposed(first, now=now)
    with transaction.atomic():
        filing.withdraw(claim_of(proposal), message="withdrawn", by="claimant:x", now=now)

    assert proposing.fall_changed(now) == 1

    proposal.refresh_from_db()
    assert (proposal.ended_because, proposal.fell_by) == ("fell", "withdrawn")
    assert claim_of(proposal).taken_by == ""
    assert list(Proposal.objects.standing()) == [standing]


def test_a_proposal_is_overdue_once_the_next_working_day_is_over(first, now):
    friday = now.replace(year=2026, month=11, day=20, hour=2)
    proposal = proposed(first, now=friday)

    late = [days for days in range(6) if proposal.is_overdue(friday + timedelta(days=days))]

    assert late == [4, 5]  # Monday is the second officer's day


def test_what_nobody_answers_is_said_to_the_operator(proposal, now):
    later = now + timedelta(days=14)

    assert not any("usulan keputusan" in said for said in notices.for_operator(now))
    assert any("1 usulan keputusan" in said for said in notices.for_operator(later))


# --- Two second officers at once ---


def at_once(proposal: Proposal, officers: list, confirm, now) -> list[str]:
    """What came of it when all of them confirmed at the same moment."""
    barrier = Barrier(len(officers))

    def ask(officer) -> str:
        try:
            confirm(proposal, officer, barrier, now)
        except Refused as refusal:
            return str(refusal)
        except IntegrityError:
            return "a row was written twice"
        finally:
            connection.close()
        return "decided"

    with ThreadPoolExecutor(len(officers)) as pool:
        return sorted(pool.map(ask, officers))


def by_the_book(proposal, officer, barrier, now):
    barrier.wait()
    proposing.confirm(proposal.pk, by=officer.actor, now=now)


@pytest.mark.django_db(transaction=True)
class TestRace:
    def test_of_officers_who_confirm_at_once_one_decides(self, now):
        proposal = proposed(factories.officer(), now=now)

        came = at_once(proposal, [factories.officer() for _ in range(4)], by_the_book, now)

        assert came == ["Usulan ini sudah dijawab."] * 3 + ["decided"]
        assert Decision.objects.count() == 1

    def test_without_the_lock_the_same_race_is_stopped_by_the_database_alone(self, now, monkeypatch):
        proposal = proposed(factories.officer(), now=now)
        looked = Barrier(2)

        def unlocked(claim_id):
            return Claim.objects.with_people().get(pk=claim_id)

        def look_then_decide(proposal, officer, barrier, now):
            proposing._confirm(proposal.pk, by=officer.actor, now=now)

        def both_have_looked(*given):
            looked.wait()
            return ""

        monkeypatch.setattr(proposing, "locked", unlocked)
        monkeypatch.setattr(proposing, "what_changed", both_have_looked)

        came = at_once(proposal, [factories.officer() for _ in range(2)], look_then_decide, now)

        assert came == ["a row was written twice", "decided"]
