"""The rush of an opening: a number per contact, an order by draw, and calls that never run ahead."""

import threading
from datetime import UTC, timedelta

import pytest
from django.conf import settings as configured

from branches import calendar
from queueing import places, slots
from queueing.models import HOLD_FOR, QueueNumber, Rush, Slot
from queueing.models.rush import NUMBERS_PER_DEVICE, ROOM_OPENS_BEFORE
from queueing.rush import draw, lines
from tests import factories
from tests.queueing.rush.opening import at_once, called_first, crowd, hold, take, the_rush
from workflow import Refused

racing = pytest.mark.django_db(transaction=True)
SECOND = timedelta(seconds=1)


# --- Taking a number --------------------------------------------------------------------------------------------


def test_numbers_are_given_in_turn_and_a_contact_keeps_its_own(slot, now, opens_at):
    first, second = take(opens_at, "ani", now=now), take(opens_at, "budi", now=now)

    again = take(opens_at, "ani", now=now + SECOND)

    assert (first.serial, second.serial, again.pk) == (1, 2, first.pk)
    assert the_rush().last_serial == 2


def test_the_seal_stands_before_the_first_number_and_the_seed_is_never_another(slot, now, opens_at):
    assert lines.prepare(now, seeds=["benih-pagi", "benih-lain"]) == 1

    take(opens_at, "ani", now=now)

    assert the_rush().commitment == draw.seal_of("benih-pagi")
    assert the_rush().seed == "benih-pagi"
    assert lines.prepare(now, seeds=["benih-ketiga"]) == 0


def test_before_the_room_opens_there_is_no_number(slot, opens_at):
    with pytest.raises(Refused, match="belum dibuka"):
        take(opens_at, "ani", now=opens_at - ROOM_OPENS_BEFORE - SECOND)

    assert take(opens_at, "ani", now=opens_at - ROOM_OPENS_BEFORE).serial == 1


def test_a_device_gets_a_few_numbers_and_no_more(slot, now, opens_at):
    for n in range(NUMBERS_PER_DEVICE):
        take(opens_at, f"keluarga{n}", now=now, device_index=b"satu-ponsel")

    with pytest.raises(Refused, match="terlalu banyak nomor"):
        take(opens_at, "calo", now=now, device_index=b"satu-ponsel")
    assert take(opens_at, "orang-lain", now=now, device_index=b"ponsel-lain").serial == NUMBERS_PER_DEVICE + 1


def test_a_network_gets_many_numbers_but_not_all(slot, now, opens_at, monkeypatch):
    monkeypatch.setattr(lines, "NUMBERS_PER_NETWORK", 4)
    for n in range(4):
        take(opens_at, f"warga{n}", now=now, network_index=b"satu-desa")

    with pytest.raises(Refused, match="terlalu banyak nomor"):
        take(opens_at, "warga4", now=now, network_index=b"satu-desa")


@racing
def test_thirty_who_ask_at_once_get_the_numbers_one_to_thirty(slot, now, opens_at):
    lines.prepare(now, seeds=["benih-contoh"])

    serials = at_once([lambda n=n: take(opens_at, f"orang{n}", now=now).serial for n in range(30)])

    assert sorted(serials) == list(range(1, 31))
    assert the_rush().last_serial == 30


@racing
def test_one_contact_that_asks_thirty_times_at_once_gets_one_number_and_uses_up_no_other(slot, now, opens_at):
    serials = at_once([lambda: take(opens_at, "ani", now=now).serial for _ in range(30)])

    assert serials == {1: 30}
    assert the_rush().last_serial == QueueNumber.objects.count() == 1


@racing
def test_counting_by_reading_first_does_give_one_number_twice(slot, now, opens_at, monkeypatch):
    """The negative control: what the one statement of `next_serial` is for."""
    lines.prepare(now, seeds=["benih-contoh"])
    all_have_read = threading.Barrier(8)

    def read_then_write(rush_id, *, now):
        last = Rush.objects.get(pk=rush_id).last_serial
        all_have_read.wait(timeout=30)
        Rush.objects.filter(pk=rush_id).update(last_serial=last + 1)
        return last + 1

    monkeypatch.setattr(lines, "next_serial", read_then_write)
    with pytest.raises(Exception, match="queue_serial_once"):
        at_once([lambda n=n: take(opens_at, f"orang{n}", now=now) for n in range(8)])


# --- The draw at the opening ------------------------------------------------------------------------------------


def test_who_asks_a_moment_before_the_opening_is_in_the_draw_and_who_asks_at_it_is_not(slot, opens_at):
    crowd(opens_at, 9, now=opens_at - SECOND)
    last_in = take(opens_at, "tepat-sebelum", now=opens_at - timedelta(microseconds=1))
    first_out = take(opens_at, "tepat-saat", now=opens_at)
    after = take(opens_at, "sesudah", now=opens_at + SECOND)

    drawn = the_rush()
    assert drawn.drawn_before == 10
    assert drawn.place_of(last_in.serial) <= 10
    assert [drawn.place_of(first_out.serial), drawn.place_of(after.serial)] == [11, 12]


def test_before_the_opening_nobody_has_a_place(slot, now, opens_at):
    number = take(opens_at, "ani", now=now)
    line = lines.move_on(number.rush_id, now=opens_at - SECOND)

    assert line.rush.place_of(number.serial) is None
    assert line.rush.admitted == 0


def test_the_draw_is_closed_by_who_asks_first_and_stays_as_it_was(slot, now, opens_at, settings):
    settings.RUSH_ADMITS_PER_SECOND = 1
    crowd(opens_at, 5, now=now)
    rush_id = the_rush().pk

    lines.move_on(rush_id, now=opens_at)
    take(opens_at, "terlambat", now=opens_at + SECOND)
    line = lines.move_on(rush_id, now=opens_at + 2 * SECOND)

    assert (line.rush.drawn_before, line.rush.last_serial) == (5, 6)


@pytest.mark.parametrize("zone", ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"])
def test_each_zone_has_its_own_opening_at_its_own_hour(house, now, zone):
    """The opening instant from both sides, for the day that opens tomorrow at each branch."""
    branch = factories.branch(zone)
    day = calendar.local_day(branch, now) + timedelta(days=configured.BOOKING_DAYS_AHEAD + 1)
    opens_at = slots.released_at(branch, day)
    made = factories.slot(branch, now=now, days=configured.BOOKING_DAYS_AHEAD + 1)
    Slot.objects.filter(pk=made.pk).update(releases_at=opens_at)

    assert opens_at.astimezone(UTC).hour == {"Asia/Jakarta": 0, "Asia/Makassar": 23, "Asia/Jayapura": 22}[zone]
    assert lines.opening_of(branch, opens_at - ROOM_OPENS_BEFORE - SECOND) is None
    assert lines.opening_of(branch, opens_at - ROOM_OPENS_BEFORE) == opens_at
    take(opens_at, "ani", now=opens_at - SECOND)
    assert lines.opening_of(branch, opens_at - timedelta(microseconds=1)) == opens_at
    assert lines.opening_of(branch, opens_at) == opens_at  # one still stands in line
    lines.move_on(the_rush().pk, now=opens_at)
    assert lines.opening_of(branch, opens_at) is None  # and now nobody


# --- Calling ----------------------------------------------------------------------------------------------------


@pytest.fixture
def ten_a_second(settings):
    settings.RUSH_ADMITS_PER_SECOND = 10


@pytest.mark.usefixtures("ten_a_second")
def test_the_line_moves_at_the_rate_that_is_set_whoever_asks_how_often(slot, now, opens_at):
    crowd(opens_at, 45, now=now)
    rush_id = the_rush().pk

    admitted = [lines.move_on(rush_id, now=opens_at + timedelta(milliseconds=250 * n)).rush.admitted for n in range(13)]

    assert admitted == [10] * 4 + [20] * 4 + [30] * 4 + [40]


@pytest.mark.usefixtures("ten_a_second")
def test_after_a_pause_no_flood_is_let_in(slot, now, opens_at):
    crowd(opens_at, 49, now=now)
    lines.move_on(the_rush().pk, now=opens_at)

    line = lines.move_on(the_rush().pk, now=opens_at + timedelta(minutes=4))

    assert line.rush.admitted == 10 + 30  # three seconds' worth, though four minutes have passed


@pytest.mark.usefixtures("ten_a_second")
def test_nobody_is_called_who_has_no_number(slot, now, opens_at):
    numbers = crowd(opens_at, 14, now=now)

    lines.move_on(the_rush().pk, now=opens_at)
    called = QueueNumber.objects.filter(called_at=opens_at).values_list("serial", flat=True)
    later = lines.move_on(the_rush().pk, now=opens_at + timedelta(seconds=30)).rush.admitted

    assert {f"orang{serial - 1}" for serial in called} == set(called_first(numbers)[:10])
    assert later == 14


@pytest.mark.usefixtures("ten_a_second")
def test_when_all_is_taken_the_line_stands_and_moves_again_when_a_hold_lapses(slot, now, opens_at):
    crowd(opens_at, 40, now=now)
    Slot.objects.update(capacity=3, planned=3)
    lines.move_on(the_rush().pk, now=opens_at)
    first = called_first(list(QueueNumber.objects.order_by("serial")))
    for name in first[:3]:
        hold(slot, name, now=opens_at)

    full = lines.move_on(the_rush().pk, now=opens_at + 2 * SECOND)
    stands = lines.move_on(the_rush().pk, now=opens_at + timedelta(minutes=5))
    again = lines.move_on(the_rush().pk, now=opens_at + HOLD_FOR + SECOND)

    assert (full.left, full.rush.admitted, full.rush.sold_out_at) == (0, 3, opens_at + 2 * SECOND)
    assert stands.rush.admitted == 3
    assert again.left == 3
    assert again.rush.admitted == 3 + 30
    assert again.rush.sold_out_at == full.rush.sold_out_at


@pytest.mark.usefixtures("ten_a_second")
def test_the_last_places_are_kept_for_those_who_were_called_until_they_do_not_come(slot, now, opens_at):
    crowd(opens_at, 49, now=now)
    Slot.objects.update(capacity=15, planned=15)
    seconds = (0, 1, 2, 3)
    admitted = [lines.move_on(the_rush().pk, now=opens_at + n * SECOND).rush.admitted for n in seconds]

    given_up = lines.move_on(the_rush().pk, now=opens_at + lines.COMES_WITHIN).rush.admitted

    assert admitted == [10, 15, 16, 17]  # fifteen places: from then on one by one
    assert given_up == 17 + 8  # of the fifteen, seven may still come


@racing
@pytest.mark.usefixtures("ten_a_second")
def test_thirty_who_ask_in_the_same_second_move_the_line_once(slot, now, opens_at):
    crowd(opens_at, 45, now=now)
    rush_id = the_rush().pk

    at_once([lambda: lines.move_on(rush_id, now=opens_at).rush.pk for _ in range(30)])

    assert the_rush().admitted == 10


def test_places_is_what_the_line_counts(slot, now, opens_at):
    number = take(opens_at, "ani", now=now)
    places.plan(slot.pk, 7, now=now)

    assert lines.move_on(number.rush_id, now=now).places == 7
