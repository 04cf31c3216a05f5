from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from claims import fresh
from claims.models import Claim, PrivateLink
from notifications.models import Message
from queueing.models import Ticket
from tests import factories
from tests.verification.at_the_desk import MINUTE, accept_all, paid, rule, taken_claim
from tests.verification.deciding.waiting import proposed
from verification import desk
from verification.deciding import deciding, proposing, undoing
from verification.models import Decision, Proposal
from workflow import Refused

pytestmark = [pytest.mark.usefixtures("desk"), pytest.mark.slow]

HOUR = timedelta(hours=1)


@pytest.fixture
def decider():
    return factories.officer()


@pytest.fixture
def other():
    return factories.officer()


@pytest.fixture
def verified(decider, now):
    claim = taken_claim(decider, now=now)
    accept_all(claim, decider, now=now)
    return deciding.verify(claim.pk, by=decider.actor, now=now)


@pytest.fixture
def rejected(decider, now):
    claim = taken_claim(decider, now=now)
    return deciding.reject(claim.pk, rule=rule(), by=decider.actor, now=now)


def undo(decision: Decision, **said) -> Decision:
    given = {"because": "misjudged", "note": "KTP milik orang lain.", "link_token": fresh.token()}
    return undoing.undo(decision.pk, **{**given, **said})


def object_to(decision: Decision, **said) -> Decision:
    given = {"came_by": "phone", "words": "Saya sudah tidak bekerja.", "link_token": fresh.token()}
    return undoing.hear_objection(decision.pk, **{**given, **said})


def claim_of(decision: Decision) -> Claim:
    return Claim.objects.with_people().get(pk=decision.claim_id)


def told(claim: Claim) -> list[Message]:
    return list(Message.objects.filter(name="checked_again", about__in=[event.key for event in claim.events.all()]))


# --- By an officer ---


def test_undoing_is_another_row_and_the_claim_is_checked_again(verified, other, now):
    undone = undo(verified, by=other.actor, now=now + HOUR)

    claim = claim_of(verified)
    assert claim.status == Claim.Status.AWAITING_CHECK
    assert (claim.decided_at, claim.decided_by, claim.decision_words) == (None, "", "")
    assert (undone.undoes, undone.outcome, undone.by) == (verified, "undone", other.actor)
    assert (undone.because, undone.note) == ("misjudged", "KTP milik orang lain.")
    assert Decision.objects.get(pk=verified.pk).outcome == "verified"


def test_the_claimant_is_told_and_keeps_the_link_a_verified_claim_had(verified, other, now):
    undo(verified, by=other.actor, now=now + HOUR)

    claim = claim_of(verified)
    assert {message.context["private_link"] for message in told(claim)} == {""}
    assert PrivateLink.objects.filter(claim=claim).count() == 1


def test_a_rejected_claims_person_gets_a_fresh_link_by_e_mail(rejected, other, now):
    token = fresh.token()

    undo(rejected, link_token=token, by=other.actor, now=now + HOUR)

    claim = claim_of(rejected)
    by_mail = [message for message in told(claim) if message.channel == "email"]
    assert [token in message.context["private_link"] for message in by_mail] == [True]
    assert PrivateLink.objects.filter(claim=claim, ended_at=None).count() == 1


def test_officers_own_undoing_keeps_the_clock(rejected, other, now):
    before = claim_of(rejected).submitted_at

    undo(rejected, by=other.actor, now=now + HOUR)

    assert claim_of(rejected).submitted_at == before


def test_the_hour_that_was_given_back_is_no_more(verified, other, now):
    assert claim_of(verified).visit_at > now

    undo(verified, by=other.actor, now=now + HOUR)

    claim = claim_of(verified)
    assert claim.visit_at is None
    assert not Ticket.objects.live().filter(claim=claim).exists()


def test_an_hour_that_has_passed_stays_as_it_was(verified, other, now):
    visit_at = claim_of(verified).visit_at

    undo(verified, by=other.actor, now=visit_at + HOUR)

    assert claim_of(verified).visit_at == visit_at


def test_who_decided_does_not_undo_it(verified, decider, now):
    with pytest.raises(Refused, match="Keputusan sendiri"):
        undo(verified, by=decider.actor, now=now)

    assert claim_of(verified).status == Claim.Status.VERIFIED


def test_who_confirmed_does_not_undo_it_either(decider, other, now):
    decision = proposing.confirm(proposed(decider, now=now).pk, by=other.actor, now=now)

    for by in (decider.actor, other.actor):
        with pytest.raises(Refused, match="Keputusan sendiri"):
            undo(decision, by=by, now=now)


@pytest.mark.parametrize("said", [{"because": ""}, {"because": "objection"}, {"because": "bosan"}, {"note": "  "}])
def test_undoing_needs_a_reason_of_the_list_and_words(verified, other, now, said):
    with pytest.raises(Refused):
        undo(verified, **said, by=other.actor, now=now)

    assert Decision.objects.count() == 1


def test_a_decision_is_undone_once(verified, other, now):
    undo(verified, by=other.actor, now=now)

    with pytest.raises(Refused, match="sudah dibatalkan"):
        undo(verified, by=factories.officer().actor, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            claim=verified.claim, outcome="undone", undoes=verified, because="fraud", by="officer:9", at=now
        )


def test_what_undoes_cannot_itself_be_undone(verified, other, now):
    undone = undo(verified, by=other.actor, now=now)

    with pytest.raises(Refused):
        undo(undone, by=factories.officer().actor, now=now)


def test_what_has_gone_on_since_is_not_undone(verified, other, now):
    paid(verified.claim_id, now=now)

    with pytest.raises(Refused, match="Dibayarkan"):
        undo(verified, by=other.actor, now=now)


@pytest.mark.parametrize("columns", [{"because": ""}, {"undoes": None}, {"came_by": "phone"}])
def test_the_database_keeps_an_undoing_whole(verified, now, columns):
    given = {"outcome": "undone", "undoes": verified, "because": "fraud"} | columns

    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(claim=verified.claim, **given, by="officer:9", at=now)


def test_decided_again_it_needs_two_officers(verified, other, now):
    undo(verified, by=other.actor, now=now)
    desk.take_next(other, now=now + MINUTE)

    found = deciding.verify(verified.claim_id, by=other.actor, now=now + MINUTE)

    assert isinstance(found, Proposal)
    assert found.why == ["reopened"]


# --- By an objection ---


def test_an_objection_reopens_a_refused_claim_and_its_clock(rejected, now):
    later = now + timedelta(days=40)
    heard = object_to(rejected, by="officer:77", now=later)

    claim = claim_of(rejected)
    assert claim.status == Claim.Status.AWAITING_CHECK
    assert (claim.submitted_at, claim.submitted_by) == (later, "officer:77")
    assert (heard.because, heard.came_by, heard.note) == ("objection", "phone", "Saya sudah tidak bekerja.")
    assert claim.events.filter(name="objection_heard").exists()
    assert {message.context["why"] for message in told(claim)} == {"Keberatan Anda kami catat."}


def test_who_decided_may_write_an_objection_down(rejected, decider, now):
    object_to(rejected, by=decider.actor, now=now)

    assert claim_of(rejected).status == Claim.Status.AWAITING_CHECK


def test_there_is_no_objection_to_a_claim_found_good(verified, now):
    with pytest.raises(Refused, match="klaim yang ditolak"):
        object_to(verified, by="officer:77", now=now)


@pytest.mark.parametrize("said", [{"came_by": "mimpi"}, {"words": " "}])
def test_an_objection_says_how_it_came_and_what_it_is(rejected, now, said):
    with pytest.raises(Refused):
        object_to(rejected, **said, by="officer:77", now=now)
