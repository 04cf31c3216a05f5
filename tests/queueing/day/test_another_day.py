"""Who came and cannot be let in today gets another hour and loses nothing: no absence, no shorter time, no place."""

from datetime import datetime, timedelta

import pytest

from branches import calendar
from claims import timeline
from claims.models import Claim, ClaimEvent
from notifications.models import Message
from queueing import booking
from queueing.day import another_day
from queueing.models import Slot, Ticket
from tests import factories
from tests.queueing.day import counter

BY = "officer:1"


@pytest.fixture
def now(now) -> datetime:
    return counter.on_a_working_day(now)


@pytest.fixture
def branch(house):
    counter.without_holidays()
    return factories.branch("Asia/Makassar")


@pytest.fixture
def onsite(branch, now) -> Ticket:
    """A place at the counter, at noon of today by the branch's clock."""
    return counter.place_in(counter.hour(branch, now=now, local=12), now=now)


@pytest.fixture
def envelope(branch, now) -> Ticket:
    """An online place of today whose papers never came."""
    return counter.sent_to_dropbox(counter.place_in(counter.hour(branch, now=now, local=12, door="online"), now=now))


def live(ticket: Ticket) -> Ticket:
    return Ticket.objects.live().select_related("slot").get(claim=ticket.claim_id)


def told() -> dict:
    """The words of the one message, by whichever of its ways."""
    return Message.objects.filter(name="come_another_day").latest("posted_at").context


def test_the_nearest_free_hour_of_a_later_day_is_given(branch, onsite, now):
    counter.hour(branch, now=now, local=14)  # today, free
    tomorrow = counter.hour(branch, now=now, local=12, days=1)
    counter.hour(branch, now=now, local=12, days=2)

    another_day.give_another_day(onsite.claim_id, by=BY, now=now)

    assert live(onsite).slot == tomorrow
    onsite.refresh_from_db()
    assert (onsite.ended_because, onsite.came_at, onsite.missed_at) == (Ticket.End.MOVED, None, None)


def test_the_hour_most_like_theirs_is_given(branch, onsite, now):
    counter.hour(branch, now=now, local=8, days=1)
    at_eleven = counter.hour(branch, now=now, local=11, days=1)

    another_day.give_another_day(onsite.claim_id, by=BY, now=now)

    assert live(onsite).slot == at_eleven


def test_the_places_are_counted(branch, onsite, now):
    tomorrow = counter.hour(branch, now=now, local=12, days=1)

    another_day.give_another_day(onsite.claim_id, by=BY, now=now)

    assert Slot.objects.get(pk=tomorrow.pk).taken == 1
    assert Slot.objects.get(pk=onsite.slot_id).taken == 0


def test_a_full_day_takes_one_more_on_the_next_working_day(branch, onsite, now):
    tomorrow = counter.hour(branch, now=now, local=12, days=1, places=1)
    counter.place_in(tomorrow, now=now)

    another_day.give_another_day(onsite.claim_id, by=BY, now=now)

    seat, next_day = live(onsite), calendar.add_working_days(branch, now.date(), 1)
    assert seat.slot.starts_at == onsite.slot.starts_at + (next_day - onsite.slot.day)
    assert seat.slot.taken <= seat.slot.capacity


def test_where_no_hour_was_planned_one_is_made(branch, onsite, now):
    another_day.give_another_day(onsite.claim_id, by=BY, now=now)

    seat = live(onsite)
    assert seat.slot.day == calendar.add_working_days(branch, now.date(), 1)
    assert (seat.slot.taken, seat.slot.capacity) == (1, 1)


def test_an_hour_that_the_branch_closed_is_passed_over(branch, onsite, now):
    next_day = calendar.add_working_days(branch, now.date(), 1)
    closed = counter.hour(branch, now=now, local=12, days=(next_day - now.date()).days)
    Slot.objects.filter(pk=closed.pk).update(closed_at=now, planned=0)

    another_day.give_another_day(onsite.claim_id, by=BY, now=now)

    assert live(onsite).slot.day == calendar.add_working_days(branch, now.date(), 2)


def test_the_person_is_told_the_new_hour_and_not_why(branch, onsite, now):
    another_day.give_another_day(onsite.claim_id, by=BY, now=now)

    claim = counter.claim_of(onsite)
    assert told()["visit"] == calendar.say_instant(branch, live(onsite).slot.starts_at)
    moved = ClaimEvent.objects.get(claim=claim, name="place_moved")
    assert moved.detail == {"branch": branch.code, "because": "another_day"}


def test_an_envelope_is_waited_for_thirty_days_anew(branch, envelope, now):
    another_day.give_another_day(envelope.claim_id, by=BY, now=now)

    claim = counter.claim_of(envelope)
    assert claim.status == Claim.Status.SENT_TO_DROPBOX
    assert claim.papers_wanted_until == calendar.day_is_over_at(claim.branch, now + timedelta(days=30))
    seat = live(envelope)
    seat.claim = claim
    assert (seat.slot.door, seat.must_come) == ("online", True)
    assert seat.slot.day > now.date()


def test_an_envelope_whose_place_is_gone_may_come_any_day_until_the_day_that_is_said(branch, envelope, now):
    booking.end_ticket(envelope.claim, because=Ticket.End.GIVEN_UP, now=now)

    another_day.give_another_day(envelope.claim_id, by=BY, now=now)

    words = told()
    assert words["visit"] == ""
    over = calendar.day_is_over_at(branch, now + timedelta(days=30))
    assert words["until"] == calendar.say_deadline(branch, over)
    assert not Ticket.objects.live().filter(claim=envelope.claim_id).exists()
    assert "another_day" in timeline.WORDS


def test_a_place_of_a_day_ahead_stands_as_it_is(branch, now):
    ahead = counter.place_in(counter.hour(branch, now=now, local=9, days=3), now=now)

    another_day.give_another_day(ahead.claim_id, by=BY, now=now)

    assert live(ahead) == ahead
    assert told()["visit"] == calendar.say_instant(branch, ahead.slot.starts_at)


def test_a_claim_that_is_over_is_left_alone(branch, onsite, now):
    booking.withdraw(onsite.claim_id, by="claimant:1", now=now)

    another_day.give_another_day(onsite.claim_id, by=BY, now=now)

    assert not Message.objects.filter(name="come_another_day").exists()
