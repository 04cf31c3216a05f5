"""The report of a day: each thing that does not agree stands in it under its kind, and nothing else does."""

from datetime import time

import pytest

from branches import calendar
from branches.models import Holiday
from dropbox.box import registering, rounds
from dropbox.custody import keeping, receiving
from dropbox.reconciling.findings import findings_of
from dropbox.reconciling.kinds import Kind
from frontdesk.models import Visit, VisitClaim
from tests.dropbox import at_the_box
from tests.dropbox.at_the_box import DAY, HOUR, MINUTE, OFFICE, ONE, OTHER


@pytest.fixture
def day(branch, now):
    return calendar.local_day(branch, now)


@pytest.fixture(autouse=True)
def unwatched(branch):
    """No hour is awaited, unless a test says so."""
    at_the_box.box(branch, rounds_at=[], forwards_at=[])


def kinds(branch, day, now) -> list[str]:
    return [finding.kind for finding in findings_of(branch, day, now=now)]


def came(branch, claim, *, now, series="B", status="served", number=1) -> Visit:
    facts = {"branch": branch, "day": calendar.local_day(branch, now), "series": series, "number": number}
    ended = {f"{status}_at": now, f"{status}_by": ONE} if status in ("served", "left") else {}
    visit = Visit.objects.create(**facts, **ended, status=status, arrived_at=now, arrived_by=ONE)
    VisitClaim.objects.create(visit=visit, claim=claim)
    return visit


def test_a_day_on_which_all_goes_well_has_nothing_to_say(branch, day, now):
    at_the_box.at_the_office(branch, now=now)

    assert kinds(branch, day, now + DAY) == []


def test_sent_and_not_received(branch, day, now):
    here, missing = at_the_box.out_of_the_box(branch, now=now, number=2)
    bag = at_the_box.arrived(at_the_box.sent(branch, [here, missing], now=now), now=now)
    at_the_box.received(bag, here, now=now)
    before = kinds(branch, day, now + HOUR)

    receiving.close(bag.pk, without_missing=True, by=OFFICE, now=now)

    [finding] = findings_of(branch, day, now=now)
    assert (before, finding.kind) == ([], Kind.SENT_NOT_RECEIVED)
    assert missing.code in finding.words
    assert kinds(branch, day + DAY, now + DAY) == []


def test_a_bag_that_does_not_arrive_is_missed_after_its_journey(branch, day, now):
    at_the_box.sent(branch, at_the_box.out_of_the_box(branch, now=now), now=now)

    assert kinds(branch, day, now + 4 * HOUR - MINUTE) == []
    assert kinds(branch, day, now + 4 * HOUR) == [Kind.SENT_NOT_RECEIVED]


def test_received_and_not_sent(branch, day, now):
    listed, extra = at_the_box.out_of_the_box(branch, now=now, number=2)
    bag = at_the_box.arrived(at_the_box.sent(branch, [listed], now=now), now=now)
    at_the_box.received(bag, listed, extra, now=now)

    [finding] = findings_of(branch, day, now=now)

    assert finding.kind == Kind.RECEIVED_NOT_SENT
    assert extra.code in finding.words


@pytest.mark.parametrize("counted", [0, 2])
def test_a_round_whose_count_differs(branch, day, now, counted):
    this = at_the_box.opened(branch, now=now, counted=counted)
    at_the_box.registered(this, at_the_box.claim_at(branch, now=now), now=now)
    before = kinds(branch, day, now)

    at_the_box.closed(this, now=now)

    assert (before, kinds(branch, day, now)) == ([], [Kind.COUNT_MISMATCH])


def test_a_bag_whose_count_differs_from_its_list(branch, day, now):
    bag = at_the_box.sent(branch, at_the_box.out_of_the_box(branch, now=now), now=now, counted=2)

    [finding] = findings_of(branch, day, now=now)

    assert finding.kind == Kind.COUNT_MISMATCH
    assert str(bag) in finding.words


def test_an_envelope_that_came_unlisted_does_not_change_the_count_of_the_list(branch, day, now):
    listed, extra = at_the_box.out_of_the_box(branch, now=now, number=2)
    bag = at_the_box.arrived(at_the_box.sent(branch, [listed], now=now), now=now)
    at_the_box.received(bag, listed, extra, now=now)

    assert Kind.COUNT_MISMATCH not in kinds(branch, day, now)


def test_seals_that_differ_at_the_box_and_on_the_way(branch, day, now):
    this = rounds.open_round(branch, seal="S1", counted=1, by=ONE, witnessed_by=OTHER, now=now)
    rounds.unseal(this.pk, seal_read="S7", by=ONE, now=now)
    envelope = at_the_box.registered(this, at_the_box.claim_at(branch, now=now), now=now)
    at_the_box.closed(this, now=now)
    at_the_box.arrived(at_the_box.sent(branch, [envelope], now=now, seal="S2"), now=now, seal_read="S8")

    words = [each.words for each in findings_of(branch, day, now=now) if each.kind == Kind.SEAL_MISMATCH]

    assert len(words) == 2
    assert "S1" in words[0]
    assert "S7" in words[0]
    assert "S8" in words[1]


def test_an_envelope_without_a_claim_until_its_owner_is_found(branch, day, now):
    this = at_the_box.opened(branch, now=now)
    envelope = at_the_box.nameless(this, now=now)
    before = kinds(branch, day, now)

    registering.tie(envelope.pk, scanned=at_the_box.claim_at(branch, now=now).case_number, by=ONE, now=now)

    assert (before, kinds(branch, day, now)) == ([Kind.ENVELOPE_WITHOUT_CLAIM], [])


def test_who_came_to_the_drop_box_and_whose_envelope_was_not_in_it(branch, day, now):
    claim = at_the_box.claim_at(branch, now=now)
    came(branch, claim, now=now)
    before = kinds(branch, day, now + HOUR)

    this = at_the_box.opened(branch, now=now + HOUR, counted=0)
    while_open = kinds(branch, day, now + HOUR)
    at_the_box.closed(this, now=now + HOUR)

    [finding] = findings_of(branch, day, now=now + HOUR)
    assert (before, while_open, finding.kind) == ([], [], Kind.CLAIM_WITHOUT_ENVELOPE)
    assert claim.case_number in finding.words


def test_at_the_days_end_it_is_missed_without_any_round(branch, day, now):
    came(branch, at_the_box.claim_at(branch, now=now), now=now)
    midnight = calendar.at(branch, day + DAY, time.min)

    assert kinds(branch, day, midnight - MINUTE) == []
    assert kinds(branch, day, midnight) == [Kind.CLAIM_WITHOUT_ENVELOPE]


def test_whose_envelope_is_on_record_is_not_missed(branch, day, now):
    claim = at_the_box.claim_at(branch, now=now)
    came(branch, claim, now=now)
    this = at_the_box.opened(branch, now=now + HOUR)
    at_the_box.registered(this, claim, now=now + HOUR)
    at_the_box.closed(this, now=now + HOUR)

    assert kinds(branch, day, now + DAY) == []


@pytest.mark.parametrize(("series", "status"), [("A", "served"), ("B", "left"), ("B", "refused")])
def test_nor_who_came_for_something_else_or_went_with_it(branch, day, now, series, status):
    came(branch, at_the_box.claim_at(branch, now=now), now=now, series=series, status=status)

    assert kinds(branch, day, now + DAY) == []


# --- What did not happen in time ---


def at(branch, day, hour, minute=0):
    return calendar.at(branch, day, time(hour, minute))


def test_a_box_nobody_opened(branch, day, now):
    at_the_box.box(branch, rounds_at=[time(10), time(14)], forwards_at=[])

    assert kinds(branch, day, at(branch, day, 10, 29)) == []
    assert kinds(branch, day, at(branch, day, 10, 30)) == [Kind.NO_ROUND]
    assert kinds(branch, day, at(branch, day, 23)) == [Kind.NO_ROUND]


def test_a_box_opened_in_time_and_then_no_more(branch, day, now):
    at_the_box.box(branch, rounds_at=[time(10), time(14)], forwards_at=[])
    at_the_box.closed(at_the_box.opened(branch, now=at(branch, day, 10, 30), counted=0), now=at(branch, day, 11))

    assert kinds(branch, day, at(branch, day, 14, 29)) == []
    assert kinds(branch, day, at(branch, day, 14, 30)) == [Kind.LATE_ROUND]


def test_a_box_opened_late_is_not_opened_early_for_the_next_hour(branch, day, now):
    at_the_box.box(branch, rounds_at=[time(10), time(14)], forwards_at=[])
    at_the_box.opened(branch, now=at(branch, day, 10, 31))

    assert kinds(branch, day, at(branch, day, 12)) == [Kind.LATE_ROUND]
    assert kinds(branch, day, at(branch, day, 15)) == [Kind.LATE_ROUND, Kind.LATE_ROUND]


def test_a_little_before_its_hour_is_in_time(branch, day, now):
    at_the_box.box(branch, rounds_at=[time(14)], forwards_at=[])
    at_the_box.opened(branch, now=at(branch, day, 13, 40))

    assert kinds(branch, day, at(branch, day, 15)) == []


def test_envelopes_that_did_not_go_on_in_time(branch, day, now):
    at_the_box.box(branch, rounds_at=[], forwards_at=[time(15)])
    envelopes = at_the_box.out_of_the_box(branch, now=at(branch, day, 14))

    assert kinds(branch, day, at(branch, day, 15, 29)) == []
    assert kinds(branch, day, at(branch, day, 15, 30)) == [Kind.LATE_ROUND]
    at_the_box.sent(branch, envelopes, now=at(branch, day, 16))
    assert kinds(branch, day, at(branch, day, 17)) == [Kind.LATE_ROUND]


def test_nothing_to_go_on_is_not_late_and_what_went_in_time_is_not_either(branch, day, now):
    at_the_box.box(branch, rounds_at=[], forwards_at=[time(15)])
    empty = kinds(branch, day, at(branch, day, 16))
    at_the_box.sent(branch, at_the_box.out_of_the_box(branch, now=at(branch, day, 14)), now=at(branch, day, 15, 10))

    assert (empty, kinds(branch, day, at(branch, day, 16))) == ([], [])


def test_on_a_day_off_nobody_is_missed(branch, day, now):
    at_the_box.box(branch, rounds_at=[time(10)], forwards_at=[])
    Holiday.objects.create(day=day, branch=branch, kind=Holiday.Kind.CLOSURE, name="CONTOH")

    assert kinds(branch, day, now + DAY) == []


def test_the_worst_stands_first(branch, day, now):
    this = at_the_box.opened(branch, now=now, counted=0)
    at_the_box.nameless(this, now=now)
    at_the_box.closed(this, now=now)
    bag = at_the_box.arrived(at_the_box.sent(branch, at_the_box.out_of_the_box(branch, now=now), now=now), now=now)
    receiving.close(bag.pk, without_missing=True, by=OFFICE, now=now)

    order = [Kind.SENT_NOT_RECEIVED, Kind.COUNT_MISMATCH, Kind.ENVELOPE_WITHOUT_CLAIM]
    assert kinds(branch, day, now) == order


def test_what_was_missing_stays_in_the_report_of_its_day_and_says_where_it_turned_up(branch, day, now):
    [missing] = at_the_box.out_of_the_box(branch, now=now)
    bag = at_the_box.arrived(at_the_box.sent(branch, [missing], now=now), now=now)
    receiving.close(bag.pk, without_missing=True, by=OFFICE, now=now)
    keeping.find(missing.pk, place="office", by=OFFICE, now=now + DAY)

    [finding] = findings_of(branch, day, now=now + DAY)

    assert "diterima kantor belakang" in finding.words
