"""Moving a place and giving it up: the claim is never without either a place or a way to one, and no place is lost."""

from datetime import time, timedelta

import pytest
from django.db import connection

from branches import calendar
from claims import deadlines, filing
from claims.models import Claim, ClaimEvent
from claims.models.questions_of_claims import WITHOUT_PLACE
from notifications.models import Message
from queueing import booking, places
from queueing.models import Slot, Ticket
from tests import factories
from tests.queueing.races import all_at_once
from workflow import Refused

pytestmark = pytest.mark.usefixtures("house")
racing = pytest.mark.django_db(transaction=True)


@pytest.fixture
def slot(house, now) -> Slot:
    return factories.slot(factories.branch(), now=now, capacity=2)


@pytest.fixture
def elsewhere(house, now) -> Slot:
    """An hour two days later in the east, where midnight comes an hour earlier."""
    return factories.slot(factories.branch("Asia/Jayapura"), now=now, days=4, hour=8, capacity=2)


@pytest.fixture
def claim(slot, now) -> Claim:
    return factories.open_claim(now=now, at=slot)


def move(claim: Claim, slot: Slot, now, **more) -> Claim:
    return booking.move_place(claim.pk, slot_id=slot.pk, by=f"claimant:{claim.pk}", now=now, **more)


def counts(*slots: Slot) -> list[tuple[int, int]]:
    """What each slot says is taken, and how many live tickets it has."""
    rows = Slot.objects.filter(pk__in=[slot.pk for slot in slots]).in_bulk()
    return [(rows[slot.pk].taken, Ticket.objects.live().filter(slot=slot).count()) for slot in slots]


# --- Moving -----------------------------------------------------------------------------------------------------


def test_a_moved_claim_has_the_new_hour_the_new_branch_and_that_branchs_deadline(claim, slot, elsewhere, now):
    moved = move(claim, elsewhere, now)

    assert (moved.branch, moved.visit_at) == (elsewhere.branch, elsewhere.starts_at)
    assert moved.papers_due_at == calendar.at(elsewhere.branch, elsewhere.day, time.min)
    assert counts(slot, elsewhere) == [(0, 0), (1, 1)]
    assert Message.objects.filter(name="place_moved").count() == 2


def test_moving_again_to_the_hour_it_has_changes_nothing(claim, elsewhere, now):
    move(claim, elsewhere, now)

    move(claim, elsewhere, now)

    assert ClaimEvent.objects.filter(name="place_moved").count() == 1
    assert counts(elsewhere) == [(1, 1)]


def test_the_old_place_is_kept_when_the_new_hour_is_full(claim, slot, elsewhere, now):
    Slot.objects.filter(pk=elsewhere.pk).update(taken=2)

    with pytest.raises(booking.PlaceGone):
        move(claim, elsewhere, now)

    claim.refresh_from_db()
    assert claim.visit_at == slot.starts_at
    assert counts(slot) == [(1, 1)]


def test_the_person_on_the_place_stays_the_same(claim, elsewhere, now):
    before = Ticket.objects.get()

    move(claim, elsewhere, now)

    after = Ticket.objects.live().get()
    assert (after.person_index, after.programme_id) == (before.person_index, before.programme_id)


def test_a_claim_that_is_with_the_officers_is_moved_by_the_branch_alone(slot, elsewhere, now):
    claim = factories.submitted_claim(now=now, at=slot)

    with pytest.raises(Refused, match="di petugas"):
        move(claim, elsewhere, now)
    moved = move(claim, elsewhere, now, because="closed_by_branch")

    assert moved.status == Claim.Status.AWAITING_CHECK
    assert moved.visit_at == elsewhere.starts_at
    assert Message.objects.filter(name="place_moved_by_branch").count() == 2


def test_a_claim_sent_to_the_drop_box_comes_back_online_on_a_day_whose_h_1_is_ahead(claim, elsewhere, slot):
    deadlines.close_papers(claim.pk, by="system:papers_due", now=slot.papers_due_at)

    moved = move(claim, elsewhere, slot.papers_due_at)

    assert moved.status == Claim.Status.AWAITING_PAPERS
    assert moved.sent_to_dropbox_at is None


def test_an_hour_that_is_not_open_to_the_public_is_for_the_branch_to_give(claim, elsewhere, now):
    Slot.objects.filter(pk=elsewhere.pk).update(releases_at=now + timedelta(days=1))

    with pytest.raises(booking.PlaceGone):
        move(claim, elsewhere, now)

    assert move(claim, elsewhere, now, because="closed_by_branch").visit_at == elsewhere.starts_at


# --- Giving up --------------------------------------------------------------------------------------------------


def test_who_gives_a_place_up_keeps_the_claim_and_has_a_week(claim, slot, now):
    given_up = booking.give_up_place(claim.pk, by="claimant:x", now=now)

    today = calendar.local_day(slot.branch, now)
    assert given_up.status == Claim.Status.AWAITING_PAPERS
    assert given_up.visit_at is None
    assert given_up.papers_due_at == calendar.at(slot.branch, today + WITHOUT_PLACE + timedelta(days=1), time.min)
    assert counts(slot) == [(0, 0)]
    assert Message.objects.filter(name="place_given_up").count() == 2


def test_giving_up_twice_frees_one_place(claim, slot, now):
    factories.open_claim(now=now, at=slot)

    for _ in range(2):
        booking.give_up_place(claim.pk, by="claimant:x", now=now)

    assert counts(slot) == [(1, 1)]
    assert ClaimEvent.objects.filter(name="place_lost").count() == 1


def test_without_a_place_papers_cannot_be_handed_in_but_a_new_place_makes_it_possible(claim, slot, elsewhere, now):
    factories.complete_papers(claim, now=now)
    booking.give_up_place(claim.pk, by="claimant:x", now=now)

    with pytest.raises(Refused, match="Pilih dulu hari"):
        filing.submit(claim.pk, by="claimant:x", now=now)
    moved = move(claim, elsewhere, now)

    assert moved.place_lost_at is None
    assert filing.submit(claim.pk, by="claimant:x", now=now).status == Claim.Status.AWAITING_CHECK


def test_a_week_without_a_place_withdraws_the_claim_and_not_a_moment_earlier(claim, now):
    due = booking.give_up_place(claim.pk, by="claimant:x", now=now).papers_due_at

    assert deadlines.close_papers_due(due - timedelta(seconds=1)) == 0
    assert deadlines.close_papers_due(due) == 1

    claim.refresh_from_db()
    assert claim.status == Claim.Status.WITHDRAWN


def test_a_place_is_not_given_up_once_the_officers_have_the_papers(slot, now):
    claim = factories.submitted_claim(now=now, at=slot)

    with pytest.raises(Refused, match="di petugas"):
        booking.give_up_place(claim.pk, by="claimant:x", now=now)

    assert counts(slot) == [(1, 1)]


# --- Fewer places than people -----------------------------------------------------------------------------------


def test_who_has_a_place_keeps_it_when_the_branch_plans_fewer(slot, now):
    first, second = factories.open_claim(now=now, at=slot), factories.open_claim(now=now, at=slot)

    places.plan(slot.pk, 1, now=now)
    kept = Slot.objects.get(pk=slot.pk)
    booking.withdraw(second.pk, by="claimant:x", now=now)
    after = Slot.objects.get(pk=slot.pk)

    assert (kept.planned, kept.capacity, kept.taken) == (1, 2, 2)
    assert (after.planned, after.capacity, after.taken) == (1, 1, 1)
    with pytest.raises(booking.PlaceGone):
        factories.open_claim(now=now, at=slot)
    assert Ticket.objects.live().get().claim == first


# --- At once ----------------------------------------------------------------------------------------------------


@racing
def test_two_who_swap_their_hours_at_once_do_not_wait_for_each_other_for_ever(slot, elsewhere, now):
    ours = [factories.open_claim(now=now, at=slot), factories.open_claim(now=now, at=elsewhere)]

    outcomes = all_at_once([lambda: move(ours[0], elsewhere, now), lambda: move(ours[1], slot, now)])

    assert outcomes == {"taken": 2}
    assert counts(slot, elsewhere) == [(1, 1), (1, 1)]


@racing
def test_a_claim_moved_given_up_and_withdrawn_at_once_ends_with_one_place_or_none(claim, slot, elsewhere, now):
    all_at_once(
        [
            lambda: move(claim, elsewhere, now),
            lambda: booking.give_up_place(claim.pk, by="claimant:x", now=now),
            lambda: booking.withdraw(claim.pk, by="claimant:x", now=now),
        ]
    )

    [here, there] = counts(slot, elsewhere)
    assert here[0] == here[1]
    assert there[0] == there[1]
    claim.refresh_from_db()
    has_place = Ticket.objects.live().filter(claim=claim).exists()
    assert has_place is False or claim.status == Claim.Status.AWAITING_PAPERS


@racing
def test_places_can_be_lost_when_slots_are_locked_in_any_order(slot, elsewhere, now, monkeypatch):
    """The negative control: without the one order of locks, two who swap hours are killed by a deadlock."""
    import threading

    from django.db.utils import OperationalError

    ours = [factories.open_claim(now=now, at=slot), factories.open_claim(now=now, at=elsewhere)]
    both_have_one = threading.Barrier(2)

    def lock_as_they_come(*slot_ids: int) -> dict[int, Slot]:
        rows = {}
        for pk in slot_ids:
            rows[pk] = Slot.objects.select_for_update(of=("self",)).select_related("branch").get(pk=pk)
            if len(rows) == 1:
                both_have_one.wait(timeout=30)
        return rows

    monkeypatch.setattr(places, "lock", lock_as_they_come)
    deadlocks = []

    def swap(claim: Claim, to: Slot) -> None:
        try:
            move(claim, to, now)
        except OperationalError as deadlock:
            deadlocks.append(str(deadlock))
            connection.close()

    all_at_once([lambda: swap(ours[0], elsewhere), lambda: swap(ours[1], slot)])

    assert len(deadlocks) == 1
    assert "deadlock" in deadlocks[0]
