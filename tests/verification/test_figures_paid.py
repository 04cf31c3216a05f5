"""What was paid, and how long our part and the bank's took: a small history whose figures fit on one's fingers."""

from datetime import UTC, datetime

import pytest

from tests import factories
from tests.verification.at_the_desk import paid, verified_claim
from tests.verification.figures_history import BUDI, MONDAY, TUESDAY, WIB, WITA, write
from verification.figures import counting
from verification.figures.paid import NOTHING_PAID, Days, Paid
from verification.figures.paid import paid as read_paid
from verification.figures.reading import Scope
from verification.figures.report import report
from verification.figures.tables import payments
from verification.models import PaidDay

LONG_AFTER = datetime(2026, 4, 1, tzinfo=UTC)
BOTH_DAYS = Scope(MONDAY, TUESDAY)
BY = "system:payments"


@pytest.fixture
def makassar(desk):
    return factories.branch("Asia/Makassar")


@pytest.fixture
def jakarta(desk):
    return factories.branch("Asia/Jakarta")


@pytest.fixture
def counted(makassar, jakarta, now):
    payments = [
        (makassar, WITA, 2, "9.00", {"ours": 3, "banks": 1, "late": False}),
        (makassar, WITA, 2, "9.00", {"ours": 5, "banks": 3, "late": True}),
        (makassar, WITA, 3, "9.00", {}),  # nothing was promised for it
        (jakarta, WIB, 2, "23.30", {"ours": 1, "banks": 2, "late": False}),  # Tuesday already, in Makassar
    ]
    for branch, zone, day, clock, parts in payments:
        write(factories.open_claim(now=now, branch=branch), zone, (day, clock, "paid", BY, parts))
    counting.count_day(MONDAY, now=LONG_AFTER)
    counting.count_day(TUESDAY, now=LONG_AFTER)


def test_each_payment_is_counted_on_the_day_of_its_branch(counted, makassar, jakarta):
    rows = {(row.day, row.branch): (row.paid, row.late, row.ours, row.banks) for row in PaidDay.objects.all()}

    assert {key: (*counts, sorted(ours), sorted(banks)) for key, (*counts, ours, banks) in rows.items()} == {
        (MONDAY, makassar): (2, 1, [3, 5], [1, 3]),
        (TUESDAY, makassar): (1, 0, [], []),
        (MONDAY, jakarta): (1, 0, [1], [2]),
    }


def test_a_day_counted_again_is_counted_once(counted):
    before = PaidDay.objects.count()

    counting.count_day(MONDAY, now=LONG_AFTER)

    assert PaidDay.objects.count() == before


def test_our_part_and_the_banks_are_read_apart(counted, makassar):
    found = read_paid(BOTH_DAYS)

    assert found.all == Paid(4, 1, ours=Days(3, 5), banks=Days(2, 3))
    assert found.by_branch[makassar.pk] == Paid(3, 1, ours=Days(3, 5), banks=Days(1, 3))
    assert {day: each.paid for day, each in found.by_day.items()} == {MONDAY: 3, TUESDAY: 1}


def test_a_day_without_promises_has_a_number_and_no_parts(counted, makassar):
    assert read_paid(Scope(TUESDAY, TUESDAY)).all == Paid(1, 0)


def test_only_what_is_in_scope_is_read_and_a_payment_is_no_officers(counted, jakarta, now):
    assert read_paid(Scope(MONDAY, TUESDAY, (jakarta.pk,))).all.paid == 1
    assert read_paid(Scope(MONDAY, TUESDAY, ())) == NOTHING_PAID
    assert report(Scope(MONDAY, TUESDAY, by=BUDI), now=now).paid == NOTHING_PAID


def test_the_table_to_take_away_has_the_two_parts_of_each_branch(counted, makassar, jakarta, now):
    sheet = payments(report(BOTH_DAYS, now=now))

    assert {tuple(line) for line in sheet.lines} == {
        (jakarta.code, jakarta.name, 1, 0, 1, 1, 2, 2),
        (makassar.code, makassar.name, 3, 1, 3, 5, 1, 3),
    }


def test_what_the_verbs_write_is_what_is_counted(makassar, now):
    claim = verified_claim(factories.officer(), now=now, branch=makassar)
    paid(claim.pk, now=now)
    day = now.astimezone(WITA).date()

    counting.count_day(day, now=now)

    row = PaidDay.objects.get(day=day)
    assert (row.paid, row.late, row.ours, row.banks) == (1, 0, [0], [0])
