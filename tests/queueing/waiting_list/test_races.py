"""The waiting list under contest: whoever frees a place sees who joins, or who joins sees the place. Never neither."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet

from claims import fresh
from queueing import booking
from queueing.asker import Asker
from queueing.models import Draft, Slot, Ticket, WaitingEntry
from queueing.waiting_list import sweeping, waiting
from tests import factories
from tests.queueing.races import all_at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("house")]


@pytest.fixture
def now(now):
    return now.replace(hour=2)


@pytest.fixture
def slot(house, now) -> Slot:
    """An hour with three places, all taken."""
    hour = factories.slot(factories.branch(), now=now, capacity=3)
    hour.holders = [factories.open_claim(now=now, at=hour) for _ in range(3)]
    return hour


def joining(slot: Slot, now):
    """All a person needs to join, made ready so that the joining itself can be done at the same instant."""
    number = next(factories._numbers)
    draft = Draft.objects.create(made_at=now, changed_at=now)
    asked = waiting.Joining(
        draft.pk, number.to_bytes(32, "big"), {"phone": f"+62813{number:07d}", "language": "id"}, token=fresh.token()
    )
    return lambda: waiting.join(asked, branch=slot.branch, door=slot.door, day=slot.day, now=now)


def giving_up(slot: Slot, number: int, now):
    return lambda: booking.give_up_place(slot.holders[number].pk, by="claimant:x", now=now)


def assert_consistent(slot: Slot) -> None:
    """Counted and live tickets agree, and nothing is free while somebody waits."""
    slot.refresh_from_db()
    assert slot.taken == Ticket.objects.live().filter(slot=slot).count() <= slot.capacity
    assert not (slot.left and WaitingEntry.objects.in_line().exists())


def test_two_that_free_up_while_many_join_go_to_the_first_two(slot, now):
    for _ in range(2):
        joining(slot, now)()
    joiners = [joining(slot, now) for _ in range(8)]

    outcomes = all_at_once([*joiners, giving_up(slot, 0, now), giving_up(slot, 1, now)])

    assert outcomes == {"taken": 10}
    assert_consistent(slot)
    numbers = WaitingEntry.objects.order_by("number").values_list("number", "offered_at")
    assert [number for number, _ in numbers] == list(range(1, 11))
    assert [number for number, offered_at in numbers if offered_at] == [1, 2]


def test_the_first_to_join_while_a_place_frees_either_waits_and_has_it_or_is_sent_to_it(slot, now):
    outcomes = all_at_once([*(joining(slot, now) for _ in range(6)), giving_up(slot, 0, now)])

    assert outcomes["taken"] + outcomes["PlaceThere"] == 7
    assert_consistent(slot)


def test_one_contact_that_joins_eight_times_at_once_has_one_number(slot, now):
    ask = joining(slot, now)

    assert all_at_once([ask] * 8) == {"taken": 8}
    assert WaitingEntry.objects.count() == 1


# --- The lock without which a place would be lost to the line ----------------------------------------------------


class Meeting:
    """Somebody frees a place between the moment a joiner has seen the day full and the moment it enters the line."""

    def __init__(self, slot: Slot, now, monkeypatch) -> None:
        self.has_seen, self.is_freed = threading.Event(), threading.Event()
        self.join, self.give_up = joining(slot, now), giving_up(slot, 0, now)
        enter = waiting._enter

        def enter_late(*arguments):
            self.has_seen.set()
            self.is_freed.wait(timeout=2)
            return enter(*arguments)

        monkeypatch.setattr(waiting, "_enter", enter_late)

    def happen(self) -> None:
        with ThreadPoolExecutor(2) as both:
            for done in [both.submit(self._joins), both.submit(self._frees)]:
                done.result(timeout=30)

    def _joins(self) -> None:
        try:
            self.join()
        finally:
            connection.close()

    def _frees(self) -> None:
        try:
            self.has_seen.wait(timeout=30)
            self.give_up()
            self.is_freed.set()
        finally:
            connection.close()


def test_a_place_freed_while_somebody_enters_the_line_is_theirs(slot, now, monkeypatch):
    Meeting(slot, now, monkeypatch).happen()

    assert_consistent(slot)
    assert Ticket.objects.held().get().entry == WaitingEntry.objects.get()


def test_without_the_lock_on_the_hours_the_place_stays_free_while_somebody_waits(slot, now, monkeypatch):
    hours = waiting._hours

    class Unlocked(QuerySet):
        def select_for_update(self, **_options):
            return self

    def unlocked(*arguments):
        found = hours(*arguments)
        found.__class__ = Unlocked
        return found

    monkeypatch.setattr(waiting, "_hours", unlocked)
    Meeting(slot, now, monkeypatch).happen()

    slot.refresh_from_db()
    assert (slot.left, WaitingEntry.objects.in_line().count()) == (1, 1)


# --- An offer answered as its time ends --------------------------------------------------------------------------


@pytest.mark.parametrize("_again", range(3))
def test_an_offer_is_taken_or_goes_to_the_next_but_never_both(slot, now, _again):
    joining(slot, now)()
    joining(slot, now)()
    giving_up(slot, 0, now)()
    first, second = WaitingEntry.objects.order_by("number")
    draft = waiting.accept(
        first.pk, known=first.draft_id, asker=Asker(bytes(first.contact_index), b"", b"n" * 32), now=now
    )
    until = Ticket.objects.held().get(entry=first).held_until
    taking = factories.taking(slot, now=now)

    outcomes = all_at_once(
        [
            lambda: booking.take_place(draft.pk, taking, now=until - timedelta(seconds=1)),
            lambda: sweeping.sweep(until),
            lambda: sweeping.sweep(until),
        ]
    )

    assert_consistent(slot)
    first.refresh_from_db()
    second.refresh_from_db()
    was_taken = Ticket.objects.confirmed().filter(entry=first).exists()
    assert outcomes["taken"] == (3 if was_taken else 2)
    assert first.ended_because == ("taken" if was_taken else "missed")
    assert bool(second.offered_at) is not was_taken
