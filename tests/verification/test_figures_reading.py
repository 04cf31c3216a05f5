"""The figures of a period, against the small history: every number here was counted by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from branches.models import Branch
from claims.models import Claim
from tests import factories
from tests.verification.at_the_desk import ask_for_repair, taken_claim
from tests.verification.figures_history import BUDI, MONDAY, SITI, TUESDAY, write_history
from verification import desk as verbs
from verification.figures import counting, reading
from verification.figures.reading import Load, Scope, Spread
from verification.figures.standing import Standing, standing
from verification.models import ReasonDay

LONG_AFTER = datetime(2026, 4, 1, tzinfo=UTC)
BOTH_DAYS = Scope(MONDAY, TUESDAY)


def seconds(median: float, slow: float) -> Spread:
    return Spread(timedelta(seconds=median), timedelta(seconds=slow))


@pytest.fixture
def counted(desk, now):
    write_history(now)
    counting.count_day(MONDAY, now=LONG_AFTER)
    counting.count_day(TUESDAY, now=LONG_AFTER)


@pytest.fixture
def makassar(desk) -> Branch:
    return factories.branch("Asia/Makassar")


def test_all_that_was_done(counted):
    done = reading.done(BOTH_DAYS).all

    assert (done.taken, done.put_back, done.verified, done.rejected, done.decided) == (6, 1, 3, 1, 4)
    assert (done.at_first, done.at_first_share, done.repairs, done.papers_returned, done.ended) == (3, 75, 1, 1, 5)


def test_how_long_each_step_took(counted):
    done = reading.done(BOTH_DAYS).all

    # waits 5, 15, 60, 60 minutes and a day; works 10, 10, 20, 30, 75 minutes; together 15, 80, 90, 90 and 1450
    assert done.wait == seconds(3600, 53280)
    assert done.work == seconds(1200, 3420)
    assert done.whole == seconds(5400, 54360)


def test_the_same_by_officer_branch_and_day(counted, makassar):
    done = reading.done(BOTH_DAYS)

    assert {by: (each.taken, each.decided, each.repairs) for by, each in done.by_officer.items()} == {
        BUDI: (4, 3, 1), SITI: (2, 1, 0),
    }  # fmt: skip
    assert done.by_officer[SITI].wait == seconds(3600, 3600)
    assert done.by_branch.keys() == {makassar.pk, factories.branch("Asia/Jakarta").pk}
    assert (done.by_branch[makassar.pk].taken, done.by_branch[makassar.pk].decided) == (5, 3)
    assert {day: each.decided for day, each in done.by_day.items()} == {MONDAY: 2, TUESDAY: 2}


def test_only_days_branches_and_officers_in_scope_are_summed(counted, makassar):
    assert reading.done(Scope(TUESDAY, TUESDAY)).all.taken == 1
    assert reading.done(Scope(MONDAY, TUESDAY, (makassar.pk,))).all.taken == 5
    assert reading.done(Scope(MONDAY, TUESDAY, (makassar.pk,), BUDI)).all.taken == 3
    assert reading.done(Scope(MONDAY, TUESDAY, ())).all == reading.Numbers()
    assert reading.loads(Scope(MONDAY, TUESDAY, ())) == reading.Loads(Load(), {}, {}, {})


def test_what_came_and_went_by_branch_day_weekday_and_hour(counted, makassar):
    loads = reading.loads(BOTH_DAYS)

    assert loads.all == Load(handed_in=4, ended=5)
    assert loads.by_branch[makassar.pk] == Load(3, 4)
    assert loads.by_day == {MONDAY: Load(3, 3), TUESDAY: Load(1, 2)}
    assert loads.by_hour == {
        (1, 7): Load(1, 0), (1, 8): Load(0, 1), (1, 9): Load(0, 1), (1, 10): Load(1, 0), (1, 11): Load(0, 1),
        (1, 23): Load(1, 0), (2, 0): Load(0, 1), (2, 10): Load(1, 0), (2, 11): Load(0, 1),
    }  # fmt: skip


def test_papers_by_reason_the_most_frequent_first(counted, makassar):
    assert list(reading.reasons(BOTH_DAYS, ReasonDay.What.RETURNED).items()) == [("buram", 1), ("gelap", 1)]
    assert reading.reasons(Scope(MONDAY, TUESDAY, (makassar.pk,), SITI), ReasonDay.What.RETURNED) == {}
    assert reading.reasons(Scope(MONDAY, TUESDAY, (makassar.pk,), SITI), ReasonDay.What.LATE) == {"many": 1}


def test_what_lies_open_now_by_branch(desk, now, makassar):
    jakarta = factories.branch("Asia/Jakarta")
    day = timedelta(days=1)
    factories.submitted_claim(now=now - 3 * day, branch=makassar)
    factories.submitted_claim(now=now - 2 * day, branch=makassar)
    assert verbs.take_next(factories.officer(branches=[makassar]), now=now)
    fellow = factories.officer(branches=[jakarta])
    ask_for_repair(taken_claim(fellow, now=now, branch=jakarta), fellow, now=now)
    factories.submitted_claim(now=now - day, branch=jakarta)

    found = standing(BOTH_DAYS, now=now)

    assert found[makassar.pk] == Standing(waiting=1, held=1, in_repair=0, late=0, oldest_at=now - 2 * day)
    assert found[jakarta.pk] == Standing(waiting=1, held=0, in_repair=1, late=0, oldest_at=now - day)
    assert found[makassar.pk] + found[jakarta.pk] == Standing(2, 1, 1, 0, now - 2 * day)
    assert standing(Scope(MONDAY, TUESDAY, (jakarta.pk,)), now=now).keys() == {jakarta.pk}


def test_what_waits_after_its_promised_day_is_late_by_the_day_of_the_branch(desk, now, makassar):
    claim = factories.submitted_claim(now=now - timedelta(days=1), branch=makassar)
    Claim.objects.filter(pk=claim.pk).update(promised_on=MONDAY)
    midnight_in_makassar = datetime(2026, 3, 2, 16, tzinfo=UTC)

    assert standing(BOTH_DAYS, now=midnight_in_makassar - timedelta(minutes=1))[makassar.pk].late == 0
    assert standing(BOTH_DAYS, now=midnight_in_makassar)[makassar.pk].late == 1


def test_what_waits_for_a_second_officer_is_as_good_as_held(desk, now, makassar):
    claim = factories.submitted_claim(now=now, branch=makassar)
    Claim.objects.filter(pk=claim.pk).update(proposed_at=now)

    assert standing(BOTH_DAYS, now=now)[makassar.pk] == Standing(waiting=0, held=1)
