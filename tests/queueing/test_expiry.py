"""Thirty days at the drop box without an envelope, and the two warnings before."""

from datetime import timedelta

import pytest

from branches import calendar
from claims import deadlines, reminding
from claims.models import Claim, PrivateLink
from queueing import expiry
from queueing.models import Ticket
from tests import factories
from tests.claims.telling import events, told
from workflow import Refused

pytestmark = pytest.mark.usefixtures("house")

A_SECOND, A_DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.fixture
def claim(now) -> Claim:
    """A claim that was sent to the drop box when its H-1 was over."""
    opened = factories.open_claim(now=now)
    deadlines.close_papers_due(opened.papers_due_at)
    return Claim.objects.with_people().get(pk=opened.pk)


def warnings(claim: Claim) -> list[str]:
    return [event.detail["kind"] for event in claim.events.filter(name="reminded").order_by("number")]


def test_a_claim_expires_when_its_thirty_days_are_over_and_not_a_second_before(claim):
    ends = claim.sent_to_dropbox_at + timedelta(days=30)

    counted = [
        expiry.close_envelopes_due(ends - A_SECOND),
        expiry.close_envelopes_due(ends),
        expiry.close_envelopes_due(ends),
    ]

    claim.refresh_from_db()
    assert counted == [0, 1, 0]
    assert claim.status == Claim.Status.EXPIRED
    assert events(claim)[-1] == "expired"
    assert set(told(claim, "expired")) == {"email", "sms"}


def test_its_link_ends_and_so_does_its_place(claim):
    ends = claim.sent_to_dropbox_at + timedelta(days=30)
    assert Ticket.objects.live().filter(claim=claim).exists()

    expiry.expire(claim.pk, by="system:x", now=ends)

    ticket = Ticket.objects.get(claim=claim)
    assert (ticket.ended_at, ticket.ended_because) == (ends, "expired")
    assert not PrivateLink.objects.filter(claim=claim, ended_at=None).exists()


def test_what_was_completed_online_after_the_deadline_waits_for_the_branch_however_long(claim):
    factories.complete_papers(claim, now=claim.sent_to_dropbox_at + A_DAY)
    ends = claim.sent_to_dropbox_at + timedelta(days=30)

    assert expiry.close_envelopes_due(ends) == 0
    with pytest.raises(Refused, match="masih ditunggu"):
        expiry.expire(claim.pk, by="system:x", now=ends)


def test_a_claim_that_is_not_at_the_drop_box_does_not_expire_by_it(now):
    claim = factories.submitted_claim(now=now)

    with pytest.raises(Refused):
        expiry.expire(claim.pk, by="system:x", now=now + timedelta(days=300))

    claim.refresh_from_db()
    assert claim.status == Claim.Status.AWAITING_CHECK


@pytest.mark.parametrize(
    ("days", "kinds"),
    [
        (13, []),
        (14, ["envelope_14"]),
        (16, ["envelope_14"]),
        (17, []),
        (24, []),
        (25, ["envelope_25"]),
        (28, []),
        (30, []),
    ],
)
def test_its_claimant_is_warned_at_fourteen_and_at_twenty_five_days_and_not_long_after(claim, days, kinds):
    noon = claim.sent_to_dropbox_at + timedelta(days=days, hours=12)  # it was sent at the branch's midnight

    reminding.warn_due(noon)
    reminding.warn_due(noon + timedelta(minutes=15))

    assert warnings(claim) == kinds
    assert len(told(claim, "envelope_awaited")) == 2 * len(kinds)


def test_nobody_is_woken_to_be_warned(claim):
    midnight = claim.sent_to_dropbox_at + timedelta(days=14)

    at_night = reminding.warn_due(midnight + timedelta(hours=6, minutes=59))
    by_day = reminding.warn_due(midnight + timedelta(hours=7))

    assert (at_night, by_day) == (0, 1)


def test_the_warning_says_what_to_bring_where_and_until_when(claim):
    reminding.warn_due(claim.sent_to_dropbox_at + timedelta(days=14, hours=8))

    words = told(claim, "envelope_awaited")["sms"].context
    assert words["bring"]
    assert words["branch_name"] == claim.branch.name
    assert words["until"] == calendar.say_deadline(claim.branch, claim.sent_to_dropbox_at + timedelta(days=30))


def test_who_is_warned_and_then_sent_there_anew_is_warned_anew(claim):
    reminding.warn_due(claim.sent_to_dropbox_at + timedelta(days=14, hours=8))
    again = claim.sent_to_dropbox_at + timedelta(days=16)
    Claim.objects.filter(pk=claim.pk).update(sent_to_dropbox_at=again)

    reminding.warn_due(again + timedelta(days=14, hours=8))

    assert warnings(claim) == ["envelope_14", "envelope_14"]
