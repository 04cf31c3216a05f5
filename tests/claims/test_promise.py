"""The promise's clock, written out as a table over a December whose days off stand below.

2031-12-01 is a Monday. Days off: Thursday the 25th, Friday the 26th (cuti bersama), Thursday the 1st of January.
"""

from datetime import UTC, date, datetime

import pytest

from branches.models import DecreeYear, Holiday, Zone
from claims import filing, promise
from claims.models import Claim
from tests import factories

pytestmark = pytest.mark.django_db

OFF = {
    date(2031, 12, 25): Holiday.Kind.NATIONAL,
    date(2031, 12, 26): Holiday.Kind.CUTI_BERSAMA,
    date(2032, 1, 1): Holiday.Kind.NATIONAL,
}


def utc(text: str) -> datetime:
    return datetime.strptime(text, "%d %b %Y %H.%M").replace(tzinfo=UTC)


@pytest.fixture(autouse=True)
def december():
    for day, kind in OFF.items():
        Holiday.objects.create(day=day, name="CONTOH", kind=kind)
    for year in (2031, 2032):
        DecreeYear.objects.get_or_create(year=year, defaults={"decree": "CONTOH"})


def claim_of(programme: str, zone: str = Zone.WIB) -> Claim:
    cause = factories.cause(programme)
    return Claim(branch=factories.branch(zone), programme=cause.programme, cause=cause)


def complete(claim: Claim, instant: str, monkeypatch) -> Claim:
    monkeypatch.setattr(promise, "_last_required_paper", lambda claim: utc(instant))
    promise.start_or_go_on(claim, now=utc(instant))
    return claim


# programme, zone, complete at (UTC) -> promised on
PROMISES = [
    ("JHT", Zone.WIB, "1 Dec 2031 03.00", date(2031, 12, 8)),  # Monday; over a weekend
    ("JHT", Zone.WIB, "5 Dec 2031 09.00", date(2031, 12, 12)),  # Friday
    ("JHT", Zone.WIB, "6 Dec 2031 02.00", date(2031, 12, 12)),  # Saturday: Monday is the first day
    ("JHT", Zone.WIB, "22 Dec 2031 03.00", date(2031, 12, 31)),  # over Christmas and cuti bersama
    ("JHT", Zone.WIB, "26 Dec 2031 03.00", date(2032, 1, 5)),  # on a day off, and over the year's end
    ("JKM", Zone.WIB, "29 Dec 2031 03.00", date(2032, 1, 2)),  # three days
    ("JHT", Zone.WIB, "1 Dec 2031 16.30", date(2031, 12, 8)),  # 23.30 on Monday
    ("JHT", Zone.WITA, "1 Dec 2031 16.30", date(2031, 12, 9)),  # 00.30 on Tuesday
    ("JHT", Zone.WIT, "1 Dec 2031 14.59", date(2031, 12, 8)),  # 23.59 on Monday
    ("JHT", Zone.WIT, "1 Dec 2031 15.00", date(2031, 12, 9)),  # Tuesday begins
    ("JKK", Zone.WIB, "1 Dec 2031 03.00", None),  # no promise until an office sets one
    ("JP", Zone.WIB, "1 Dec 2031 03.00", None),
]


@pytest.mark.parametrize(("programme", "zone", "instant", "expected"), PROMISES)
def test_the_first_day_is_the_next_working_day_of_the_branch(programme, zone, instant, expected, monkeypatch):
    claim = complete(claim_of(programme, zone), instant, monkeypatch)

    assert claim.promised_on == expected


# JHT, complete on Monday 1 Dec 2031 (promised on the 8th): repairs asked for and answered -> promised on
REPAIRS = [
    ([("1 Dec 2031 05.00", "1 Dec 2031 08.00")], date(2031, 12, 8)),  # within the first day
    ([("1 Dec 2031 05.00", "2 Dec 2031 05.00")], date(2031, 12, 9)),
    ([("3 Dec 2031 03.00", "8 Dec 2031 03.00")], date(2031, 12, 11)),  # 4, 5 and 8 were left
    ([("6 Dec 2031 03.00", "7 Dec 2031 03.00")], date(2031, 12, 8)),  # over a weekend nothing is lost
    ([("8 Dec 2031 03.00", "10 Dec 2031 03.00")], date(2031, 12, 11)),  # on the last day, which is given back
    ([("3 Dec 2031 03.00", "24 Dec 2031 03.00")], date(2031, 12, 31)),  # answered before the days off
    ([("3 Dec 2031 03.00", "4 Dec 2031 03.00"), ("5 Dec 2031 03.00", "9 Dec 2031 03.00")], date(2031, 12, 11)),
    ([("9 Dec 2031 03.00", "10 Dec 2031 03.00")], date(2031, 12, 8)),  # it was late: a repair does not mend that
]


@pytest.mark.parametrize(("rounds", "expected"), REPAIRS)
def test_a_repair_stops_it_and_its_answer_lets_it_go_on(rounds, expected, monkeypatch):
    claim = complete(claim_of("JHT"), "1 Dec 2031 03.00", monkeypatch)

    for asked, answered in rounds:
        promise.stop(claim, now=utc(asked))
        promise.start_or_go_on(claim, now=utc(answered))

    assert claim.promised_on == expected
    assert (claim.promise_stopped_at, claim.promise_days_left) == (None, None)


def test_an_objection_starts_it_anew_and_what_made_the_old_one_late_is_over(monkeypatch):
    claim = complete(claim_of("JHT"), "1 Dec 2031 03.00", monkeypatch)
    claim.late_because = Claim.LateBecause.SYSTEM

    promise.start_anew(claim, now=utc("15 Dec 2031 03.00"))

    assert (claim.promised_on, claim.late_because) == (date(2031, 12, 22), "")


def test_a_clock_that_stands_still_is_not_late_and_says_no_day(monkeypatch):
    claim = complete(claim_of("JHT"), "1 Dec 2031 03.00", monkeypatch)
    long_after = utc("20 Dec 2031 03.00")
    assert promise.is_late(claim, now=long_after)

    promise.stop(claim, now=utc("3 Dec 2031 03.00"))

    assert not promise.is_late(claim, now=long_after)
    assert promise.say(claim) == ""


@pytest.mark.parametrize(
    ("zone", "instant", "late"),
    [
        (Zone.WIB, "8 Dec 2031 16.59", False),
        (Zone.WIB, "8 Dec 2031 17.00", True),
        (Zone.WIT, "8 Dec 2031 14.59", False),
        (Zone.WIT, "8 Dec 2031 15.00", True),
    ],
)
def test_it_is_late_from_the_branchs_midnight_on(zone, instant, late, monkeypatch):
    claim = complete(claim_of("JHT", zone), "1 Dec 2031 03.00", monkeypatch)

    assert promise.is_late(claim, now=utc(instant)) is late


@pytest.mark.parametrize(
    ("decided", "days"),
    [("1 Dec 2031 05.00", 0), ("3 Dec 2031 05.00", 2), ("8 Dec 2031 05.00", 5), ("10 Dec 2031 05.00", 7)],
)
def test_our_part_is_told_in_working_days(decided, days, monkeypatch):
    claim = complete(claim_of("JHT"), "1 Dec 2031 03.00", monkeypatch)
    claim.decided_at = utc(decided)

    assert promise.our_days(claim) == days


def test_it_starts_with_the_last_required_paper_and_not_with_the_handing_in(house, now):
    claim = factories.open_claim(now=now)
    factories.complete_papers(claim, now=now)
    claim.files.update(received_at=now)

    filing.submit(claim.pk, by=f"claimant:{claim.pk}", now=now.replace(hour=9))

    claim.refresh_from_db()
    assert claim.complete_at == now


# JHT, complete on Monday 1 Dec 2031: decided, paid -> our part, the bank's, and whether it was kept (the 8th)
PAYMENTS = [
    ("1 Dec 2031 05.00", "1 Dec 2031 09.00", 0, 0, False),  # within the day
    ("3 Dec 2031 05.00", "4 Dec 2031 03.00", 2, 1, False),
    ("5 Dec 2031 05.00", "8 Dec 2031 03.00", 4, 1, False),  # over a weekend, on the promised day
    ("5 Dec 2031 05.00", "7 Dec 2031 03.00", 4, 0, False),  # the bank works on Sundays, we do not count them
    ("5 Dec 2031 05.00", "8 Dec 2031 16.59", 4, 1, False),  # 23.59 on Monday
    ("5 Dec 2031 05.00", "8 Dec 2031 17.00", 4, 2, True),  # Tuesday begins
    ("10 Dec 2031 05.00", "11 Dec 2031 03.00", 7, 1, True),  # we were late already
    ("24 Dec 2031 05.00", "29 Dec 2031 03.00", 17, 1, True),  # over Christmas, cuti bersama and a weekend
    ("24 Dec 2031 05.00", "2 Jan 2032 03.00", 17, 4, True),  # and over the year's end
]


@pytest.mark.parametrize(("decided", "paid", "ours", "banks", "late"), PAYMENTS)
def test_it_ends_when_the_money_is_sent_our_part_and_the_banks_apart(decided, paid, ours, banks, late, monkeypatch):
    claim = complete(claim_of("JHT"), "1 Dec 2031 03.00", monkeypatch)
    claim.decided_at, claim.paid_at = utc(decided), utc(paid)

    assert promise.in_parts(claim) == {"ours": ours, "banks": banks, "late": late}


def test_the_days_of_a_payment_that_came_back_are_the_banks(monkeypatch):
    claim = complete(claim_of("JHT"), "1 Dec 2031 03.00", monkeypatch)
    claim.decided_at = utc("2 Dec 2031 03.00")
    claim.bank_days_before = promise.days_at_bank(claim, until=utc("4 Dec 2031 03.00"))
    promise.stop(claim, now=utc("4 Dec 2031 03.00"))  # Thursday: Friday and Monday are left
    promise.start_or_go_on(claim, now=utc("9 Dec 2031 03.00"))

    claim.decided_at, claim.paid_at = utc("10 Dec 2031 03.00"), utc("11 Dec 2031 03.00")

    assert claim.promised_on == date(2031, 12, 11)
    assert promise.in_parts(claim) == {"ours": 2, "banks": 3, "late": False}


def test_what_was_verified_and_not_paid_is_late_after_its_day_and_paid_it_is_not(monkeypatch):
    claim = complete(claim_of("JHT"), "1 Dec 2031 03.00", monkeypatch)
    claim.decided_at, after = utc("3 Dec 2031 03.00"), utc("9 Dec 2031 03.00")

    for status, late in ((Claim.Status.VERIFIED, True), (Claim.Status.PAID, False)):
        claim.status = status
        assert promise.is_late(claim, now=after) is late


@pytest.mark.parametrize("programme", ["JKK", "JP"])
def test_where_nothing_was_promised_there_are_no_parts(programme, monkeypatch):
    claim = complete(claim_of(programme), "1 Dec 2031 03.00", monkeypatch)
    claim.decided_at, claim.paid_at = utc("3 Dec 2031 03.00"), utc("4 Dec 2031 03.00")

    assert promise.in_parts(claim) == {}
