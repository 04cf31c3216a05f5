from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import User
from claims.models import Claim
from claims.models.questions_of_claims import SAME_OFFICER_FOR
from tests import factories
from tests.verification.at_the_desk import answer_repair, ask_for_repair, taken_claim
from verification import desk, handing_out, holding
from verification.models import HOLDS_AT_MOST
from workflow import Refused

HOUR = timedelta(hours=1)


@pytest.mark.usefixtures("desk")
class TestOrder:
    def test_the_claim_with_the_earlier_promise_comes_first_though_it_is_younger(self, now):
        officer = factories.officer()
        factories.submitted_claim(now=now - 2 * HOUR)  # JHT, five working days
        urgent = factories.submitted_claim(now=now - HOUR, cause=factories.cause("JKM"))  # three

        assert desk.take_next(officer, now=now).pk == urgent.pk

    def test_the_booked_day_comes_before_the_promise(self, now):
        officer = factories.officer()
        urgent = factories.submitted_claim(now=now - HOUR, cause=factories.cause("JKM"))
        booked_first = factories.submitted_claim(now=now - HOUR)
        Claim.objects.filter(pk=booked_first.pk).update(turn_on=urgent.turn_on - timedelta(days=1))

        assert [desk.take_next(officer, now=now).pk for _ in range(2)] == [booked_first.pk, urgent.pk]

    def test_of_two_equal_promises_the_older_comes_first(self, now):
        officer = factories.officer()
        younger = factories.submitted_claim(now=now - HOUR)
        older = factories.submitted_claim(now=now - 2 * HOUR)

        assert [desk.take_next(officer, now=now).pk for _ in range(2)] == [older.pk, younger.pk]

    def test_a_programme_without_a_promise_is_not_passed_over_for_ever(self, now):
        officer = factories.officer()
        unpromised = factories.submitted_claim(now=now - timedelta(days=6), cause=factories.cause("JP"))
        factories.submitted_claim(now=now - HOUR)

        assert desk.take_next(officer, now=now).pk == unpromised.pk

    def test_only_claims_of_the_officers_branches_are_handed_out(self, now):
        here, elsewhere = factories.branch("Asia/Makassar"), factories.branch("Asia/Jayapura")
        officer = factories.officer(branches=[here])
        factories.submitted_claim(now=now - 2 * HOUR, branch=elsewhere)
        mine = factories.submitted_claim(now=now - HOUR, branch=here)

        assert desk.take_next(officer, now=now).pk == mine.pk
        assert desk.take_next(officer, now=now) is None

    def test_claims_that_wait_for_their_claimant_are_not_handed_out(self, now):
        factories.open_claim(now=now - HOUR)

        assert desk.take_next(factories.officer(), now=now) is None

    def test_an_officer_holds_only_so_many(self, now):
        officer = factories.officer()
        for n in range(HOLDS_AT_MOST + 1):
            factories.submitted_claim(now=now - HOUR, at=factories.slot(factories.branch(), now=now, hour=8 + n))
        for _ in range(HOLDS_AT_MOST):
            desk.take_next(officer, now=now)

        with pytest.raises(Refused, match="sudah memegang"):
            desk.take_next(officer, now=now)


@pytest.mark.usefixtures("desk")
class TestAnsweredRepairs:
    def test_an_answered_repair_comes_back_to_its_officer_before_anything_else(self, now):
        officer = factories.officer()
        wanting = ask_for_repair(taken_claim(officer, now=now), officer, now=now)
        factories.submitted_claim(now=now)
        answer_repair(wanting, now=now + HOUR)

        assert desk.take_next(officer, now=now + 2 * HOUR).pk == wanting.claim_id

    def test_a_colleague_gets_it_only_after_a_day(self, now):
        officer, colleague = factories.officer(), factories.officer()
        wanting = ask_for_repair(taken_claim(officer, now=now), officer, now=now)
        answer_repair(wanting, now=now + HOUR)

        assert desk.take_next(colleague, now=now + 2 * HOUR) is None
        assert desk.take_next(colleague, now=now + HOUR + SAME_OFFICER_FOR).pk == wanting.claim_id

    def test_put_back_by_its_officer_it_is_anybodys(self, now):
        officer, colleague = factories.officer(), factories.officer()
        wanting = ask_for_repair(taken_claim(officer, now=now), officer, now=now)
        answer_repair(wanting, now=now + HOUR)
        desk.take_next(officer, now=now + 2 * HOUR)
        holding.put_back(wanting.claim_id, because="known_person", by=officer.actor, now=now + 2 * HOUR)

        assert desk.take_next(colleague, now=now + 2 * HOUR).pk == wanting.claim_id


@pytest.mark.usefixtures("desk")
class TestPuttingBack:
    def test_what_was_put_back_waits_for_others_and_says_why_in_a_code(self, now):
        officer = factories.officer()
        claim = taken_claim(officer, now=now)

        holding.put_back(claim.pk, because="known_person", by=officer.actor, now=now)

        claim.refresh_from_db()
        assert (claim.taken_by, claim.taken_at, claim.status) == ("", None, Claim.Status.AWAITING_CHECK)
        assert claim.events.get(name="put_back").detail == {"because": "known_person"}

    def test_it_comes_back_to_the_same_officer_only_when_nothing_else_waits(self, now):
        officer = factories.officer()
        claim = taken_claim(officer, now=now)
        holding.put_back(claim.pk, because="mistake", by=officer.actor, now=now)
        other = factories.submitted_claim(now=now)

        assert [desk.take_next(officer, now=now + HOUR).pk for _ in range(2)] == [other.pk, claim.pk]

    def test_it_needs_a_reason_that_is_known(self, now):
        officer = factories.officer()
        claim = taken_claim(officer, now=now)

        with pytest.raises(Refused, match="Pilih alasan"):
            holding.put_back(claim.pk, because="bosan", by=officer.actor, now=now)


# --- Two officers at once ---

OFFICERS, CLAIMS = 8, 4


def taken_at_once(take, officers: list[User], now) -> list:
    """What each officer was handed when all of them asked at the same moment."""
    barrier = Barrier(len(officers))

    def ask(officer: User):
        try:
            return take(officer, barrier, now)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(officers)) as pool:
        claims = pool.map(ask, officers)
    return [claim.pk for claim in claims if claim]


def by_the_book(officer: User, barrier: Barrier, now):
    barrier.wait()
    return desk.take_next(officer, now=now)


def look_then_take(officer: User, barrier: Barrier, now):
    """The negative control: look for a free claim, then write one's name on it without looking again."""
    claim = handing_out.in_order(handing_out.for_officer(officer, now=now)).first()
    barrier.wait()
    Claim.objects.filter(pk=claim.pk).update(taken_by=officer.actor, taken_at=now, taken_until=now)
    return claim


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("desk")
class TestRace:
    def test_officers_who_ask_at_once_never_get_the_same_claim(self, now):
        for _ in range(CLAIMS):
            factories.submitted_claim(now=now - HOUR)
        officers = [factories.officer() for _ in range(OFFICERS)]

        handed_out = taken_at_once(by_the_book, officers, now)

        assert len(handed_out) == len(set(handed_out)) == CLAIMS
        assert Claim.objects.exclude(taken_by="").count() == CLAIMS

    def test_without_the_guard_the_same_race_does_hand_one_out_twice(self, now):
        factories.submitted_claim(now=now - HOUR)
        officers = [factories.officer() for _ in range(2)]

        handed_out = taken_at_once(look_then_take, officers, now)

        assert len(handed_out) == 2
        assert len(set(handed_out)) == 1
