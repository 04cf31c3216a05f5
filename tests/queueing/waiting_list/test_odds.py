"""What a list says about itself: counted from what happened, silent where that says nothing."""

from datetime import timedelta

import pytest

from branches import calendar
from claims import fresh
from notifications import quiet_hours
from queueing import booking
from queueing.models import Slot, Ticket, WaitingEntry, WaitingList
from queueing.waiting_list import odds
from tests import factories
from tests.queueing.waiting_list.lines import joins

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def slot(house, now) -> Slot:
    """The only place of its day, taken."""
    hour = factories.slot(factories.branch(), now=now, capacity=1)
    hour.claim = factories.open_claim(now=now, at=hour)
    return hour


def _past_day(branch, now, days_ago: int, *, given: list[timedelta], unserved: int) -> None:
    """A closed list in which places were given so long before its close, and some still waited at the end."""
    day = calendar.local_day(branch, now) - timedelta(days=days_ago)
    closed_at = calendar.at(branch, day, quiet_hours.WAKES)
    past = WaitingList.objects.create(branch=branch, door="online", day=day, closed_at=closed_at)
    hour = Slot.objects.create(
        branch=branch, door="online", day=day, starts_at=closed_at, ends_at=closed_at + timedelta(hours=1),
        releases_at=closed_at - timedelta(days=7), bookable_until=closed_at, papers_due_at=closed_at,
        planned=50, capacity=50,
    )  # fmt: skip
    for number in range(1, len(given) + unserved + 1):
        is_served = number <= len(given)
        entry = WaitingEntry.objects.create(
            list=past, number=number, contact_index=bytes([number]) * 32, token_hash=fresh.token().encode()[:32],
            joined_at=closed_at - timedelta(days=3), ended_at=closed_at, ended_because="taken" if is_served else "over",
        )  # fmt: skip
        if is_served:
            Ticket.objects.create(
                slot=hour, taken_at=closed_at - given[number - 1], held_until=closed_at, entry=entry,
                contact_index=entry.contact_index, ended_at=closed_at, ended_because="lapsed",
            )  # fmt: skip


def test_odds_count_the_past_days_on_which_so_many_places_came_in_the_time_left(slot, now):
    hour = timedelta(hours=1)
    for days_ago, given, unserved in (
        (1, [hour, hour, hour], 4),
        (2, [hour], 4),
        (3, [hour, hour, 50 * hour], 4),
        (4, [hour, hour], 0),  # all who waited were served: says nothing about a third
        (5, [hour, hour, hour], 0),
    ):
        _past_day(slot.branch, now, days_ago, given=given, unserved=unserved)
    joins(slot, now)

    said = odds.of(WaitingList.objects.get(closed_at=None), 3, left=5 * hour)

    assert (said.offered, said.days, said.is_enough) == (2, 4, False)


def test_a_list_says_how_many_places_it_gave_in_a_day(slot, now):
    joins(slot, now)
    booking.give_up_place(slot.claim.pk, by="claimant:x", now=now)

    waiting_list = WaitingList.objects.get()

    assert odds.given_lately(waiting_list, now + timedelta(hours=23)) == 1
    assert odds.given_lately(waiting_list, now + timedelta(hours=25)) == 0
