from datetime import timedelta

import pytest

from branches import calendar
from claims import checking, deadlines, filing
from claims.models import Claim
from notifications.models import Message
from tests import factories
from workflow import Refused

pytestmark = pytest.mark.usefixtures("house")

OFFICER = "officer:1"


def late_claim(now) -> Claim:
    """A claim in the drop box whose online papers came after H-1."""
    claim = factories.open_claim(now=now)
    after = claim.papers_due_at
    deadlines.close_papers(claim.pk, by="system:test", now=after)
    factories.complete_papers(claim, now=after)
    return Claim.objects.with_people().get(pk=claim.pk)


def test_a_claim_completed_late_is_taken_online_and_its_claimant_told(now):
    claim = late_claim(now)
    later = claim.completed_late_at + timedelta(hours=1)

    checking.accept_online(claim.pk, by=OFFICER, now=later)

    claim.refresh_from_db()
    assert claim.status == Claim.Status.AWAITING_CHECK
    assert (claim.submitted_at, claim.submitted_by) == (later, OFFICER)
    event = claim.events.get(name="accepted_online")
    assert Message.objects.filter(name="accepted_online", about=event.key).exists()


def test_a_claim_that_is_still_incomplete_is_not_taken_online(now):
    claim = factories.open_claim(now=now)
    deadlines.close_papers(claim.pk, by="system:test", now=claim.papers_due_at)

    with pytest.raises(Refused, match="sudah lengkap"):
        checking.accept_online(claim.pk, by=OFFICER, now=claim.papers_due_at)


def test_a_claim_is_taken_online_once(now):
    claim = late_claim(now)
    checking.accept_online(claim.pk, by=OFFICER, now=claim.completed_late_at)

    with pytest.raises(Refused):
        checking.accept_online(claim.pk, by=OFFICER, now=claim.completed_late_at)


@pytest.mark.parametrize(
    ("zone", "name"), [("Asia/Jakarta", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT")]
)
def test_a_repair_is_due_at_the_branchs_midnight_after_seven_days(now, zone, name):
    claim = factories.submitted_claim(now=now, branch=factories.branch(zone))

    due = checking.repair_due_at(claim, now)

    today = calendar.local_day(claim.branch, now)
    assert calendar.local_day(claim.branch, due - timedelta(microseconds=1)) == today + timedelta(days=7)
    assert calendar.local_day(claim.branch, due) == today + timedelta(days=8)
    assert calendar.say_deadline(claim.branch, due).endswith(f"23.59 {name}")


def test_a_held_claim_is_not_taken_by_another(now):
    claim = factories.submitted_claim(now=now)
    assert checking.take(claim, by=OFFICER, now=now)

    assert checking.take(claim, by="officer:2", now=now) is None

    assert Claim.objects.get().taken_by == OFFICER


def test_a_paper_whose_file_is_still_being_checked_is_not_accepted(now):
    claim = factories.open_claim(now=now)
    factories.complete_papers(claim, now=now)
    first = claim.papers.first()
    factories.send_paper(claim, first.kind, now=now, checked=False)
    filing.submit(claim.pk, by="claimant:test", now=now)

    with pytest.raises(Refused, match="diperiksa mesin"):
        checking.accept_paper(first, by=OFFICER, now=now)


def test_a_paper_of_which_nothing_was_sent_is_not_accepted(now):
    claim = factories.open_claim(now=now)
    paper = checking.paper_of(claim, claim.needs()[0].kinds[0])

    with pytest.raises(Refused, match="tidak ada halaman"):
        checking.accept_paper(paper, by=OFFICER, now=now)
