"""The gate of an opening: while people stand in line for an hour, only a called number asks for it, and once."""

import threading
from datetime import timedelta

import pytest

from queueing import booking
from queueing.models import HOLD_FOR, Draft, QueueNumber, Slot, Ticket
from queueing.models.rush import ROOM_LASTS
from queueing.rush import gate, lines
from queueing.waiting_list import waiting
from tests import factories
from tests.queueing.rush.opening import asker, at_once, called_first, crowd, hold, take, the_rush

racing = pytest.mark.django_db(transaction=True)
SECOND = timedelta(seconds=1)


@pytest.fixture
def line_of_twenty(slot, now, opens_at, settings) -> list[str]:
    """Twenty stand in line and five were called; their names in the order of the draw."""
    settings.RUSH_ADMITS_PER_SECOND = 5
    numbers = crowd(opens_at, 20, now=now)
    lines.move_on(the_rush().pk, now=opens_at)
    return called_first(numbers)


def test_who_was_called_is_held_a_place_and_who_was_not_is_refused(slot, opens_at, line_of_twenty):
    assert hold(slot, line_of_twenty[4], now=opens_at)
    with pytest.raises(gate.NotYourTurn, match="giliran"):
        hold(slot, line_of_twenty[5], now=opens_at)
    with pytest.raises(gate.NotYourTurn, match="Ambil nomor"):
        hold(slot, "tanpa-nomor", now=opens_at)

    entered = QueueNumber.objects.get(entered_at__isnull=False)
    assert bytes(entered.contact_index) == asker(line_of_twenty[4]).contact_index
    assert Slot.objects.get(pk=slot.pk).taken == 1


def taken_by(slot: Slot, name: str, *, now):
    filer = factories.applicant(now, phone="", phone_confirmed_at=None, email=f"{name}@contoh.example")
    draft = Draft.objects.create(made_at=now, changed_at=now)
    return booking.take_place(draft.pk, factories.taking(slot, now=now, applicant=filer), now=now)


def test_a_number_brings_one_booking(slot, opens_at, line_of_twenty):
    taken_by(slot, line_of_twenty[0], now=opens_at)

    with pytest.raises(gate.NumberSpent, match="sudah dipakai"):
        taken_by(slot, line_of_twenty[0], now=opens_at)
    with pytest.raises(gate.NumberSpent, match="sudah dipakai"):
        hold(slot, line_of_twenty[0], now=opens_at)


def test_nobody_books_past_the_line_without_a_hold_either(slot, opens_at, line_of_twenty):
    with pytest.raises(gate.NotYourTurn):
        taken_by(slot, line_of_twenty[9], now=opens_at)

    assert Slot.objects.get(pk=slot.pk).taken == 0
    assert QueueNumber.objects.filter(spent_at__isnull=False).count() == 0


def test_a_claim_cannot_be_moved_past_the_line_but_a_branch_may_seat_anybody(slot, now, opens_at, line_of_twenty):
    elsewhere = factories.slot(slot.branch, now=now, days=1, hour=10)
    claim = factories.open_claim(now=now, at=elsewhere)

    with pytest.raises(gate.NotYourTurn):
        booking.move_place(claim.pk, slot_id=slot.pk, by="claimant:x", now=opens_at)
    moved = booking.move_place(claim.pk, slot_id=slot.pk, by="officer:1", because="branch_closed", now=opens_at)

    assert moved.visit_at == slot.starts_at


def test_hours_that_opened_earlier_are_free_while_people_stand_in_line_for_others(slot, now, opens_at, line_of_twenty):
    earlier = factories.slot(slot.branch, now=now, days=1, hour=10)

    assert hold(earlier, "tanpa-nomor", now=opens_at)


def test_once_the_line_is_empty_everybody_goes_straight_in(slot, opens_at, line_of_twenty):
    for second in range(1, 4):
        lines.move_on(the_rush().pk, now=opens_at + second * SECOND)

    assert the_rush().admitted == 20
    assert hold(slot, "tanpa-nomor", now=opens_at + 4 * SECOND)


def test_after_three_hours_nobody_is_asked_for_a_number_and_nothing_is_asked_of_the_database(
    slot, opens_at, line_of_twenty, django_assert_num_queries
):
    over = opens_at + ROOM_LASTS
    with pytest.raises(gate.NotYourTurn):
        gate.enter(slot, asker=asker("tanpa-nomor"), now=over - SECOND)

    with django_assert_num_queries(0):
        assert gate.enter(slot, asker=asker("tanpa-nomor"), now=over) is None


def test_who_let_a_hold_lapse_gets_a_new_number_at_the_end_and_one_more_hold(slot, opens_at, line_of_twenty):
    name = line_of_twenty[0]
    hold(slot, name, now=opens_at)
    later = opens_at + HOLD_FOR

    with pytest.raises(booking.NotHeld):
        hold(slot, name, now=later)
    number = gate.go_to_the_end(slot, asker=asker(name), now=later)

    assert number.serial == 21
    with pytest.raises(gate.NotYourTurn):
        hold(slot, name, now=later)
    take(opens_at, "di-belakang", now=later)
    QueueNumber.objects.filter(serial=21).update(called_at=later)
    assert hold(slot, name, now=later + SECOND)


def test_an_offer_of_the_waiting_list_needs_no_number(slot, now, opens_at, line_of_twenty):
    Slot.objects.filter(pk=slot.pk).update(planned=1, capacity=1)
    first = hold(slot, line_of_twenty[0], now=opens_at)
    filer = factories.applicant(now, phone="", phone_confirmed_at=None, email="menunggu@contoh.example")
    draft = Draft.objects.create(made_at=now, changed_at=now)
    joining = waiting.Joining(draft.pk, asker("menunggu").contact_index, {"email": filer.email}, token="kunci-contoh")
    waiting.join(joining, branch=slot.branch, door=slot.door, day=slot.day, now=opens_at)
    booking.release_hold(first.draft_id, now=opens_at + SECOND)

    claim = booking.take_place(
        draft.pk, factories.taking(slot, now=opens_at, applicant=filer), now=opens_at + 2 * SECOND
    )

    assert Ticket.objects.get(claim=claim).entry_id


@racing
def test_two_bookings_at_once_with_one_number_are_one(slot, opens_at, line_of_twenty):
    name = line_of_twenty[0]

    outcomes = at_once([lambda: type(taken_by(slot, name, now=opens_at)).__name__ for _ in range(6)])

    assert outcomes == {"Claim": 1, "NumberSpent": 5}
    assert Slot.objects.get(pk=slot.pk).taken == 1


@racing
def test_without_the_condition_on_spending_two_bookings_do_pass_with_one_number(
    slot, opens_at, line_of_twenty, monkeypatch
):
    """The negative control of the test above: `spend` looks, and then writes without looking again."""
    name, both_have_looked = line_of_twenty[0], threading.Barrier(2)

    def look_then_write(slot, *, asker, now):
        number = QueueNumber.objects.get(contact_index=asker.contact_index, spent_at=None)
        both_have_looked.wait(timeout=30)
        QueueNumber.objects.filter(pk=number.pk).update(spent_at=now)

    monkeypatch.setattr(gate, "spend", look_then_write)
    outcomes = at_once([lambda: type(taken_by(slot, name, now=opens_at)).__name__ for _ in range(2)])

    assert outcomes == {"Claim": 2}
