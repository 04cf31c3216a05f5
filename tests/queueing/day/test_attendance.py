"""Who came and who did not: only where a person had to come, once however often it is marked."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from claims import filing
from claims.models import Claim, ClaimEvent
from queueing import booking
from queueing.day import attendance
from queueing.models import Ticket
from tests import factories
from tests.queueing.day import counter
from tests.queueing.races import all_at_once
from workflow import Refused

pytestmark = pytest.mark.usefixtures("house")
racing = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)
BY = "officer:1"


@pytest.fixture
def branch(house):
    return factories.branch("Asia/Makassar")


@pytest.fixture
def onsite(branch, now) -> Ticket:
    """A place at the counter that begins an hour from now, at noon by the branch's clock."""
    return counter.place_in(counter.hour(branch, now=now, local=12), now=now)


def marks(ticket: Ticket) -> tuple:
    ticket.refresh_from_db()
    return ticket.came_at, ticket.came_by, ticket.missed_at, ticket.missed_by


def events(ticket: Ticket) -> list[str]:
    named = ClaimEvent.objects.filter(claim=ticket.claim_id, name__in=("came", "missed", "attendance_undone"))
    return list(named.order_by("number").values_list("name", flat=True))


# --- Came ---


def test_who_came_is_marked_with_the_instant_and_the_officer(onsite, now):
    attendance.arrive(onsite.pk, by=BY, now=now)

    assert marks(onsite) == (now, BY, None, "")
    assert events(onsite) == ["came"]


def test_marked_again_by_another_officer_the_first_mark_stays(onsite, now):
    attendance.arrive(onsite.pk, by=BY, now=now)

    attendance.arrive(onsite.pk, by="officer:2", now=now + HOUR)

    assert marks(onsite) == (now, BY, None, "")
    assert events(onsite) == ["came"]


def test_who_comes_late_is_no_longer_missed(onsite, now):
    attendance.mark_missed(onsite.pk, by=BY, now=onsite.slot.starts_at)

    attendance.arrive(onsite.pk, by=BY, now=onsite.slot.ends_at)

    assert marks(onsite) == (onsite.slot.ends_at, BY, None, "")
    assert events(onsite) == ["missed", "came"]


def test_nobody_has_come_on_a_day_ahead(branch, now):
    ticket = counter.place_in(counter.hour(branch, now=now, local=9, days=1), now=now)

    with pytest.raises(Refused, match="baru"):
        attendance.arrive(ticket.pk, by=BY, now=now)


# --- Missed ---


def test_who_did_not_come_is_marked_from_the_hours_first_minute_on(onsite):
    attendance.mark_missed(onsite.pk, by=BY, now=onsite.slot.starts_at)

    assert marks(onsite) == (None, "", onsite.slot.starts_at, BY)
    assert events(onsite) == ["missed"]


def test_nobody_is_missed_before_their_hour_has_begun(onsite):
    with pytest.raises(Refused, match="belum mulai"):
        attendance.mark_missed(onsite.pk, by=BY, now=onsite.slot.starts_at - timedelta(seconds=1))

    assert marks(onsite) == (None, "", None, "")


def test_missed_twice_is_missed_once(onsite):
    at = onsite.slot.starts_at

    attendance.mark_missed(onsite.pk, by=BY, now=at)
    attendance.mark_missed(onsite.pk, by="officer:2", now=at + HOUR)

    assert marks(onsite) == (None, "", at, BY)
    assert events(onsite) == ["missed"]


def test_who_came_cannot_be_missed(onsite, now):
    attendance.arrive(onsite.pk, by=BY, now=now)

    with pytest.raises(Refused, match="sudah dicatat hadir"):
        attendance.mark_missed(onsite.pk, by=BY, now=onsite.slot.starts_at)


def test_an_online_place_is_never_a_no_show(branch, now):
    ticket = counter.place_in(counter.hour(branch, now=now, local=9, door="online"), now=now)

    for verb in (attendance.mark_missed, attendance.arrive):
        with pytest.raises(Refused, match="tidak perlu datang"):
            verb(ticket.pk, by=BY, now=now)


def test_an_envelope_awaited_on_that_day_can_be_missed(branch, now):
    online = counter.place_in(counter.hour(branch, now=now, local=9, door="online"), now=now)
    ticket = counter.sent_to_dropbox(online)

    attendance.mark_missed(ticket.pk, by=BY, now=now)

    assert events(ticket) == ["missed"]


def test_an_envelope_asked_for_after_the_hour_makes_no_no_show_of_it(branch, now):
    ticket = counter.place_in(counter.hour(branch, now=now, local=9, door="online"), now=now)
    Claim.objects.filter(pk=ticket.claim_id).update(sent_to_dropbox_at=ticket.slot.ends_at)

    with pytest.raises(Refused, match="tidak perlu datang"):
        attendance.mark_missed(ticket.pk, by=BY, now=now)


# --- What cannot be marked ---


def test_a_place_that_was_given_up_is_not_marked(onsite, now):
    booking.give_up_place(onsite.claim_id, by="claimant:1", now=now)

    with pytest.raises(Refused, match="tidak berlaku"):
        attendance.arrive(onsite.pk, by=BY, now=now)


def test_a_place_that_is_being_filled_in_has_nobody_to_mark(branch, now):
    slot = counter.hour(branch, now=now, local=14)
    held = factories.taking(slot, now=now).asker
    ticket = Ticket.objects.create(slot=slot, taken_at=now, held_until=now + HOUR, contact_index=held.contact_index)

    with pytest.raises(Refused, match="masih diisi"):
        attendance.arrive(ticket.pk, by=BY, now=now)


def test_the_database_knows_nobody_who_both_came_and_was_missed(onsite, now):
    marked = {"came_at": now, "came_by": BY, "missed_at": now, "missed_by": BY}

    with pytest.raises(IntegrityError, match="ticket_came_or_missed"), transaction.atomic():
        Ticket.objects.filter(pk=onsite.pk).update(**marked)


# --- Undone ---


@pytest.mark.parametrize("verb", [attendance.arrive, attendance.mark_missed])
def test_a_mark_made_by_mistake_is_undone_and_stays_in_the_history(onsite, verb):
    at = onsite.slot.starts_at
    verb(onsite.pk, by=BY, now=at)

    attendance.undo(onsite.pk, by=BY, now=at)
    attendance.undo(onsite.pk, by=BY, now=at)

    assert marks(onsite) == (None, "", None, "")
    assert events(onsite)[1:] == ["attendance_undone"]


def test_a_mark_on_a_place_that_is_over_stays(onsite, now):
    attendance.arrive(onsite.pk, by=BY, now=now)
    Ticket.objects.filter(pk=onsite.pk).update(ended_at=now, ended_because=Ticket.End.VERIFIED)

    with pytest.raises(Refused, match="tidak berlaku"):
        attendance.undo(onsite.pk, by=BY, now=now)


# --- Two officers at once, and the control ---


@racing
def test_marked_by_eight_officers_at_once_it_is_marked_once(onsite):
    at = onsite.slot.starts_at
    by = [f"officer:{n}" for n in range(1, 9)]

    outcomes = all_at_once([lambda who=who: attendance.arrive(onsite.pk, by=who, now=at) for who in by])

    assert outcomes == {"taken": 8}
    assert events(onsite) == ["came"]


@racing
def test_who_is_marked_as_come_and_as_missed_at_once_has_come(onsite):
    at = onsite.slot.starts_at
    come = [lambda: attendance.arrive(onsite.pk, by=BY, now=at)] * 4
    miss = [lambda: attendance.mark_missed(onsite.pk, by="officer:2", now=at)] * 4

    all_at_once([*come, *miss])

    assert marks(onsite) == (at, BY, None, "")
    assert events(onsite).count("came") == 1
    assert events(onsite)[-1] == "came"


@racing
def test_without_the_row_lock_the_same_race_marks_more_than_once(onsite, monkeypatch):
    all_have_read = threading.Barrier(4)

    def read_without_lock(ticket_id: int):
        ticket = Ticket.objects.select_related("slot__branch").get(pk=ticket_id)
        ticket.claim = Claim.objects.with_people().get(pk=ticket.claim_id)
        all_have_read.wait(timeout=30)
        return ticket.claim, ticket

    monkeypatch.setattr(attendance, "_locked", read_without_lock)
    monkeypatch.setattr(attendance, "record", lambda *args, **kwargs: marked.append(kwargs["by"]))
    marked: list[str] = []
    at = onsite.slot.starts_at
    by = [f"officer:{n}" for n in range(1, 5)]

    all_at_once([lambda who=who: attendance.arrive(onsite.pk, by=who, now=at) for who in by])

    assert sorted(marked) == by


def test_the_claims_own_page_does_not_speak_of_it(onsite, now):
    from claims import timeline

    attendance.arrive(onsite.pk, by=BY, now=now)

    assert "came" in timeline.INTERNAL
    assert len(list(timeline.past(filing.locked(onsite.claim_id)))) == 1
