"""People whose place no longer fits: moved and told, or asked to choose, and nobody stranded."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from branches import calendar
from branches.models import Branch
from claims import deadlines
from claims.models import Claim
from notifications.models import Message
from queueing import booking, slots
from queueing.capacity import adjusting, reseating
from queueing.models import Draft, Slot, Ticket
from queueing.waiting_list import waiting
from tests import factories
from tests.claims.telling import events, told
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
    week,
)
from tests.verification.at_the_desk import ask_for_repair, taken_claim
from workflow import Refused

pytestmark = pytest.mark.usefixtures("house")


def test_who_booked_last_is_moved_to_the_nearest_free_hour_and_told(branch, now, day):
    early, late = hours(branch, day)
    first, second, third = book(early, now, 3)

    adjusting.set_hours(branch.pk, places={early.pk: 2}, by=HEAD, now=now)

    assert [place_of(claim) for claim in (first, second, third)] == [early, early, late]
    third.refresh_from_db()
    assert third.visit_at == late.starts_at
    assert third.events.get(name="place_moved").detail["because"] == "closed_by_branch"
    assert Message.objects.filter(name="place_moved_by_branch").exists()
    assert numbers(branch, day) == [2, 3]
    assert as_asked(early).capacity == 2
    assert nobody_is_stranded()


def test_papers_are_never_due_earlier_by_a_move(branch, now, day):
    early, late = hours(branch, day)
    before = slots.served_days(branch, slots.days_made(branch, now)[1:])[0]
    [claim] = book(early, now, 1)
    book(late, now, 3)

    adjusting.set_hours(branch.pk, places={early.pk: 0}, by=HEAD, now=now)

    moved_to = place_of(claim)
    assert before <= day < moved_to.day
    assert Claim.objects.get(pk=claim.pk).papers_due_at > claim.papers_due_at


def test_at_the_counter_nobody_is_asked_to_come_earlier(branch, now):
    plan(branch, week(door="onsite"), now, door="onsite")
    day = a_day_ahead(branch, now)
    _early, late = hours(branch, day, door="onsite")
    claim = factories.open_claim(now=now, at=as_asked(late), door="onsite")

    adjusting.set_hours(branch.pk, places={late.pk: 0}, by=HEAD, now=now)

    assert place_of(claim).starts_at > late.starts_at


def test_people_may_be_seated_on_days_that_are_not_open_to_the_public_yet(branch, now, day, settings):
    [claim] = book(hours(branch, day)[0], now, 1)
    released = Slot.objects.filter(branch=branch, releases_at__lte=now)
    adjusting.set_hours(branch.pk, places=dict.fromkeys(released.values_list("pk", flat=True), 0), by=HEAD, now=now)

    assert place_of(claim).releases_at > now


def test_who_finds_no_hour_keeps_the_claim_and_may_choose(branch, now, day):
    early, _late = hours(branch, day)
    [claim] = book(early, now, 1)

    plan(branch, [], now)

    claim.refresh_from_db()
    assert (claim.visit_at, claim.place_lost_at, claim.status) == (None, now, Claim.Status.AWAITING_PAPERS)
    assert claim.papers_due_at >= now + timedelta(days=7)
    assert Ticket.objects.get(claim=claim).ended_because == Ticket.End.CLOSED
    assert Message.objects.filter(name="place_closed").exists()
    assert nobody_is_stranded()


def test_who_is_with_the_officers_is_told_that_the_hour_is_gone_and_the_claim_goes_on(branch, now, day):
    claim = factories.submitted_claim(now=now, at=as_asked(hours(branch, day)[0]))

    plan(branch, [], now)

    claim.refresh_from_db()
    assert (claim.visit_at, claim.place_lost_at, claim.status) == (None, None, Claim.Status.AWAITING_CHECK)
    assert events(claim)[-1] == "hour_closed"
    [by_sms, by_mail] = told(claim, "hour_closed")["sms"], told(claim, "hour_closed")["email"]
    assert by_sms.context["no_need_to_come"] == by_mail.context["no_need_to_come"] != ""
    assert (by_sms.context["choose"], by_sms.context["until"]) == ("", "")
    assert not claim.may_choose_hour
    assert nobody_is_stranded()


def test_who_was_to_come_with_papers_already_handed_in_is_told_to_choose_and_can(branch, now):
    plan(branch, week(door="onsite"), now, door="onsite")
    hour = hours(branch, a_day_ahead(branch, now), door="onsite")[0]
    claim = factories.submitted_claim(now=now, at=as_asked(hour), door="onsite")
    elsewhere = factories.slot(factories.branch("Asia/Jayapura"), now=now, days=5, door="onsite")

    plan(branch, [], now, door="onsite")
    words = told(claim, "hour_closed")["sms"].context
    booking.move_place(claim.pk, slot_id=elsewhere.pk, by=f"claimant:{claim.pk}", now=now)

    claim.refresh_from_db()
    assert words["choose"]
    assert not words["no_need_to_come"]
    assert (claim.visit_at, claim.status) == (elsewhere.starts_at, Claim.Status.AWAITING_CHECK)
    assert place_of(claim) == elsewhere
    assert told(claim, "place_moved")["sms"].context["come"]
    with pytest.raises(Refused):  # who has an hour is moved by a branch alone
        booking.move_place(claim.pk, slot_id=hour.pk, by=f"claimant:{claim.pk}", now=now)


def asked_for_a_repair(slot: Slot, now) -> Claim:
    officer = factories.officer()
    claim = taken_claim(officer, now=now, at=as_asked(slot))
    ask_for_repair(claim, officer, now=now)
    return Claim.objects.get(pk=claim.pk)


def test_who_is_asked_for_a_repair_or_an_envelope_is_told_that_its_time_still_holds(branch, now, day):
    early, late = hours(branch, day)
    repairing, at_the_box = (asked_for_a_repair(slot, now) for slot in (early, late))
    deadlines.close_repair(at_the_box.pk, by="system:x", now=at_the_box.repair_due_at)

    plan(branch, [], now)

    waits = [(Claim.objects.get(pk=claim.pk), told(claim, "hour_closed")["sms"]) for claim in (repairing, at_the_box)]
    for claim, message in waits:
        assert claim.visit_at is None
        assert message.context["until"] == calendar.say_deadline(branch, claim.papers_wanted_until)
    assert [bool(message.context["choose"]) for _claim, message in waits] == [False, True]
    assert [bool(message.context["no_need_to_come"]) for _claim, message in waits] == [True, False]


def test_a_live_hold_ends_before_anybody_is_moved(branch, now, day):
    early, _late = hours(branch, day)
    [claim] = book(early, now, 1)
    draft = Draft.objects.create(made_at=now, changed_at=now)
    hold = booking.hold_place(draft.pk, slot_id=early.pk, asker=booking.Asker(b"h" * 32), now=now)

    adjusting.set_hours(branch.pk, places={early.pk: 1}, by=HEAD, now=now)

    hold.refresh_from_db()
    assert (hold.ended_because, place_of(claim)) == (Ticket.End.RELEASED, early)
    assert nobody_is_stranded()


def test_who_was_offered_a_place_that_is_closed_is_first_in_line_again(branch, now, day):
    for slot in hours(branch, day):
        book(slot, now, 3)
    draft = Draft.objects.create(made_at=now, changed_at=now)
    asking = waiting.Joining(draft.pk, b"c" * 32, {"phone": "+628120000999"}, token="t" * 43)
    entry = waiting.join(asking, branch=branch, door="online", day=day, now=now)
    plan(branch, week(places_per_hour=4), now)

    plan(branch, week(places_per_hour=3), now)

    entry.refresh_from_db()
    assert (entry.offered_at, entry.ended_at, entry.position()) == (None, None, 1)
    assert not entry.tickets.live().exists()
    assert nobody_is_stranded()


def test_who_walked_in_counts_beside_the_plan_and_is_not_moved(branch, now):
    plan(branch, week(door="onsite", places_per_hour=1), now, door="onsite")
    slot = hours(branch, a_day_ahead(branch, now), door="onsite")[0]
    [booked] = book(slot, now, 1)
    Slot.objects.filter(pk=slot.pk).update(capacity=2)
    [walked_in] = book(slot, now, 1)
    Ticket.objects.filter(claim=walked_in).update(is_walk_in=True)

    seen_to = adjusting.follow_closures(now)

    assert seen_to == 0
    assert place_of(walked_in) == place_of(booked) == slot


def test_a_person_who_moved_meanwhile_is_left_where_they_are(branch, now, day):
    early, late = hours(branch, day)
    [claim] = book(early, now, 1)
    ticket = Ticket.objects.get(claim=claim)
    booking.move_place(claim.pk, slot_id=late.pk, by="claimant:x", now=now)

    with pytest.raises(Refused):
        reseating.seat_elsewhere(ticket.pk, by=HEAD, now=now)

    assert place_of(claim) == late


def test_a_person_who_fits_after_all_is_left_where_they_are(branch, now, day):
    early, _late = hours(branch, day)
    stays, leaves = book(early, now, 2)

    with pytest.raises(Refused):
        reseating.seat_elsewhere(Ticket.objects.get(claim=leaves).pk, by=HEAD, now=now)

    assert place_of(leaves) == place_of(stays) == early


# --- A taker against a closer -----------------------------------------------------------------------------------


def race(branch: Branch, day: date, slot: Slot, now: datetime, takers: int = 8) -> None:
    """People take places of an hour while its day is being closed."""
    start = threading.Barrier(takers + 1)
    takings = [factories.taking(as_asked(slot), now=now) for _ in range(takers)]
    drafts = [Draft.objects.create(made_at=now, changed_at=now) for _ in range(takers)]

    def together(deed) -> None:
        try:
            start.wait(timeout=30)
            deed()
        except Refused:
            pass
        finally:
            connection.close()

    deeds = [lambda d=draft, t=taking: booking.take_place(d.pk, t, now=now)
             for draft, taking in zip(drafts, takings, strict=True)]  # fmt: skip
    deeds.append(lambda: adjusting.close_day(branch.pk, day=day, reason="Banjir", by=HEAD, now=now))
    with ThreadPoolExecutor(takers + 1) as crowd:
        list(crowd.map(together, deeds))


@pytest.mark.django_db(transaction=True)
def test_nobody_who_takes_a_place_while_its_day_is_closed_is_left_on_it(now, branch, no_holidays):
    plan(branch, week(places_per_hour=9), now)
    day = a_day_ahead(branch, now)
    slot = hours(branch, day)[0]
    book(slot, now, 1)

    race(branch, day, slot, now)

    assert not Ticket.objects.live().filter(slot__day=day).exists()
    assert nobody_is_stranded()


@pytest.mark.django_db(transaction=True)
def test_the_race_does_strand_somebody_when_people_are_seated_before_the_numbers_are_written(
    now, branch, no_holidays, monkeypatch
):
    plan(branch, week(places_per_hour=9), now)
    day = a_day_ahead(branch, now)
    slot = hours(branch, day)[0]
    taken_meanwhile = threading.Event()
    write = adjusting._write

    def seat_first(wishes, at):
        reseating.seat_people([wish.slot.pk for wish in wishes], by=HEAD, now=at)
        taker = threading.Thread(target=lambda: (book(slot, now, 1), connection.close(), taken_meanwhile.set()))
        taker.start()
        taker.join(timeout=30)
        write(wishes, at)

    monkeypatch.setattr(adjusting, "_write", seat_first)
    monkeypatch.setattr(adjusting, "_seat", lambda wishes, by, at: wishes)
    adjusting.close_day(branch.pk, day=day, reason="Banjir", by=HEAD, now=now)

    assert taken_meanwhile.is_set()
    assert Ticket.objects.live().filter(slot__day=day).exists()
