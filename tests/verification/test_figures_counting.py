"""A day of the desk, counted from the claims' history."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection

from tests import factories
from tests.verification.at_the_desk import accept_all, answer_repair, ask_for_repair, taken_claim
from tests.verification.figures_history import BUDI, MONDAY, SITI, TUESDAY, WITA, write, write_history
from verification import desk
from verification.deciding import deciding
from verification.figures import counting
from verification.models import BranchHour, CountedDay, OfficerDay, ReasonDay

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
LONG_AFTER = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.fixture
def history(desk, now):
    write_history(now)


def officer_days(day: date) -> dict:
    return {(row.branch.zone[5:], row.by): row for row in OfficerDay.objects.filter(day=day).select_related("branch")}


def test_what_each_officer_did_is_counted_by_the_day_of_the_branch(history):
    counting.count_day(MONDAY, now=LONG_AFTER)

    rows = officer_days(MONDAY)
    assert rows.keys() == {("Makassar", BUDI), ("Makassar", SITI), ("Jakarta", BUDI)}
    budi, siti, away = rows["Makassar", BUDI], rows["Makassar", SITI], rows["Jakarta", BUDI]
    assert (budi.taken, budi.put_back, budi.verified, budi.rejected, budi.at_first) == (3, 0, 2, 0, 2)
    assert (budi.repairs, budi.papers_returned) == (1, 1)
    assert (siti.taken, siti.put_back, siti.verified, siti.rejected, siti.repairs) == (1, 1, 0, 0, 0)
    assert (away.taken, away.verified) == (1, 0)  # verified five minutes after midnight


def test_a_round_is_timed_from_handed_in_to_first_taken_to_its_end(history):
    counting.count_day(MONDAY, now=LONG_AFTER)
    counting.count_day(TUESDAY, now=LONG_AFTER)

    monday, tuesday = officer_days(MONDAY), officer_days(TUESDAY)
    budi, siti = monday["Makassar", BUDI], tuesday["Makassar", SITI]
    assert sorted(zip(budi.waits, budi.works, strict=True)) == [(900, 4500), (3600, 1200), (86400, 600)]
    assert list(zip(siti.waits, siti.works, strict=True)) == [(3600, 1800)]  # the second round, from the answer on
    assert (siti.rejected, siti.at_first) == (1, 0)
    assert (tuesday["Jakarta", BUDI].waits, tuesday["Jakarta", BUDI].works) == ([300], [600])


def test_a_decision_that_was_undone_begins_a_round_of_its_own(desk, now):
    claim = factories.open_claim(now=now, branch=factories.branch("Asia/Makassar"))
    write(
        claim, WITA,
        (2, "8.00", "submitted", "claimant:1"),
        (2, "9.00", "taken", BUDI),
        (2, "9.30", "verified", BUDI),
        (3, "10.00", "decision_undone", SITI),
        (3, "10.15", "taken", SITI),
        (3, "10.25", "rejected", SITI),
    )  # fmt: skip

    counting.count_day(TUESDAY, now=LONG_AFTER)

    [row] = OfficerDay.objects.all()
    assert (row.by, row.rejected, row.waits, row.works) == (SITI, 1, [900], [600])


def test_papers_count_as_returned_for_the_reasons_that_stood_when_the_claimant_was_asked(history):
    counting.count_day(MONDAY, now=LONG_AFTER)

    returned = ReasonDay.objects.filter(what="returned")
    assert sorted(returned.values_list("by", "reason", "times")) == [(BUDI, "buram", 1), (BUDI, "gelap", 1)]


def test_claims_decided_after_their_promised_day_are_late_for_the_reason_their_claimants_read(history):
    counting.count_day(MONDAY, now=LONG_AFTER)
    counting.count_day(TUESDAY, now=LONG_AFTER)

    late = ReasonDay.objects.filter(what="late").values_list("day", "by", "reason", "times")
    assert list(late) == [(TUESDAY, SITI, "many", 1)]
    assert {key: row.late for key, row in officer_days(TUESDAY).items()} == {
        ("Makassar", SITI): 1, ("Jakarta", BUDI): 0,  # on the promised day itself
    }  # fmt: skip
    assert {row.late for row in officer_days(MONDAY).values()} == {0}


def test_what_came_and_what_was_ended_is_counted_by_the_hour_of_the_branch(history):
    counting.count_day(MONDAY, now=LONG_AFTER)

    rows = BranchHour.objects.order_by("branch__zone", "hour").values_list("branch__zone", "hour", "handed_in", "ended")
    assert list(rows) == [
        ("Asia/Jakarta", 23, 1, 0),
        ("Asia/Makassar", 7, 1, 0),
        ("Asia/Makassar", 8, 0, 1),
        ("Asia/Makassar", 9, 0, 1),
        ("Asia/Makassar", 10, 1, 0),
        ("Asia/Makassar", 11, 0, 1),
    ]


def test_counting_again_replaces_what_was_counted(history):
    counting.count_day(MONDAY, now=LONG_AFTER)
    once = list(OfficerDay.objects.order_by("branch", "by").values_list("branch", "by", "taken", "waits"))

    counting.count_day(MONDAY, now=LONG_AFTER + HOUR)

    assert list(OfficerDay.objects.order_by("branch", "by").values_list("branch", "by", "taken", "waits")) == once
    assert CountedDay.objects.get().counted_at == LONG_AFTER + HOUR


def test_the_desks_own_verbs_are_what_is_counted(desk_day):
    officer, day = desk_day

    [row] = OfficerDay.objects.filter(day=day)
    assert (row.by, row.taken, row.verified, row.at_first, row.repairs, row.papers_returned) == (
        officer.actor, 2, 1, 0, 1, 1,
    )  # fmt: skip
    assert [(reason.reason, reason.times) for reason in ReasonDay.objects.filter(day=day)] == [("buram", 1)]
    assert list(zip(row.waits, row.works, strict=True)) == [(60, 600), (300, 120)]
    assert sum(BranchHour.objects.filter(day=day).values_list("handed_in", flat=True)) == 2


@pytest.fixture
def desk_day(desk, now):
    """One claim: taken a minute after it came, sent back, answered, taken five minutes later, verified."""
    officer = factories.officer()
    claim = taken_claim(officer, now=now)
    paper = ask_for_repair(claim, officer, now=now + 10 * MINUTE)
    answer_repair(paper, now=now + HOUR)
    take_verify(claim, officer, now=now + HOUR + 5 * MINUTE)
    day = now.date()
    counting.count_day(day, now=now + 2 * HOUR)
    return officer, day


def take_verify(claim, officer, *, now) -> None:
    assert desk.take_next(officer, now=now).pk == claim.pk
    accept_all(claim, officer, now=now + MINUTE)
    deciding.verify(claim.pk, by=officer.actor, now=now + 2 * MINUTE)


def test_today_is_counted_again_and_again_and_a_day_that_is_over_once_more(db):
    midnight_in_the_west = datetime(2026, 3, 2, 17, tzinfo=UTC)
    CountedDay.objects.create(day=MONDAY, counted_at=midnight_in_the_west + 59 * MINUTE)

    assert counting.days_due(midnight_in_the_west + 2 * HOUR)[:3] == [TUESDAY, MONDAY, date(2026, 3, 1)]

    CountedDay.objects.update(counted_at=midnight_in_the_west + HOUR)
    assert counting.days_due(midnight_in_the_west + 2 * HOUR)[:2] == [TUESDAY, date(2026, 3, 1)]


def test_the_day_of_the_east_is_counted_as_soon_as_it_begins_there(db):
    assert counting.days_due(datetime(2026, 3, 1, 14, 59, tzinfo=UTC))[0] == date(2026, 3, 1)
    assert counting.days_due(datetime(2026, 3, 1, 15, 0, tzinfo=UTC))[0] == MONDAY


def test_a_sweep_counts_days_of_long_ago_bit_by_bit_and_then_only_today(history, monkeypatch):
    monkeypatch.setattr(counting, "AT_ONCE", 3)
    monkeypatch.setattr(counting, "REACHES_BACK", timedelta(days=5))
    noon = datetime(2026, 3, 4, 4, tzinfo=UTC)

    assert [counting.sweep(noon), counting.sweep(noon), counting.sweep(noon)] == [3, 3, 1]
    assert OfficerDay.objects.filter(day=MONDAY).count() == 3


def at_once(work: Callable[[], None]) -> list[Exception | None]:
    """The work done by two at the same moment, each on a connection of its own; how it ended for each."""
    barrier = Barrier(2)

    def run(_n: int) -> Exception | None:
        try:
            barrier.wait()
            work()
        except IntegrityError as clash:
            return clash
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(run, range(2)))


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.mark.parametrize("counted_before", [False, True])
    def test_two_sweeps_count_a_day_once(self, now, counted_before):
        write_history(now)
        if counted_before:
            CountedDay.objects.create(day=MONDAY, counted_at=LONG_AFTER)

        ended = at_once(lambda: counting.count_day(MONDAY, now=LONG_AFTER))

        assert ended == [None, None]
        assert OfficerDay.objects.count() == 3

    def test_control_without_the_days_own_row_they_clash(self, now, monkeypatch):
        write_history(now)
        CountedDay.objects.create(day=MONDAY, counted_at=LONG_AFTER)
        between = Barrier(2)
        monkeypatch.setattr(counting, "_hold", lambda day, now: CountedDay.objects.get(day=day))
        monkeypatch.setattr(counting, "_asked", lambda day, asked=counting._asked: between.wait() + 1 and asked(day))

        ended = at_once(lambda: counting.count_day(MONDAY, now=LONG_AFTER))

        assert sorted(map(bool, ended)) == [False, True]
