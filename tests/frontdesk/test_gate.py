"""Who comes in gets the next number once, is marked as come, and waits outside while the room is full."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from claims.models import Claim, ClaimEvent
from frontdesk import calling, gate
from frontdesk.models import Counter, DeskSettings, Visit
from queueing.models import Ticket
from tests import factories
from tests.frontdesk.arriving import BY, check_in, place, sent_to_the_box, turn_away
from tests.queueing.races import all_at_once
from workflow import Refused

pytestmark = pytest.mark.usefixtures("branch")
racing = pytest.mark.django_db(transaction=True)


def came(claim_id) -> list[str]:
    return list(ClaimEvent.objects.filter(claim=claim_id, name="came").values_list("by", flat=True))


def room_for(people: int, branch) -> None:
    DeskSettings.objects.update_or_create(branch=branch, defaults={"people_inside": people})


# --- Numbers ---


def test_numbers_run_from_one_in_each_series(branch, now):
    visits = [check_in(branch, series=series, now=now) for series in "AABAC"]

    assert [visit.label for visit in visits] == ["A001", "A002", "B001", "A003", "C001"]


def test_numbers_begin_anew_on_the_next_day_and_at_another_branch(branch, now):
    other = factories.branch("Asia/Jayapura")
    check_in(branch, now=now)

    tomorrow, elsewhere = check_in(branch, now=now + timedelta(days=1)), check_in(other, now=now)

    assert (tomorrow.label, elsewhere.label) == ("A001", "A001")


def test_the_day_is_the_one_of_the_branchs_clock(branch, now):
    just_after_midnight_there = now.replace(hour=16, minute=30)

    visit = check_in(branch, now=just_after_midnight_there)

    assert visit.day == now.date() + timedelta(days=1)


def test_the_database_knows_no_number_twice(branch, now):
    visit = check_in(branch, now=now)

    with pytest.raises(IntegrityError, match="one_visit_per_number"), transaction.atomic():
        Visit.objects.create(branch=branch, day=visit.day, series="A", number=1, arrived_at=now, arrived_by=BY)


# --- Claims and their places ---


def test_who_has_a_place_today_is_marked_as_come(branch, now):
    ticket = place(branch, now=now)

    visit = check_in(branch, ticket.claim, now=now)

    ticket.refresh_from_db()
    assert (ticket.came_at, ticket.came_by) == (now, BY)
    assert visit.ticket == ticket
    assert list(visit.claims.all()) == [ticket.claim]
    assert came(ticket.claim_id) == [BY]


def test_who_comes_to_the_counter_on_another_day_than_booked_is_seated_now(branch, now):
    ticket = place(branch, now=now, days=3)

    visit = check_in(branch, ticket.claim, now=now)

    assert visit.ticket != ticket
    assert (visit.ticket.slot.day, visit.ticket.came_at) == (visit.day, now)
    assert came(ticket.claim_id) == [BY]


def test_an_envelope_needs_no_place_and_takes_none(branch, now):
    ticket = place(branch, now=now, days=3, door="online")

    visit = check_in(branch, ticket.claim, series="B", now=now)

    assert visit.ticket is None
    assert Ticket.objects.live().get(claim=ticket.claim) == ticket
    assert came(ticket.claim_id) == [BY]


def test_who_was_sent_to_the_box_for_today_is_marked_as_come(branch, now):
    ticket = sent_to_the_box(branch, now=now)

    visit = check_in(branch, ticket.claim, series="B", now=now)

    assert visit.ticket == ticket


def test_who_comes_about_a_decided_claim_gets_a_number_and_no_place(branch, now):
    ticket = place(branch, now=now)
    Claim.objects.filter(pk=ticket.claim_id).update(status=Claim.Status.VERIFIED)
    Ticket.objects.filter(pk=ticket.pk).update(ended_at=now, ended_because=Ticket.End.VERIFIED)

    visit = check_in(branch, ticket.claim, now=now)

    assert (visit.label, visit.ticket) == ("A001", None)


def test_several_claims_come_with_one_number(branch, now):
    tickets = [place(branch, now=now) for _ in range(3)]

    visit = check_in(branch, *(ticket.claim for ticket in tickets), now=now)

    assert set(visit.claims.all()) == {ticket.claim for ticket in tickets}
    assert all(came(ticket.claim_id) == [BY] for ticket in tickets)


def test_nobodys_claim_is_marked_without_their_ktp(branch, now):
    ticket = place(branch, now=now)

    with pytest.raises(Refused, match="KTP"):
        check_in(branch, ticket.claim, saw_ktp=False, now=now)

    assert came(ticket.claim_id) == []


def test_a_claim_that_is_here_gets_no_second_number(branch, now):
    ticket = place(branch, now=now)
    check_in(branch, ticket.claim, now=now)

    for verb in (check_in, turn_away):
        with pytest.raises(Refused, match="sudah bernomor A001"):
            verb(branch, ticket.claim, now=now)

    assert Visit.objects.count() == 1


def test_who_went_home_may_come_again(branch, now):
    ticket = place(branch, now=now)
    gate.leave(check_in(branch, ticket.claim, now=now).pk, by=BY, now=now)

    assert check_in(branch, ticket.claim, now=now).label == "A002"


def test_when_a_place_is_refused_nobody_gets_a_number(branch, now):
    ticket = place(branch, now=now, days=3)
    after_hours = now + timedelta(hours=8)

    with pytest.raises(Refused, match="selesai"):
        check_in(branch, ticket.claim, now=after_hours)

    assert not Visit.objects.exists()


# --- The room ---


def test_who_fits_is_let_in_and_who_does_not_waits_outside(branch, now):
    room_for(3, branch)

    family, alone, third = (check_in(branch, people=people, now=now) for people in (2, 1, 1))

    assert [visit.admitted_at for visit in (family, alone, third)] == [now, now, None]
    assert list(Visit.objects.outside()) == [third]


def test_a_smaller_party_does_not_pass_who_waits_outside(branch, now):
    room_for(2, branch)
    check_in(branch, now=now)
    check_in(branch, people=2, now=now)

    assert check_in(branch, people=1, now=now).admitted_at is None


def test_the_box_is_outdoors_and_fills_no_room(branch, now):
    room_for(1, branch)
    at_the_box = check_in(branch, series="B", now=now)

    at_the_counter = check_in(branch, now=now)

    assert (at_the_box.admitted_at, at_the_counter.admitted_at) == (None, now)
    assert not Visit.objects.outside().exists()


def test_who_waits_outside_is_let_in_once_somebody_left(branch, now):
    room_for(1, branch)
    first, second = check_in(branch, now=now), check_in(branch, now=now)

    with pytest.raises(Refused, match="penuh"):
        gate.admit(second.pk, by=BY, now=now)
    gate.leave(first.pk, by=BY, now=now)
    gate.admit(second.pk, by=BY, now=now)
    gate.admit(second.pk, by="officer:2", now=now)

    second.refresh_from_db()
    assert (second.admitted_at, second.admitted_by) == (now, BY)


def test_who_was_called_or_parked_is_inside_and_who_was_served_or_skipped_is_not(branch, now):
    served = {"served_at": now, "served_by": BY}
    for status, facts in (("called", {}), ("parked", {}), ("served", served), ("skipped", {})):
        visit = check_in(branch, now=now)
        Visit.objects.filter(pk=visit.pk).update(status=status, **facts)

    assert Visit.objects.inside().count_people() == 2


def test_nobody_is_let_in_who_went_home(branch, now):
    room_for(1, branch)
    check_in(branch, now=now)
    second = check_in(branch, now=now)
    gate.leave(second.pk, by=BY, now=now)

    with pytest.raises(Refused, match="tidak sedang menunggu"):
        gate.admit(second.pk, by=BY, now=now)


# --- Out ---


def test_leaving_twice_is_leaving_once(branch, now):
    visit = check_in(branch, now=now)

    gate.leave(visit.pk, by=BY, now=now)
    gate.leave(visit.pk, by="officer:2", now=now + timedelta(minutes=1))

    visit.refresh_from_db()
    assert (visit.status, visit.left_at, visit.left_by) == (Visit.Status.LEFT, now, BY)


def test_who_comes_back_has_their_number_again_and_waits_to_be_let_in(branch, now):
    ticket = place(branch, now=now)
    visit = check_in(branch, ticket.claim, now=now)
    gate.leave(visit.pk, by=BY, now=now)

    gate.come_back(visit.pk, by=BY, now=now + timedelta(minutes=5))
    gate.come_back(visit.pk, by=BY, now=now + timedelta(minutes=6))

    visit.refresh_from_db()
    assert (visit.label, visit.status, visit.left_at, visit.waits_outside) == ("A001", "waiting", None, True)


def test_who_left_a_counter_and_comes_back_is_called_to_another(branch, now):
    first, second = (Counter.objects.create(branch=branch, number=number, series=["A"]) for number in (1, 2))
    visit = check_in(branch, now=now)
    calling.call_next(first.pk, seen=None, by=BY, now=now)
    gate.leave(visit.pk, by=BY, now=now)

    gate.come_back(visit.pk, by=BY, now=now)
    called = calling.call_next(second.pk, seen=None, by=BY, now=now)

    assert called == visit
    assert list(Counter.objects.filter(visit=visit)) == [second]


def test_nobody_comes_back_with_a_number_of_another_day_or_beside_a_newer_one(branch, now):
    ticket = place(branch, now=now)
    visit = check_in(branch, ticket.claim, now=now)
    gate.leave(visit.pk, by=BY, now=now)

    with pytest.raises(Refused, match="hari lain"):
        gate.come_back(visit.pk, by=BY, now=now + timedelta(days=1))
    check_in(branch, ticket.claim, now=now)
    with pytest.raises(Refused, match="sudah bernomor A002"):
        gate.come_back(visit.pk, by=BY, now=now)


def test_who_was_served_does_not_come_back(branch, now):
    visit = check_in(branch, series="B", now=now)
    gate.drop_off(visit.pk, by=BY, now=now)

    with pytest.raises(Refused, match="tidak bisa"):
        gate.come_back(visit.pk, by=BY, now=now)


def test_an_envelope_in_the_box_ends_its_visit(branch, now):
    visit = check_in(branch, series="B", now=now)

    gate.drop_off(visit.pk, by=BY, now=now)
    gate.drop_off(visit.pk, by="officer:2", now=now)

    visit.refresh_from_db()
    assert (visit.status, visit.served_at, visit.served_by) == (Visit.Status.SERVED, now, BY)


def test_only_who_came_for_the_box_drops_something_off(branch, now):
    visit = check_in(branch, now=now)

    with pytest.raises(Refused, match="drop box"):
        gate.drop_off(visit.pk, by=BY, now=now)


# --- Another day ---


def test_who_is_given_another_day_has_no_number_and_takes_none(branch, now):
    turned_away = turn_away(branch, now=now)

    assert (turned_away.status, turned_away.label) == (Visit.Status.REFUSED, "")
    assert check_in(branch, now=now).label == "A001"


def test_who_is_given_another_day_has_one_and_did_not_miss_today(branch, now):
    ticket = place(branch, now=now)

    turn_away(branch, ticket.claim, now=now)

    ticket.refresh_from_db()
    assert (ticket.came_at, ticket.missed_at, ticket.ended_because) == (None, None, Ticket.End.MOVED)
    assert Ticket.objects.live().get(claim=ticket.claim).slot.day > now.date()


# --- Two desks at once, and the controls ---


@racing
def test_eight_desks_at_once_draw_eight_numbers(branch, now):
    DeskSettings.objects.create(branch=branch)

    outcomes = all_at_once([lambda: check_in(branch, now=now)] * 8)

    assert outcomes == {"taken": 8}
    assert sorted(Visit.objects.values_list("number", flat=True)) == list(range(1, 9))


@racing
def test_the_first_eight_of_a_branch_without_settings_draw_eight_numbers(branch, now):
    assert all_at_once([lambda: check_in(branch, now=now)] * 8) == {"taken": 8}


@racing
def test_without_taking_turns_the_same_desks_draw_one_number(branch, now, monkeypatch):
    all_have_read = threading.Barrier(4)
    next_number = gate._next_number

    def draw_and_wait(*where):
        number = next_number(*where)
        all_have_read.wait(timeout=30)
        return number

    monkeypatch.setattr(DeskSettings, "locked", DeskSettings.of)
    monkeypatch.setattr(gate, "_next_number", draw_and_wait)

    outcomes = all_at_once([lambda: check_in(branch, now=now)] * 4)

    assert outcomes == {"taken": 1, "IntegrityError": 3}


@racing
def test_one_claim_at_two_desks_at_once_has_one_number(branch, now):
    ticket = place(branch, now=now)

    outcomes = all_at_once([lambda: check_in(branch, ticket.claim, now=now)] * 4)

    assert outcomes == {"taken": 1, "Refused": 3}
    assert came(ticket.claim_id) == [BY]


@racing
def test_the_last_place_in_the_room_is_given_once(branch, now):
    room_for(1, branch)

    all_at_once([lambda: check_in(branch, now=now)] * 6)

    assert Visit.objects.inside().count_people() == 1
