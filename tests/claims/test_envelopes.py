"""An envelope is here: its claim does not expire, nobody asks for it, and its claimant is told at each step."""

from datetime import timedelta

import pytest

from branches import calendar
from catalogue.checklist import Route
from claims import checking, deadlines, envelopes, reminding, timeline
from claims.models import Claim
from queueing import expiry
from tests import factories
from tests.claims.telling import events, told

pytestmark = pytest.mark.usefixtures("house")

BY = "officer:1"


@pytest.fixture
def claim(now) -> Claim:
    """A claim that was sent to the drop box."""
    opened = factories.open_claim(now=now)
    deadlines.close_papers(opened.pk, by="system:test", now=opened.papers_due_at)
    return fresh(opened)


def fresh(claim: Claim) -> Claim:
    return Claim.objects.with_people().get(pk=claim.pk)


def test_its_claimant_is_told_that_it_is_here_and_what_follows(claim, now):
    envelopes.register(claim.pk, by=BY, now=now)

    message = told(claim, "envelope_registered")["sms"]
    assert message.context["what_follows"].startswith("Isinya kami periksa")
    assert timeline.next_step(fresh(claim))["title"].startswith("Giliran kantor cabang")


def test_a_claim_whose_envelope_is_here_does_not_expire_and_is_not_warned(claim):
    envelopes.register(claim.pk, by=BY, now=claim.sent_to_dropbox_at + timedelta(days=1))

    noon = claim.sent_to_dropbox_at + timedelta(days=14, hours=12)
    assert reminding.warn_due(noon) == 0
    assert expiry.close_envelopes_due(claim.sent_to_dropbox_at + timedelta(days=90)) == 0


def test_a_claim_without_one_is_warned_and_expires(claim):
    noon = claim.sent_to_dropbox_at + timedelta(days=14, hours=12)

    assert reminding.warn_due(noon) == 1
    assert expiry.close_envelopes_due(claim.sent_to_dropbox_at + timedelta(days=31)) == 1


def test_an_envelope_of_a_claim_that_is_over_is_told_of_too(claim, now):
    expiry.close_envelopes_due(claim.sent_to_dropbox_at + timedelta(days=31))

    envelopes.register(claim.pk, by=BY, now=now)

    assert "sudah selesai" in told(claim, "envelope_registered")["sms"].context["what_follows"]


def test_contents_that_lack_something_are_awaited_for_thirty_days_more(claim):
    checked = claim.sent_to_dropbox_at + timedelta(days=29)
    envelopes.register(claim.pk, by=BY, now=checked)

    envelopes.contents_checked(claim.pk, by=BY, now=checked)

    claim = fresh(claim)
    assert claim.awaits_envelope
    assert claim.papers_wanted_until == calendar.day_is_over_at(claim.branch, checked + timedelta(days=30))
    missing = [need.label for need in claim.missing_papers(Route.DROPBOX)]
    assert told(claim, "contents_missing")["sms"].context["missing"] == missing


def test_contents_that_are_complete_go_to_the_officers(claim, now):
    for need in claim.missing_papers(Route.DROPBOX):
        factories.send_paper(claim, need.kinds[0], now=now)

    envelopes.contents_checked(claim.pk, by=BY, now=now)

    assert fresh(claim).status == Claim.Status.AWAITING_CHECK
    assert events(claim)[-1] == "contents_complete"


def test_a_repair_that_came_in_an_envelope_is_answered_by_it(now):
    claim = factories.submitted_claim(now=now)
    paper = claim.papers.select_related("kind").first()
    paper.claim = claim
    checking.return_for_repair(claim, [checking.Return(paper, "buram", "buram")], by=BY, now=now)
    factories.send_paper(claim, paper.kind, now=now)

    envelopes.contents_checked(claim.pk, by=BY, now=now)

    assert fresh(claim).status == Claim.Status.AWAITING_CHECK


def test_a_claim_whose_papers_are_awaited_keeps_its_status_and_hears_what_lacks(now):
    claim = factories.open_claim(now=now)

    envelopes.contents_checked(claim.pk, by=BY, now=now)

    assert fresh(claim).status == Claim.Status.AWAITING_PAPERS
    assert told(claim, "contents_missing")


def test_an_envelope_that_is_lost_is_told_of_and_gives_thirty_days_anew(claim):
    envelopes.register(claim.pk, by=BY, now=claim.sent_to_dropbox_at)
    later = claim.sent_to_dropbox_at + timedelta(days=40)

    envelopes.lose(claim.pk, by=BY, now=later)

    claim = fresh(claim)
    assert claim.awaits_envelope
    assert claim.papers_wanted_until == calendar.day_is_over_at(claim.branch, later + timedelta(days=30))
    assert told(claim, "envelope_lost")["sms"]
