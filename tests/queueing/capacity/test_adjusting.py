"""What a branch wants to take: its week, an hour of one day, a closed day, and the effect shown before it is saved."""

from datetime import time, timedelta

import pytest

from branches import calendar
from branches.models import Branch, Holiday
from notifications.models import Message
from queueing import slots, tasks
from queueing.capacity import adjusting, effects, planning
from queueing.capacity.sessions import faults
from queueing.models import Draft, Slot, WaitingEntry
from queueing.waiting_list import sweeping, waiting
from tests import factories
from tests.queueing.capacity.weeks import (
    HEAD,
    a_day_ahead,
    as_asked,
    book,
    hours,
    nobody_is_stranded,
    numbers,
    place_of,
    plan,
    session,
    week,
)
from tests.queueing.waiting_list.lines import joins
from workflow import Refused

pytestmark = pytest.mark.usefixtures("house")


# --- Sessions ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "an_hour", "last_half"),
    [
        ({"staff": 2, "minutes_per_file": 12}, 10, 5),
        ({"staff": 3, "minutes_per_file": 25}, 7, 3),
        ({"places_per_hour": 5}, 5, 2),
    ],
)
def test_places_come_from_staff_and_minutes_or_from_a_plain_number(branch, now, given, an_hour, last_half):
    plan(branch, week(ends="09:30", **given), now)

    day = a_day_ahead(branch, now)
    assert numbers(branch, day) == [an_hour, last_half]


@pytest.mark.parametrize(
    ("sessions", "said"),
    [
        ([("08:00", "10:00"), ("09:00", "11:00")], "bertumpuk"),
        ([("07:00", "09:00")], "baru buka pukul 08.00"),
        ([("14:00", "16:00")], "tutup pukul 15.00"),
        ([("10:00", "10:00")], "setelah jam mulai"),
    ],
)
def test_sessions_that_cannot_be_are_refused_with_a_sentence_and_nothing_changes(branch, now, day, sessions, said):
    wrong = [session(0, starts, ends) for starts, ends in sessions]

    with pytest.raises(Refused, match=said):
        plan(branch, wrong, now)

    assert branch.opening_plans.count() == 5
    assert numbers(branch, day) == [3, 3]


def test_sessions_that_touch_and_those_of_other_days_do_not_overlap(branch):
    fine = [session(0, "08:00", "10:00"), session(0, "10:00", "12:00"), session(1, "09:00", "11:00")]

    assert faults(branch, fine) == []


def test_a_new_plan_holds_at_once_for_hours_that_are_made_already(branch, now, day):
    plan(branch, week(starts="08:00", ends="11:00", places_per_hour=5), now)

    assert numbers(branch, day) == [5, 5, 5]


def test_an_hour_the_plan_no_longer_has_wants_nobody_and_cannot_be_booked(branch, now, day):
    plan(branch, week(starts="09:00", ends="10:00"), now)

    assert numbers(branch, day) == [0, 3]
    assert [slot.starts_at for slot in Slot.objects.bookable(now).filter(branch=branch, day=day)] == [
        calendar.at(branch, day, time(9))
    ]


def test_a_session_that_ends_earlier_shortens_its_last_hour(branch, now, day):
    plan(branch, week(ends="09:30", places_per_hour=4), now)

    last = hours(branch, day)[-1]
    assert (last.planned, last.ends_at) == (2, calendar.at(branch, day, time(9, 30)))


def test_the_other_door_and_other_branches_keep_their_hours(branch, now, day):
    plan(branch, week(door="onsite", places_per_hour=2), now, door="onsite")
    other = factories.branch("Asia/Jakarta")
    plan(other, [session(weekday, at=other) for weekday in range(5)], now)

    plan(branch, [], now)

    assert numbers(branch, day) == [0, 0]
    assert numbers(branch, day, door="onsite") == [2, 2]
    assert numbers(other, day) == [3, 3]


def test_an_hour_set_by_hand_for_its_day_outlives_a_new_plan_that_still_has_it(branch, now, day):
    early, _late = hours(branch, day)
    adjusting.set_hours(branch.pk, places={early.pk: 1}, by=HEAD, now=now)

    plan(branch, week(places_per_hour=6), now)

    assert numbers(branch, day) == [1, 6]


def test_an_hour_set_by_hand_is_closed_by_a_plan_that_no_longer_has_it(branch, now, day):
    early, late = hours(branch, day)
    adjusting.set_hours(branch.pk, places={early.pk: 1, late.pk: 1}, by=HEAD, now=now)

    plan(branch, week(starts="09:00", ends="10:00", places_per_hour=6), now)

    assert numbers(branch, day) == [0, 1]


def test_saving_the_same_plan_again_changes_nothing(branch, now, day):
    early, _late = hours(branch, day)
    adjusting.set_hours(branch.pk, places={early.pk: 1}, by=HEAD, now=now)

    wishes = plan(branch, week(), now)

    assert wishes == []
    assert numbers(branch, day) == [1, 3]


def test_an_hour_that_has_begun_stays_as_it_is(branch, now, day):
    early, _late = hours(branch, day)

    plan(branch, week(places_per_hour=9), early.starts_at)

    assert numbers(branch, day) == [3, 9]


def test_new_places_go_first_to_who_waits_for_the_day(branch, now, day):
    for slot in hours(branch, day):
        book(slot, now, 3)
    draft = Draft.objects.create(made_at=now, changed_at=now)
    asking = waiting.Joining(draft.pk, b"c" * 32, {"phone": "+628120000999"}, token="t" * 43)
    entry = waiting.join(asking, branch=branch, door="online", day=day, now=now)

    plan(branch, week(places_per_hour=4), now)

    entry.refresh_from_db()
    assert entry.offered_at == now
    assert sorted(slot.left for slot in hours(branch, day)) == [0, 1]


# --- Days --------------------------------------------------------------------------------------------------------


def test_closing_a_day_seats_everybody_elsewhere(branch, now, day):
    claims = [claim for slot in hours(branch, day) for claim in book(slot, now, 3)]

    adjusting.close_day(branch.pk, day=day, reason="Listrik padam", by=HEAD, now=now)

    assert Holiday.objects.get(branch=branch, day=day).name == "Listrik padam"
    assert numbers(branch, day) == [0, 0]
    assert all(place_of(claim).day > day for claim in claims)
    assert not Slot.objects.filter(branch=branch, day=day).bookable(now).exists()
    assert nobody_is_stranded()


def test_closing_a_day_twice_moves_people_once(branch, now, day):
    [claim] = book(hours(branch, day)[0], now, 1)

    for reason in ("Listrik padam", "Banjir"):
        adjusting.close_day(branch.pk, day=day, reason=reason, by=HEAD, now=now)

    assert claim.events.filter(name="place_moved").count() == 1
    assert Holiday.objects.get(branch=branch, day=day).name == "Banjir"


def test_a_closing_that_stopped_half_way_is_finished_by_the_sweep(branch, now, day, monkeypatch):
    claims = book(hours(branch, day)[0], now, 3)
    monkeypatch.setattr(adjusting, "SEATED_AT_ONCE", 1)
    adjusting.close_day(branch.pk, day=day, reason="Banjir", by=HEAD, now=now)
    left = [claim for claim in claims if place_of(claim).day == day]

    seen_to = adjusting.follow_closures(now)

    assert (len(left), seen_to) == (2, 2)
    assert all(place_of(claim).day > day for claim in claims)
    assert adjusting.follow_closures(now) == 0


def test_one_branch_the_sweep_cannot_follow_does_not_hold_up_the_people_of_another(branch, now, day, monkeypatch):
    [claim] = book(hours(branch, day)[0], now, 1)
    monkeypatch.setattr(adjusting, "_seat", lambda wishes, by, now: wishes)
    adjusting.close_day(branch.pk, day=day, reason="Banjir", by=HEAD, now=now)
    other = factories.branch("Asia/Jayapura")
    plan(other, week(at=other, places_per_hour=3), now)
    Holiday.objects.create(day=a_day_ahead(other, now), branch=other, name="Renovasi", kind="closure")
    monkeypatch.setattr(adjusting, "locked", lambda branch_id: 1 / 0)

    with pytest.raises(RuntimeError, match="follow_calendar failed for 1 of 1"):
        adjusting.follow_closures(now)

    assert place_of(claim).day > day


def test_a_day_that_is_reopened_wants_again_what_the_plan_says(branch, now, day):
    adjusting.close_day(branch.pk, day=day, reason="Banjir", by=HEAD, now=now)
    plan(branch, week(ends="11:00", places_per_hour=4), now)

    adjusting.reopen_day(branch.pk, day=day, by=HEAD, now=now)

    assert numbers(branch, day) == [4, 4, 4]
    assert not Holiday.objects.filter(branch=branch).exists()
    assert Slot.objects.filter(branch=branch, day=day).bookable(now).count() == 3


@pytest.mark.parametrize("kind", ["national", "cuti_bersama"])
def test_a_holiday_entered_later_closes_the_hours_and_seats_their_people(branch, now, day, kind):
    [claim] = book(hours(branch, day)[0], now, 1)
    Holiday.objects.create(day=day, name="Libur contoh", kind=kind)

    adjusting.follow_closures(now)

    assert numbers(branch, day) == [0, 0]
    assert place_of(claim).day > day
    assert nobody_is_stranded()


def test_a_holiday_that_is_taken_back_opens_the_hours_again_and_leaves_what_was_set_by_hand(branch, now, day):
    other = slots.served_days(branch, slots.days_made(branch, now)[2:])[1]
    adjusting.set_hours(branch.pk, places={hours(branch, other)[0].pk: 0}, by=HEAD, now=now)
    holiday = Holiday.objects.create(day=day, name="Libur contoh", kind="national")
    adjusting.follow_closures(now)
    holiday.delete()

    adjusting.follow_closures(now)

    assert numbers(branch, day) == [3, 3]
    assert numbers(branch, other) == [0, 3]


def test_a_branch_that_stops_serving_leaves_its_people_the_choice(branch, now, day):
    [claim] = book(hours(branch, day)[0], now, 1)
    Branch.objects.filter(pk=branch.pk).update(is_active=False)

    tasks.sweep_closures()

    claim.refresh_from_db()
    assert claim.place_lost_at is not None
    assert nobody_is_stranded()


def test_a_day_nobody_works_on_anyway_and_a_day_that_is_over_are_not_closed(branch, now, day):
    weekend = next(d for n in range(7) if (d := day + timedelta(days=n)).weekday() == 6)

    for refused in (weekend, calendar.local_day(branch, now) - timedelta(days=1)):
        with pytest.raises(Refused):
            adjusting.close_day(branch.pk, day=refused, reason="Banjir", by=HEAD, now=now)

    assert not Holiday.objects.exists()


# --- Who waits for a day -----------------------------------------------------------------------------------------


def somebody_waits(branch, day, now) -> WaitingEntry:
    for slot in hours(branch, day):
        book(slot, now, 3)
    return joins(as_asked(hours(branch, day)[0]), now)


def test_who_waits_for_a_day_that_is_closed_is_told_at_once_and_what_there_is_instead(branch, now, day):
    entry = somebody_waits(branch, day, now)
    elsewhere = factories.slot(factories.branch("Asia/Jayapura"), now=now, days=5)

    adjusting.close_day(branch.pk, day=day, reason="Banjir", by=HEAD, now=now)

    entry.refresh_from_db()
    message = Message.objects.filter(person=f"waiting:{entry.pk}", channel="sms").get()
    assert (entry.ended_at, entry.ended_because) == (now, "closed")
    assert message.name == "list_closed"
    assert (message.due_at, message.context["day"]) == (now, calendar.say_day(day))
    assert message.context["others"] == [f"{elsewhere.branch.name}, {elsewhere.branch.city}"]
    assert message.context["opens"]


def test_who_was_offered_a_place_of_a_day_that_is_closed_is_told_too(branch, now, day):
    entry = somebody_waits(branch, day, now)
    plan(branch, week(places_per_hour=4), now)

    adjusting.close_day(branch.pk, day=day, reason="Banjir", by=HEAD, now=now)

    entry.refresh_from_db()
    assert entry.ended_because == "closed"
    assert not entry.tickets.live().exists()
    assert nobody_is_stranded()


def test_who_waits_for_a_day_that_is_only_smaller_goes_on_waiting(branch, now, day):
    entry = somebody_waits(branch, day, now)

    adjusting.set_hours(branch.pk, places={hours(branch, day)[0].pk: 0}, by=HEAD, now=now)

    entry.refresh_from_db()
    assert entry.ended_at is None


def test_a_list_the_verb_could_not_end_is_ended_by_the_sweep(branch, now, day, monkeypatch):
    entry = somebody_waits(branch, day, now)
    monkeypatch.setattr(adjusting.sweeping, "close_lists", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        adjusting.close_day(branch.pk, day=day, reason="Banjir", by=HEAD, now=now)
    monkeypatch.undo()

    sweeping.sweep(now)

    entry.refresh_from_db()
    assert entry.ended_because == "closed"


def test_the_effect_counts_who_waits_for_a_day_that_would_be_closed(branch, now, day):
    somebody_waits(branch, day, now)

    closed = effects.effect_of(planning.of_calendar(branch, now, closing=[day]), branch, now)
    smaller = effects.effect_of(planning.of_hours(branch, {hours(branch, day)[0].pk: 0}, now), branch, now)

    assert (closed.waiting, smaller.waiting) == (1, 0)


# --- The effect before saving ----------------------------------------------------------------------------------


def test_the_effect_shown_is_the_effect_that_comes(branch, now, day):
    claims = [claim for slot in hours(branch, day) for claim in book(slot, now, 3)]
    wishes = planning.of_calendar(branch, now, closing=[day])

    shown = effects.effect_of(wishes, branch, now)
    adjusting.close_day(branch.pk, day=day, reason="Banjir", by=HEAD, now=now)

    assert shown.days == {day: (6, 0)}
    assert {seat.ticket.claim_id: seat.target for seat in shown.people} == {c.pk: place_of(c) for c in claims}


def test_the_effect_is_shown_without_writing_anything(branch, now, day):
    [claim] = book(hours(branch, day)[0], now, 1)
    events = claim.events.count()

    shown = effects.effect_of(planning.of_sessions(branch, "online", [], now), branch, now)

    assert (len(shown.people), shown.must_choose) == (1, 1)
    assert shown.days[day] == (6, 0)
    assert numbers(branch, day) == [3, 3]
    assert (claim.events.count(), branch.opening_plans.count()) == (events, 5)


def test_new_hours_that_somebody_waits_for_are_not_shown_as_free(branch, now, day):
    for slot in Slot.objects.filter(branch=branch, planned__gt=0, starts_at__gt=now).select_related("branch"):
        if slot.day != day:
            Slot.objects.filter(pk=slot.pk).update(planned=0, capacity=0)
    early, late = hours(branch, day)
    book(early, now, 3), book(late, now, 3)
    draft = Draft.objects.create(made_at=now, changed_at=now)
    asking = waiting.Joining(draft.pk, b"c" * 32, {"phone": "+628120000999"}, token="t" * 43)
    waiting.join(asking, branch=branch, door="online", day=day, now=now)

    shown = effects.effect_of(planning.of_hours(branch, {early.pk: 2, late.pk: 4}, now), branch, now)

    assert [seat.target for seat in shown.people] == [None]
