"""The waiting list of a full day: the order is kept, a freed place is nobody else's, and the silent lose their turn."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from branches import calendar
from branches.models import Branch
from claims import fresh
from notifications import quiet_hours
from notifications.models import Message
from queueing import booking, places
from queueing.asker import Asker
from queueing.models import Draft, Slot, Ticket, WaitingEntry, WaitingList
from queueing.waiting_list import sweeping, waiting
from tests import factories
from tests.queueing.waiting_list.lines import joins
from workflow import Refused

pytestmark = pytest.mark.usefixtures("house")

MINUTES = timedelta(minutes=1)


@pytest.fixture
def now(now):
    """Ten in the morning at the branch (WITA): an hour at which people answer."""
    return now.replace(hour=2)


@pytest.fixture
def slot(house, now) -> Slot:
    """An hour with two places, both taken."""
    hour = factories.slot(factories.branch(), now=now, capacity=2)
    hour.holders = [factories.open_claim(now=now, at=hour) for _ in range(2)]
    hour.refresh_from_db()
    return hour


def says_yes(entry: WaitingEntry, now) -> Draft:
    asker = Asker(bytes(entry.contact_index), b"d" * 32, b"n" * 32)
    return waiting.accept(entry.pk, known=entry.draft_id, asker=asker, now=now)


def offer_of(entry: WaitingEntry) -> Ticket | None:
    return Ticket.objects.held().filter(entry=entry).first()


def told(entry: WaitingEntry) -> list[str]:
    return list(
        Message.objects.filter(person=f"waiting:{entry.pk}", channel="sms")
        .order_by("posted_at", "name")
        .values_list("name", flat=True)
    )


def ended(entry: WaitingEntry) -> str:
    entry.refresh_from_db()
    return entry.ended_because


# --- Joining ---


def test_numbers_follow_each_other_and_positions_close_up(slot, now):
    first, second, third = (joins(slot, now) for _ in range(3))

    waiting.leave(first.pk, now=now)

    assert [first.number, second.number, third.number] == [1, 2, 3]
    assert [second.position(), third.position()] == [1, 2]
    assert ended(first) == "left"


def test_the_same_contact_asking_again_is_shown_the_number_it_has(slot, now):
    entry = joins(slot, now, phone="+628131111111")

    assert joins(slot, now, phone="+628131111111") == entry


def test_nobody_waits_for_a_day_that_has_places(slot, now):
    factories.slot(slot.branch, now=now, hour=13)

    with pytest.raises(waiting.PlaceThere, match="masih punya tempat"):
        joins(slot, now)


def test_nobody_waits_for_a_day_that_cannot_be_booked(slot, now):
    with pytest.raises(Refused, match="tidak bisa ditunggu"):
        joins(slot, slot.bookable_until)


def test_one_contact_waits_for_three_days_at_most(now):
    branch = factories.branch()
    for days in (2, 3, 4):
        joins(_full(branch, now, days), now, phone="+628131111111")

    with pytest.raises(Refused, match="tiga hari"):
        joins(_full(branch, now, 5), now, phone="+628131111111")


def _full(branch, now, days: int) -> Slot:
    hour = factories.slot(branch, now=now, days=days, capacity=1)
    Slot.objects.filter(pk=hour.pk).update(taken=1)
    return hour


# --- A freed place ---


def test_a_place_given_up_is_held_for_the_first_in_line_and_never_seen_free(slot, now):
    first, second = joins(slot, now), joins(slot, now)

    booking.give_up_place(slot.holders[0].pk, by="claimant:x", now=now + MINUTES)

    slot.refresh_from_db()
    assert (slot.taken, slot.left) == (2, 0)
    assert offer_of(first).held_until == now + MINUTES + timedelta(minutes=30)
    assert offer_of(second) is None
    assert (told(first), told(second)) == (["place_offered"], [])
    with pytest.raises(booking.PlaceGone):
        factories.open_claim(now=now + MINUTES, at=slot)


def test_two_that_are_free_go_to_the_first_two(slot, now):
    entries = [joins(slot, now) for _ in range(3)]

    places.plan(slot.pk, 4, now=now)

    assert [bool(offer_of(entry)) for entry in entries] == [True, True, False]
    slot.refresh_from_db()
    assert (slot.taken, slot.capacity) == (4, 4)


def test_the_address_in_the_message_opens_that_entry_alone(slot, now):
    entry = joins(slot, now)
    booking.give_up_place(slot.holders[0].pk, by="claimant:x", now=now)

    link = Message.objects.get(name="place_offered", channel="sms").context["link"]

    assert link.endswith(f"/tunggu/{entry.contact['token']}/")
    assert waiting.by_token(entry.contact["token"]) == entry
    assert waiting.by_token(fresh.token()) is None


def test_an_offer_that_is_not_answered_goes_to_the_next_and_both_are_told(slot, now):
    first, second = joins(slot, now), joins(slot, now)
    booking.give_up_place(slot.holders[0].pk, by="claimant:x", now=now)
    until = now + timedelta(minutes=30)

    sweeping.sweep(until - timedelta(seconds=1))
    before = ended(first)
    sweeping.sweep(until)
    sweeping.sweep(until)

    assert (before, ended(first)) == ("", "missed")
    assert told(first) == ["place_offered", "offer_missed"]
    assert offer_of(second).held_until == until + timedelta(minutes=30)
    assert told(second) == ["place_offered"]


def test_who_says_no_gives_the_place_to_the_next_at_once(slot, now):
    first, second = joins(slot, now), joins(slot, now)
    booking.give_up_place(slot.holders[0].pk, by="claimant:x", now=now)

    waiting.leave(first.pk, now=now)
    waiting.leave(first.pk, now=now)

    assert ended(first) == "left"
    assert offer_of(second)
    slot.refresh_from_db()
    assert slot.taken == 2


def test_with_nobody_left_in_line_the_place_is_free_for_all(slot, now):
    entry = joins(slot, now)
    booking.give_up_place(slot.holders[0].pk, by="claimant:x", now=now)

    waiting.leave(entry.pk, now=now)

    slot.refresh_from_db()
    assert slot.left == 1


def test_the_sweep_gives_what_a_crash_left_free(slot, now):
    entry = joins(slot, now)
    Slot.objects.filter(pk=slot.pk).update(taken=1)

    sweeping.sweep(now)

    assert offer_of(entry)


# --- Saying yes ---


def test_a_yes_makes_the_place_the_hold_of_the_draft_and_the_booking_takes_it(slot, now):
    entry = joins(slot, now)
    booking.give_up_place(slot.holders[0].pk, by="claimant:x", now=now)

    draft = says_yes(entry, now)
    claim = booking.take_place(draft.pk, factories.taking(slot, now=now), now=now + MINUTES)

    assert draft.pk == entry.draft_id
    assert draft.answers["slot"] == slot.pk
    assert draft.answers["held_until"] == offer_until(slot, now)
    assert Ticket.objects.get(claim=claim).entry == entry
    assert ended(entry) == "taken"
    slot.refresh_from_db()
    assert slot.taken == 2


def offer_until(slot: Slot, now) -> str:
    return (now + timedelta(minutes=30)).isoformat()


def test_a_yes_in_the_last_minute_leaves_the_time_of_any_hold_but_once(slot, now):
    entry = joins(slot, now)
    booking.give_up_place(slot.holders[0].pk, by="claimant:x", now=now)
    late = now + timedelta(minutes=29)

    says_yes(entry, late)
    until = offer_of(entry).held_until
    says_yes(entry, late + 5 * MINUTES)

    assert until == late + timedelta(minutes=10)
    assert offer_of(entry).held_until == until


def test_a_yes_after_its_time_is_refused(slot, now):
    entry = joins(slot, now)
    booking.give_up_place(slot.holders[0].pk, by="claimant:x", now=now)

    with pytest.raises(Refused, match="tidak lagi ditahan"):
        says_yes(entry, now + timedelta(minutes=30))


def test_another_phone_goes_on_with_the_first_answers_and_nobodys_name(slot, now):
    entry = joins(slot, now)
    booking.give_up_place(slot.holders[0].pk, by="claimant:x", now=now)

    draft = waiting.accept(entry.pk, known=None, asker=Asker(bytes(entry.contact_index), b"", b"n" * 32), now=now)

    assert draft.pk != entry.draft_id
    assert draft.answers["programme"] == "JHT"
    assert draft.answers["contact"]["phone"] == entry.contact["phone"]
    assert "participant" not in draft.answers
    assert offer_of(entry).draft_id == draft.pk


def test_who_has_a_place_waits_no_more(now):
    branch = factories.branch()
    filer = factories.applicant(now)
    entries = [joins(_full(branch, now, days), now, phone=filer.phone) for days in (3, 4)]
    draft = Draft.objects.create(made_at=now, changed_at=now)
    taking = factories.taking(factories.slot(branch, now=now), now=now, applicant=filer)

    booking.take_place(draft.pk, replace(taking, waits=True), now=now)

    assert [ended(entry) for entry in entries] == ["elsewhere", "elsewhere"]


def test_an_offer_let_lapse_by_who_booked_elsewhere_is_no_missed_turn(slot, now):
    filer = factories.applicant(now)
    entry = joins(slot, now, phone=filer.phone)
    booking.give_up_place(slot.holders[0].pk, by="claimant:x", now=now)
    factories.open_claim(now=now + MINUTES, at=factories.slot(slot.branch, now=now, days=5), applicant=filer)

    sweeping.sweep(now + timedelta(minutes=30))

    assert ended(entry) == "elsewhere"
    assert told(entry) == ["place_offered"]


# --- Night, and the end of the day ---


def test_at_night_an_offer_stands_until_the_morning_and_wakes_nobody(slot, now):
    night = calendar.at(slot.branch, calendar.local_day(slot.branch, now), quiet_hours.SLEEPS) + timedelta(hours=1)
    entry = joins(slot, now)

    booking.give_up_place(slot.holders[0].pk, by="claimant:x", now=night)

    morning = calendar.at(slot.branch, calendar.local_day(slot.branch, night) + timedelta(days=1), quiet_hours.WAKES)
    assert offer_of(entry).held_until == min(morning + timedelta(minutes=30), slot.bookable_until)
    assert {message.due_at for message in Message.objects.filter(name="place_offered")} == {morning}


def test_an_offer_in_the_last_night_stands_until_the_close_and_is_told_at_once(slot, now):
    night = slot.bookable_until - timedelta(hours=1)
    entry = joins(slot, now)

    booking.give_up_place(slot.holders[0].pk, by="claimant:x", now=night)

    assert offer_of(entry).held_until == slot.bookable_until
    assert {message.due_at for message in Message.objects.filter(name="place_offered")} == {night}


def test_a_day_that_closes_ends_its_list_and_each_is_told_in_the_morning_what_there_is_instead(slot, now):
    elsewhere = factories.slot(factories.branch("Asia/Jayapura"), now=now, days=5)
    entries = [joins(slot, now) for _ in range(2)]
    over = slot.bookable_until

    sweeping.sweep(over)
    sweeping.sweep(over + MINUTES)

    assert [ended(entry) for entry in entries] == ["over", "over"]
    assert [told(entry) for entry in entries] == [["list_over"], ["list_over"]]
    assert WaitingList.objects.get().closed_at == over
    message = Message.objects.filter(name="list_over", rung=0).first()
    assert message.context["others"] == [f"{elsewhere.branch.name}, {elsewhere.branch.city}"]
    assert message.context["opens"]
    assert message.due_at == calendar.at(slot.branch, calendar.local_day(slot.branch, over), quiet_hours.WAKES)


def test_an_unanswered_offer_ends_before_its_list_does(slot, now):
    entry, behind = joins(slot, now), joins(slot, now)
    booking.give_up_place(slot.holders[0].pk, by="claimant:x", now=slot.bookable_until - 5 * MINUTES)

    sweeping.sweep(slot.bookable_until)

    assert (ended(entry), ended(behind)) == ("missed", "over")


def test_a_day_its_branch_closed_is_waited_for_no_more(slot, now):
    entry = joins(slot, now)
    places.plan(slot.pk, 0, now=now)

    sweeping.sweep(now)

    assert (ended(entry), told(entry)) == ("closed", ["list_closed"])


def test_a_branch_that_serves_no_more_ends_its_lists_and_leads_to_the_others(slot, now):
    entry = joins(slot, now)
    Branch.objects.filter(pk=slot.branch_id).update(is_active=False)

    sweeping.sweep(now)

    words = Message.objects.filter(name="list_closed").first().context
    assert ended(entry) == "closed"
    assert words["opens"] == ""
    assert words["link"].endswith(reverse("availability:country"))


def test_what_stands_in_one_list_does_not_hold_up_another(slot, now, monkeypatch):
    other = _full(factories.branch("Asia/Jakarta"), now, 2)
    entries = [joins(slot, now), joins(other, now)]
    close = waiting.close

    def breaks_on_the_first(list_id, **rest):
        if list_id == entries[0].list_id:
            raise RuntimeError("rusak")
        close(list_id, **rest)

    monkeypatch.setattr(waiting, "close", breaks_on_the_first)
    with pytest.raises(RuntimeError, match="1 of 2"):
        sweeping.sweep(max(slot.bookable_until, other.bookable_until))

    assert [ended(entry) for entry in entries] == ["", "over"]
