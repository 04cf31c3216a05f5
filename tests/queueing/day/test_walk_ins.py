"""Who stands at the counter is seated today, in a full hour too, and the counts stay true."""

from datetime import datetime, time, timedelta

import pytest

from branches import calendar
from branches.models import Holiday
from claims import deadlines
from claims.models import Claim, ClaimEvent
from notifications.models import Message
from queueing import booking
from queueing.day import walk_ins
from queueing.models import Slot, Ticket, WaitingEntry, WaitingList
from tests import factories
from tests.queueing.day import counter
from tests.queueing.races import all_at_once
from workflow import Refused

pytestmark = pytest.mark.usefixtures("house")

A_DAY = timedelta(days=1)
BY = "officer:1"


@pytest.fixture
def now(now) -> datetime:
    """Eleven in the morning at the branch, on a day it serves."""
    return counter.on_a_working_day(now)


@pytest.fixture
def here(house):
    counter.without_holidays()
    return factories.branch("Asia/Makassar")


@pytest.fixture
def elsewhere(here, now) -> Ticket:
    """A place at another branch, in two days, online."""
    claim = factories.open_claim(now=now, branch=factories.branch("Asia/Jayapura"))
    return Ticket.objects.select_related("claim", "slot").get(claim=claim)


def place_of(claim_id) -> Ticket:
    return Ticket.objects.confirmed().select_related("slot__branch", "claim").get(claim=claim_id)


def is_true(slot: Slot) -> bool:
    """The count is the number of live tickets, and within the places."""
    slot.refresh_from_db()
    return slot.taken == slot.tickets.live().count() <= slot.capacity


# --- Seated -----------------------------------------------------------------------------------------------------


def test_a_person_from_another_day_and_branch_is_seated_in_the_present_hour(here, elsewhere, now):
    hour = counter.hour(here, now=now, local=11)

    walk_ins.walk_in(elsewhere.claim_id, branch=here, by=BY, now=now + timedelta(minutes=20))

    place = place_of(elsewhere.claim_id)
    assert (place.slot, place.is_walk_in, place.came_by) == (hour, True, BY)
    assert (place.claim.branch, place.claim.door, place.claim.visit_at) == (here, "onsite", hour.starts_at)
    assert is_true(hour)
    assert is_true(elsewhere.slot)
    assert hour.capacity == 3


def test_their_papers_are_awaited_until_the_day_is_over(here, elsewhere, now):
    counter.hour(here, now=now, local=11)

    walk_ins.walk_in(elsewhere.claim_id, branch=here, by=BY, now=now)

    due = place_of(elsewhere.claim_id).claim.papers_due_at
    assert due == calendar.at(here, calendar.local_day(here, now) + A_DAY, time.min)


def test_the_claimant_is_told_and_the_history_says_by_whom(here, elsewhere, now):
    walk_ins.walk_in(elsewhere.claim_id, branch=here, by=BY, now=now)

    assert Message.objects.filter(name="seated_at_counter").exists()
    moved, came = ClaimEvent.objects.filter(claim=elsewhere.claim_id).order_by("number")[1:]
    assert (moved.name, moved.by, moved.detail["because"]) == ("place_moved", BY, "walk_in")
    assert (came.name, came.by) == ("came", BY)


def test_a_full_hour_takes_one_more_and_is_no_fuller_than_it_wants(here, elsewhere, now):
    hour = counter.hour(here, now=now, local=11, places=1)
    counter.place_in(hour, now=now)

    walk_ins.walk_in(elsewhere.claim_id, branch=here, by=BY, now=now)

    assert is_true(hour)
    assert (hour.taken, hour.capacity, hour.planned) == (2, 2, 2)


def test_an_hour_that_was_lowered_stays_as_overfull_as_it_was(here, elsewhere, now):
    hour = counter.hour(here, now=now, local=11, places=2)
    for _ in range(2):
        counter.place_in(hour, now=now)
    Slot.objects.filter(pk=hour.pk).update(planned=1)

    walk_ins.walk_in(elsewhere.claim_id, branch=here, by=BY, now=now)

    assert is_true(hour)
    assert hour.taken - hour.planned == 1


def test_between_two_sessions_the_next_hour_is_taken(here, elsewhere, now):
    counter.hour(here, now=now, local=9)
    next_hour = counter.hour(here, now=now, local=13)

    walk_ins.walk_in(elsewhere.claim_id, branch=here, by=BY, now=now)

    assert place_of(elsewhere.claim_id).slot == next_hour


def test_where_no_plan_opens_the_counter_an_hour_is_made_for_them(here, elsewhere, now):
    walk_ins.walk_in(elsewhere.claim_id, branch=here, by=BY, now=now + timedelta(minutes=20))

    hour = place_of(elsewhere.claim_id).slot
    assert (hour.starts_at, hour.taken, hour.capacity) == (now, 1, 1)
    assert not hour.is_bookable(now)


def test_before_opening_the_first_hour_is_meant(here, elsewhere, now):
    early = now - timedelta(hours=5)

    walk_ins.walk_in(elsewhere.claim_id, branch=here, by=BY, now=early)

    opens = calendar.at(here, calendar.local_day(here, now), here.opens_at)
    assert place_of(elsewhere.claim_id).slot.starts_at == opens


def test_who_waits_for_the_place_that_is_left_is_offered_it(here, elsewhere, now):
    line = WaitingList.objects.create(branch=elsewhere.slot.branch, door="online", day=elsewhere.slot.day)
    Slot.objects.filter(pk=elsewhere.slot_id).update(capacity=1, planned=1)
    entry = WaitingEntry.objects.create(
        list=line, number=1, contact_index=b"x", token_hash=b"x", joined_at=now,
        contact={"email": "siti@contoh.example", "token": "contoh"},
    )  # fmt: skip

    walk_ins.walk_in(elsewhere.claim_id, branch=here, by=BY, now=now)

    assert entry.tickets.held().get().slot == elsewhere.slot
    assert is_true(elsewhere.slot)


def test_who_gave_up_their_place_is_seated_again(here, elsewhere, now):
    booking.give_up_place(elsewhere.claim_id, by="claimant:1", now=now)

    walk_ins.walk_in(elsewhere.claim_id, branch=here, by=BY, now=now)

    assert place_of(elsewhere.claim_id).claim.place_lost_at is None


def test_who_is_sent_to_the_drop_box_comes_to_the_counter_and_their_claim_stays_there(here, elsewhere, now):
    deadlines.close_papers(elsewhere.claim_id, by="system:test", now=elsewhere.claim.papers_due_at)

    walk_ins.walk_in(elsewhere.claim_id, branch=here, by=BY, now=now)

    assert place_of(elsewhere.claim_id).claim.status == Claim.Status.SENT_TO_DROPBOX


# --- Awaited here today -----------------------------------------------------------------------------------------


def test_who_is_awaited_here_today_keeps_their_hour_and_has_come(here, now):
    place = counter.place_in(counter.hour(here, now=now, local=14), now=now)

    walk_ins.walk_in(place.claim_id, branch=here, by=BY, now=now)

    place.refresh_from_db()
    assert (place.came_at, place.ended_at, place.is_walk_in) == (now, None, False)


def test_who_need_not_have_come_today_is_seated_at_the_counter(here, now):
    online = counter.place_in(counter.hour(here, now=now, local=14, door="online"), now=now)

    walk_ins.walk_in(online.claim_id, branch=here, by=BY, now=now)

    assert place_of(online.claim_id).slot.door == "onsite"


def test_added_twice_it_is_one_place(here, elsewhere, now):
    walk_ins.walk_in(elsewhere.claim_id, branch=here, by=BY, now=now)
    walk_ins.walk_in(elsewhere.claim_id, branch=here, by="officer:2", now=now)

    place = place_of(elsewhere.claim_id)
    assert place.came_by == BY
    assert is_true(place.slot)


# --- Refused ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [*Claim.FINAL, Claim.Status.VERIFIED])
def test_a_claim_that_needs_no_place_gets_none(here, elsewhere, now, status):
    sent = {"forwarded_at": now, "paid_at": now} if status == Claim.Status.PAID else {}
    Claim.objects.filter(pk=elsewhere.claim_id).update(status=status, **sent)

    with pytest.raises(Refused, match="tidak memerlukan tempat"):
        walk_ins.walk_in(elsewhere.claim_id, branch=here, by=BY, now=now)


def test_a_branch_that_is_closed_today_seats_nobody(here, elsewhere, now):
    Holiday.objects.create(day=calendar.local_day(here, now), name="Tutup", kind="closure", branch=here)

    with pytest.raises(Refused, match="tidak melayani"):
        walk_ins.walk_in(elsewhere.claim_id, branch=here, by=BY, now=now)

    assert place_of(elsewhere.claim_id) == elsewhere


def test_after_closing_time_nobody_is_seated(here, elsewhere, now):
    with pytest.raises(Refused, match="sudah selesai"):
        walk_ins.walk_in(elsewhere.claim_id, branch=here, by=BY, now=now + timedelta(hours=8))


def test_an_hour_the_branch_closed_seats_nobody(here, elsewhere, now):
    hour = counter.hour(here, now=now, local=11)
    Slot.objects.filter(pk=hour.pk).update(planned=0, closed_at=now)

    with pytest.raises(Refused, match="menutup"):
        walk_ins.walk_in(elsewhere.claim_id, branch=here, by=BY, now=now)


# --- At once ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_five_who_walk_into_an_hour_nobody_planned_are_five_in_it(here, now):
    claims = [factories.open_claim(now=now, branch=factories.branch("Asia/Jayapura")) for _ in range(5)]

    outcomes = all_at_once(
        [lambda each=each: walk_ins.walk_in(each.pk, branch=here, by=BY, now=now) for each in claims]
    )

    [hour] = Slot.objects.filter(branch=here)
    assert outcomes == {"taken": 5}
    assert (hour.taken, hour.capacity) == (5, 5)
    assert is_true(hour)


@pytest.mark.django_db(transaction=True)
def test_added_by_five_officers_at_once_it_is_one_place(here, elsewhere, now):
    by = [f"officer:{n}" for n in range(1, 6)]

    all_at_once([lambda who=who: walk_ins.walk_in(elsewhere.claim_id, branch=here, by=who, now=now) for who in by])

    place = place_of(elsewhere.claim_id)
    assert is_true(place.slot)
    assert ClaimEvent.objects.filter(claim=elsewhere.claim_id, name="came").count() == 1
