"""Whose number it was is forgotten a week after it is over; the number stays."""

from datetime import timedelta

import pytest

from queueing.models import Slot, WaitingEntry
from queueing.waiting_list import forgetting, sweeping, waiting
from tests import factories
from tests.queueing.waiting_list.lines import joins

pytestmark = pytest.mark.usefixtures("house")

A_SECOND = timedelta(seconds=1)


@pytest.fixture
def slot(house, now) -> Slot:
    """An hour with one place, which is taken."""
    hour = factories.slot(factories.branch(), now=now, days=20, capacity=1)
    factories.open_claim(now=now, at=hour)
    return hour


def at_rest(entry: WaitingEntry) -> tuple[bytes, bytes]:
    """What the database holds of the contact: sealed, and the index it is found by."""
    row = WaitingEntry.objects.get(pk=entry.pk)
    sealed = WaitingEntry.objects.filter(pk=entry.pk).values_list("contact", flat=True).get()
    return sealed.at_rest, bytes(row.contact_index)


def test_the_contact_of_a_number_is_erased_a_week_after_it_is_over_and_not_before(slot, now):
    entry = joins(slot, now)
    waiting.leave(entry.pk, now=now)
    week_over = now + forgetting.CONTACT_KEPT_FOR

    too_early = forgetting.forget_old(week_over - A_SECOND)
    kept = WaitingEntry.objects.get(pk=entry.pk).contact
    in_time, again = forgetting.forget_old(week_over), forgetting.forget_old(week_over)

    assert (too_early, in_time, again) == (0, 1, 0)
    assert kept["phone"]
    assert at_rest(entry) == (b"", b"")
    row = WaitingEntry.objects.get(pk=entry.pk)
    assert (row.number, row.ended_because, row.contact) == (1, "left", {})


def test_who_still_waits_is_not_forgotten_however_long(slot, now):
    entry = joins(slot, now)

    forgotten = forgetting.forget_old(slot.bookable_until)

    assert forgotten == 0
    assert WaitingEntry.objects.get(pk=entry.pk).contact["phone"]


def test_a_forgotten_number_still_says_what_became_of_it_and_the_contact_may_wait_again(slot, now):
    entry = joins(slot, now, phone="+628131112223")
    waiting.leave(entry.pk, now=now)
    token = WaitingEntry.objects.get(pk=entry.pk).contact["token"]
    later = now + forgetting.CONTACT_KEPT_FOR
    forgetting.forget_old(later)

    anew = joins(slot, later, phone="+628131112223")

    assert waiting.by_token(token) == entry
    assert anew.number == 2


def test_numbers_of_one_list_are_forgotten_together(slot, now):
    entries = [joins(slot, now) for _ in range(3)]
    sweeping.sweep(slot.bookable_until)

    forgotten = forgetting.forget_old(slot.bookable_until + forgetting.CONTACT_KEPT_FOR)

    assert forgotten == 3
    assert {at_rest(entry) for entry in entries} == {(b"", b"")}
