"""A place is held while its form is filled in: for ten minutes, once an hour, for one contact, and never for nobody."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from claims.links import contact_index
from claims.models import Claim
from queueing import booking, places
from queueing.models import HOLD_FOR, Draft, Slot, Ticket
from tests import factories
from tests.queueing.races import all_at_once

pytestmark = pytest.mark.usefixtures("house")
racing = pytest.mark.django_db(transaction=True)

MINUTE = timedelta(minutes=1)


@pytest.fixture
def slot(house, now) -> Slot:
    return factories.slot(factories.branch(), now=now, capacity=2)


@pytest.fixture
def later_slot(slot, now) -> Slot:
    return factories.slot(slot.branch, now=now, hour=11, capacity=2)


def asker(name: str) -> booking.Asker:
    return booking.Asker(contact_index("email", f"{name}@contoh.example"))


def hold(name: str, slot: Slot, now, draft: Draft | None = None) -> Ticket:
    draft = draft or Draft.objects.create(made_at=now, changed_at=now)
    return booking.hold_place(draft.pk, slot_id=slot.pk, asker=asker(name), now=now)


def taken(slot: Slot) -> int:
    slot.refresh_from_db()
    return slot.taken


def live(slot: Slot) -> int:
    return Ticket.objects.live().filter(slot=slot).count()


# --- One hold ---------------------------------------------------------------------------------------------------


def test_a_hold_counts_as_taken_for_ten_minutes(slot, now):
    ticket = hold("budi", slot, now)

    assert taken(slot) == 1
    assert ticket.held_until == now + HOLD_FOR
    assert ticket not in Ticket.objects.expired(now + HOLD_FOR - timedelta(seconds=1))
    assert ticket in Ticket.objects.expired(now + HOLD_FOR)


def test_asking_again_for_the_same_hour_is_the_same_hold(slot, now):
    first = hold("budi", slot, now)

    second = hold("budi", slot, now + MINUTE)

    assert (second.pk, second.held_until) == (first.pk, first.held_until)
    assert taken(slot) == 1


def test_a_hold_follows_its_contact_to_another_browser(slot, now):
    hold("budi", slot, now)
    other_browser = Draft.objects.create(made_at=now, changed_at=now)

    ticket = hold("budi", slot, now, other_browser)

    assert ticket.draft_id == other_browser.pk
    assert live(slot) == 1


def test_another_hour_moves_the_hold_and_its_time_runs_on(slot, later_slot, now):
    first = hold("budi", slot, now)

    second = hold("budi", later_slot, now + 5 * MINUTE)

    assert second.held_until == first.held_until
    assert (taken(slot), taken(later_slot)) == (0, 1)


def test_the_first_hour_is_kept_when_the_other_one_is_full(slot, later_slot, now):
    hold("budi", slot, now)
    for name in ("siti", "joko"):
        hold(name, later_slot, now)

    with pytest.raises(booking.PlaceGone):
        hold("budi", later_slot, now)

    assert (taken(slot), live(slot)) == (1, 1)


def test_a_second_hold_within_the_hour_is_not_given(slot, now):
    hold("budi", slot, now)

    with pytest.raises(booking.NotHeld):
        hold("budi", slot, now + HOLD_FOR)

    assert (taken(slot), live(slot)) == (0, 0)
    assert hold("budi", slot, now + timedelta(hours=1))


def test_letting_go_frees_the_place_and_does_not_start_the_time_anew(slot, now):
    draft = Draft.objects.create(made_at=now, changed_at=now)
    hold("budi", slot, now, draft)

    booking.release_hold(draft.pk, now=now + MINUTE)
    booking.release_hold(draft.pk, now=now + MINUTE)

    assert taken(slot) == 0
    with pytest.raises(booking.NotHeld):
        hold("budi", slot, now + 2 * MINUTE, draft)


def test_an_hour_that_is_not_released_or_closed_is_not_held(slot, now):
    with pytest.raises(booking.PlaceGone):
        hold("budi", slot, slot.releases_at - timedelta(seconds=1))
    with pytest.raises(booking.PlaceGone):
        hold("budi", slot, slot.bookable_until)

    assert hold("budi", slot, slot.bookable_until - timedelta(seconds=1)).held_until == slot.bookable_until


# --- Time runs out ----------------------------------------------------------------------------------------------


def test_an_expired_hold_never_blocks_who_asks_next(slot, now):
    for name in ("budi", "siti"):
        hold(name, slot, now)

    ticket = hold("joko", slot, now + HOLD_FOR)

    assert ticket.slot_id == slot.pk
    assert taken(slot) == live(slot) == 1


def test_a_hold_that_still_runs_does_block(slot, now):
    for name in ("budi", "siti"):
        hold(name, slot, now)

    with pytest.raises(booking.PlaceGone):
        hold("joko", slot, now + HOLD_FOR - timedelta(seconds=1))


def test_an_expired_hold_is_released_once(slot, now):
    hold("budi", slot, now)

    released = [places.release_expired([slot.pk], now=now + HOLD_FOR) for _ in range(3)]

    assert released == [1, 0, 0]
    assert taken(slot) == 0


def test_the_database_refuses_two_holds_of_one_contact(slot, now):
    ticket = hold("budi", slot, now)

    with pytest.raises(IntegrityError, match="one_live_hold_per_contact"), transaction.atomic():
        Ticket.objects.create(slot=slot, taken_at=now, held_until=now + HOLD_FOR, contact_index=ticket.contact_index)


# --- From hold to place -----------------------------------------------------------------------------------------


def confirm(draft: Draft, slot: Slot, now, **overrides) -> Claim:
    return booking.take_place(draft.pk, factories.taking(slot, now=now, **overrides), now=now)


def test_confirming_turns_the_hold_into_the_claims_place(slot, now):
    draft = Draft.objects.create(made_at=now, changed_at=now)
    held = hold("budi", slot, now, draft)

    claim = confirm(draft, slot, now + 5 * MINUTE)

    ticket = Ticket.objects.get()
    assert (ticket.pk, ticket.claim_id, ticket.confirmed_at) == (held.pk, claim.pk, now + 5 * MINUTE)
    assert taken(slot) == 1


def test_who_is_late_still_gets_a_place_that_nobody_took(slot, now):
    draft = Draft.objects.create(made_at=now, changed_at=now)
    hold("budi", slot, now, draft)

    confirm(draft, slot, now + HOLD_FOR)

    places.release_expired([slot.pk], now=now + HOLD_FOR)
    assert taken(slot) == live(slot) == 1


def test_who_is_late_loses_the_last_place_to_who_was_quicker(slot, now):
    draft = Draft.objects.create(made_at=now, changed_at=now)
    hold("budi", slot, now, draft)
    hold("siti", slot, now)
    hold_in_time = now + HOLD_FOR
    for name in ("joko", "rina"):
        hold(name, slot, hold_in_time)

    with pytest.raises(booking.PlaceGone):
        confirm(draft, slot, hold_in_time)

    assert Claim.objects.count() == 0
    assert taken(slot) == live(slot) == 2


# --- At once ----------------------------------------------------------------------------------------------------


@racing
def test_forty_at_once_hold_no_more_than_there_are_places(slot, now):
    outcomes = all_at_once([lambda n=n: hold(f"orang{n}", slot, now) for n in range(40)])

    assert outcomes == {"taken": 2, "PlaceGone": 38}
    assert taken(slot) == live(slot) == 2


@racing
def test_one_contact_that_asks_from_eight_browsers_at_once_holds_one_place(slot, now):
    outcomes = all_at_once([lambda: hold("budi", slot, now) for _ in range(8)])

    assert outcomes == {"taken": 8}
    assert taken(slot) == live(slot) == 1


@racing
def test_expired_holds_that_are_released_by_many_at_once_free_each_place_once(slot, now):
    for name in ("budi", "siti"):
        hold(name, slot, now)

    outcomes = all_at_once(
        [
            *(lambda: places.release_expired([slot.pk], now=now + HOLD_FOR) for _ in range(6)),
            *(lambda n=n: hold(f"orang{n}", slot, now + HOLD_FOR) for n in range(6)),
        ]
    )

    assert outcomes == {"taken": 8, "PlaceGone": 4}
    assert taken(slot) == live(slot) == 2


@racing
def test_the_same_race_frees_a_place_twice_when_a_hold_is_released_by_reading_first(slot, now, monkeypatch):
    hold("budi", slot, now)
    hold("siti", slot, now)
    both_have_read = threading.Barrier(2)

    def read_then_release(expired, now) -> int:
        rows = list(expired.values_list("pk", "slot_id")[:1])
        both_have_read.wait(timeout=30)
        for pk, slot_id in rows:
            Ticket.objects.filter(pk=pk).update(ended_at=now, ended_because="lapsed")
            places.free_places(slot_id, 1)
        return len(rows)

    monkeypatch.setattr(places, "_release", read_then_release)
    all_at_once([lambda: places.release_expired([slot.pk], now=now + HOLD_FOR) for _ in range(2)])

    assert taken(slot) == 0
    assert live(slot) == 1  # one place too many is free


@racing
def test_a_hold_that_runs_out_while_it_is_confirmed_is_one_place(slot, now):
    draft = Draft.objects.create(made_at=now, changed_at=now)
    hold("budi", slot, now, draft)
    taking = factories.taking(slot, now=now)

    all_at_once(
        [
            lambda: booking.take_place(draft.pk, taking, now=now + HOLD_FOR - MINUTE),
            *(lambda: places.release_expired([slot.pk], now=now + HOLD_FOR) for _ in range(4)),
        ]
    )

    assert Claim.objects.count() == 1
    assert taken(slot) == live(slot) == 1
