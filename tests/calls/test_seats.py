from datetime import timedelta

import pytest

from calls import rooms, seats
from calls.seats import NoTicket, Role
from workflow import Refused

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def room(now):
    return rooms.reserve("contact:1", opens_at=now, closes_at=now + HOUR)


def test_a_ticket_opens_the_seat_it_was_made_for(room, now):
    seat = seats.read_ticket(seats.ticket(room.pk, Role.CLAIMANT, once="a", now=now), now=now)

    assert (seat.room_id, seat.role, seat.once) == (room.pk, Role.CLAIMANT, "a")


def test_a_ticket_is_good_until_its_minutes_are_over(room, now):
    shown = seats.ticket(room.pk, Role.OFFICER, once="a", now=now)

    assert seats.read_ticket(shown, now=now + seats.GOOD_FOR - SECOND)
    with pytest.raises(NoTicket):
        seats.read_ticket(shown, now=now + seats.GOOD_FOR)


@pytest.mark.parametrize("spoilt", ["", "a", "a.b", "é"])
def test_what_nobody_signed_opens_nothing(spoilt, now):
    with pytest.raises(NoTicket):
        seats.read_ticket(spoilt, now=now)


def test_a_ticket_that_was_changed_opens_nothing(room, now):
    shown = seats.ticket(room.pk, Role.CLAIMANT, once="a", now=now)

    with pytest.raises(NoTicket):
        seats.read_ticket(shown[:8] + ("A" if shown[8] != "A" else "B") + shown[9:], now=now)


def test_there_is_no_third_seat(room, now):
    shown = seats.ticket(room.pk, "onlooker", once="a", now=now)

    with pytest.raises(NoTicket):
        seats.read_ticket(shown, now=now)


def test_a_ticket_can_travel_as_a_subprotocol(room, now):
    shown = seats.ticket(room.pk, Role.OFFICER, once="a-b_c", now=now)

    assert all(letter.isalnum() or letter in "-._" for letter in shown)


@pytest.mark.parametrize(
    ("after", "is_open"), [(-SECOND, False), (SECOND * 0, True), (HOUR - SECOND, True), (HOUR, False)]
)
def test_a_room_lets_in_between_its_hours(room, now, after, is_open):
    assert room.is_open(now + after) is is_open
    if not is_open:
        with pytest.raises(Refused, match="tidak sedang dibuka"):
            seats.entrance(room, Role.OFFICER, once="a", now=now + after)


def test_an_ended_room_lets_nobody_in(room, now):
    rooms.end("contact:1", now=now)
    room.refresh_from_db()

    with pytest.raises(Refused):
        seats.entrance(room, Role.CLAIMANT, once="a", now=now)


def test_a_room_reserved_again_has_moved(room, now):
    moved = rooms.reserve("contact:1", opens_at=now + HOUR, closes_at=now + 2 * HOUR)

    assert moved.pk == room.pk
    assert not moved.is_open(now)
