"""A place that was not chosen anew: the warning two days before the week ends, and what its end is called."""

from datetime import timedelta

import pytest

from branches import calendar
from claims import deadlines, reminding
from claims.models import Claim
from queueing import booking
from tests import factories
from tests.claims.telling import told
from workflow import Refused

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture(params=["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"])
def claim(request, now) -> Claim:
    """A claim whose place was given up."""
    opened = factories.open_claim(now=now, branch=factories.branch(request.param))
    booking.give_up_place(opened.pk, by="claimant:x", now=now)
    return Claim.objects.with_people().get(pk=opened.pk)


@pytest.mark.parametrize(
    ("before", "warned"),
    [
        (timedelta(days=2, seconds=1), 0),
        (timedelta(days=2), 0),  # the branch's midnight: people sleep
        (timedelta(days=1, hours=17), 1),
        (timedelta(hours=4), 1),
        (timedelta(hours=2), 0),
        (timedelta(0), 0),
    ],
)
def test_it_is_warned_by_day_within_the_last_two_days(claim, before, warned):
    assert reminding.warn_due(claim.papers_due_at - before) == warned
    assert bool(told(claim, "place_still_wanted")) == bool(warned)


def test_it_is_warned_once_and_told_until_when(claim):
    morning = claim.papers_due_at - timedelta(days=1, hours=16)

    counted = [reminding.warn_due(morning + timedelta(minutes=15 * n)) for n in range(3)]

    assert counted == [1, 0, 0]
    assert told(claim, "place_still_wanted")["sms"].context["until"] == calendar.say_deadline(
        claim.branch, claim.papers_due_at
    )


def test_a_place_chosen_anew_and_lost_again_is_warned_of_again(claim, now):
    morning = claim.papers_due_at - timedelta(days=1, hours=16)
    reminding.warn_due(morning)
    slot = factories.slot(claim.branch, now=morning, days=3)
    booking.move_place(claim.pk, slot_id=slot.pk, by="claimant:x", now=morning)
    booking.give_up_place(claim.pk, by="claimant:x", now=morning)

    claim = Claim.objects.get(pk=claim.pk)
    reminding.warn_due(claim.papers_due_at - timedelta(days=1, hours=16))

    assert claim.events.filter(name="reminded").count() == 2


def test_who_chose_another_place_is_not_warned(claim, now):
    slot = factories.slot(claim.branch, now=now, days=5)
    booking.move_place(claim.pk, slot_id=slot.pk, by="claimant:x", now=now)

    with pytest.raises(Refused):
        reminding.warn_without_place(claim.pk, now=now)


def test_the_end_of_the_week_is_not_called_the_claimants_wish(claim):
    deadlines.close_papers_due(claim.papers_due_at)

    claim.refresh_from_db()
    assert claim.status == Claim.Status.WITHDRAWN
    assert set(told(claim, "place_not_chosen")) == {"email", "sms"}
    assert told(claim, "withdrawn") == {}
    assert claim.events.get(name="withdrawn").detail == {"because": "without_place"}
