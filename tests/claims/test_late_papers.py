"""What comes after H-1: kept, marked, told, and taken without an envelope once the set is complete."""

from datetime import timedelta

import pytest

from claims import checking, deadlines, looking, papers
from claims.models import Claim
from tests import factories
from tests.claims.telling import events, send_all_but_one, send_unusable, told
from workflow import Refused

pytestmark = pytest.mark.usefixtures("house")


def sent_to_dropbox(now) -> tuple[Claim, list]:
    """A claim at the drop box that lacks one paper, and the need for it."""
    claim = factories.open_claim(now=now)
    left = send_all_but_one(claim, now=now)
    deadlines.close_papers_due(claim.papers_due_at)
    return Claim.objects.with_people().get(pk=claim.pk), left


def test_a_late_paper_is_kept_marked_and_told(now):
    claim, [left] = sent_to_dropbox(now)

    file = factories.send_paper(claim, left.kinds[0], now=claim.papers_due_at + timedelta(hours=2))

    assert (file.state, file.is_late) == ("ready", True)
    assert b"".join(file.original())
    assert set(told(claim, "late_paper_kept")) == {"email", "sms"}
    assert told(claim, "late_paper_kept")["sms"].context["paper"] == left.kinds[0].name


def test_a_paper_that_comes_between_the_deadline_and_the_sweep_is_late_too(now):
    claim = factories.open_claim(now=now)
    [left] = send_all_but_one(claim, now=now)

    file = factories.send_paper(claim, left.kinds[0], now=claim.papers_due_at)

    claim.refresh_from_db()
    assert file.is_late
    assert claim.status == Claim.Status.SENT_TO_DROPBOX
    assert told(claim, "sent_to_dropbox")["sms"].context["missing"] == [left.label]


def test_every_paper_of_the_web_may_come_late_also_one_the_envelope_does_not_need(now):
    claim = factories.open_claim(now=now)
    deadlines.close_papers_due(claim.papers_due_at)

    factories.complete_papers(claim, now=claim.papers_due_at)

    claim.refresh_from_db()
    assert claim.completed_late_at == claim.papers_due_at


def test_late_papers_that_complete_the_set_let_the_branch_take_the_claim_without_an_envelope(now):
    claim, [left] = sent_to_dropbox(now)
    at = claim.papers_due_at + timedelta(hours=2)

    factories.send_paper(claim, left.kinds[0], now=at)
    claim.refresh_from_db()
    noted = claim.completed_late_at
    checking.accept_online(claim.pk, by="officer:1", now=at)

    claim.refresh_from_db()
    assert noted == at
    assert claim.status == Claim.Status.AWAITING_CHECK
    assert events(claim)[-1] == "accepted_online"
    assert set(told(claim, "accepted_online")) == {"email", "sms"}


def test_completeness_is_taken_back_when_a_late_paper_is(now):
    claim, [left] = sent_to_dropbox(now)
    file = factories.send_paper(claim, left.kinds[0], now=claim.papers_due_at)

    papers.remove_file(file.pk, claim_id=claim.pk, by="claimant:x", now=claim.papers_due_at)

    claim.refresh_from_db()
    assert claim.completed_late_at is None
    assert events(claim)[-2:] == ["file_removed", "incomplete_again"]
    with pytest.raises(Refused):
        checking.accept_online(claim.pk, by="officer:1", now=claim.papers_due_at)


def test_completeness_is_taken_back_when_the_machine_refuses_a_paper_it_was_counted_with(now):
    claim = factories.open_claim(now=now)
    *given, first, second = claim.missing_papers()
    for need in given:
        factories.send_paper(claim, need.kinds[0], now=now)
    deadlines.close_papers_due(claim.papers_due_at)
    unusable = send_unusable(claim, first.kinds[0], now=claim.papers_due_at)
    factories.send_paper(claim, second.kinds[0], now=claim.papers_due_at)
    claim.refresh_from_db()
    before = claim.completed_late_at

    looking.look_at(unusable.pk, now=claim.papers_due_at)

    claim.refresh_from_db()
    assert before is not None
    assert claim.completed_late_at is None


def test_an_incomplete_claim_is_not_taken_without_its_envelope(now):
    claim, _left = sent_to_dropbox(now)

    with pytest.raises(Refused, match="lengkap"):
        checking.accept_online(claim.pk, by="officer:1", now=claim.papers_due_at)
