"""Whatever arrived ends in "seen by an officer" or "its sender was told"; until then the ledger lists it."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from claims import ledger, looking, papers
from claims.models import PaperFile
from claims.whatsapp import answering
from notifications import conversation
from notifications.models import Inbound
from tests import factories, sample_files

pytestmark = pytest.mark.usefixtures("house")


def open_entries(now) -> dict[str, bool]:
    """What the ledger lists, and whether it is overdue."""
    return {entry.what: entry.is_overdue(now) for entry in ledger.entries()}


def test_a_file_nobody_has_looked_at_is_the_machines_turn_for_an_hour(now):
    claim = factories.open_claim(now=now)
    file = factories.send_paper(claim, claim.missing_papers()[0].kinds[0], now=now, checked=False)

    soon, late = open_entries(now + timedelta(minutes=59)), open_entries(now + timedelta(hours=1))
    looking.look_at(file.pk, now=now)

    assert (soon, late) == ({"not_looked_at": False}, {"not_looked_at": True})
    assert open_entries(now) == {}


def test_a_refused_file_ends_when_its_sender_was_told_or_has_read_it(now):
    claim = factories.open_claim(now=now)
    told, read = (
        factories.send_paper(claim, need.kinds[0], content=sample_files.gif(), now=now)
        for need in claim.missing_papers()[:2]
    )
    assert open_entries(now) == {"refused_untold": False}

    looking.tell_of_refusal(told.pk, now=now)
    papers.note_refusals_were_read([read], now=now)

    assert open_entries(now) == {}


def test_a_whatsapp_message_nobody_could_read_is_the_machines_turn_for_an_hour(now):
    conversation.receive("SM1", account="AC1", sender="+6281234567890", words="", media=[], now=now)

    soon, late = open_entries(now + timedelta(minutes=59)), open_entries(now + timedelta(hours=1))
    answering.read(Inbound.objects.get().pk, now=now)

    assert (soon, late) == ({"whatsapp_unread": False}, {"whatsapp_unread": True})
    assert open_entries(now) == {}


def test_an_unsorted_file_waits_for_its_sender(now):
    claim = factories.open_claim(now=now)
    file = papers.receive_file(
        claim.pk, kind=None, kept=factories.kept(factories.photo()), file_name="", declared_type="", came_by="email",
        by="mail", now=now,
    )  # fmt: skip
    looking.look_at(file.pk, now=now)

    waiting, late = open_entries(now), open_entries(now + timedelta(days=3))
    papers.sort_file(file.pk, claim_id=claim.pk, kind=claim.missing_papers()[0].kinds[0], by="x", now=now)

    assert (waiting, late) == ({"unsorted": False}, {"unsorted": True})
    assert open_entries(now) == {}


def test_a_file_of_a_claim_with_the_officers_ends_when_one_has_seen_it(now):
    claim = factories.submitted_claim(now=now)
    number = PaperFile.objects.count()

    before = list(ledger.entries())
    for file in PaperFile.objects.all():
        papers.note_seen(file, now=now)

    assert [entry.what for entry in before] == ["unseen"] * number
    assert {entry.case_number for entry in before} == {claim.case_number}
    assert not before[0].is_overdue(now + timedelta(days=13))
    assert before[0].is_overdue(now + timedelta(days=14))
    assert open_entries(now) == {}


def test_what_is_overdue_is_raised_by_the_nightly_sweep(now):
    claim = factories.open_claim(now=now)
    factories.send_paper(claim, claim.missing_papers()[0].kinds[0], now=now, checked=False)

    assert ledger.raise_overdue(now) == 0
    with pytest.raises(ledger.Overdue, match="1 not_looked_at"):
        ledger.raise_overdue(now + timedelta(hours=1))


def test_the_command_lists_and_ends_with_1_when_something_is_overdue(now):
    claim = factories.open_claim(now=now)
    file = factories.send_paper(
        claim, claim.missing_papers()[0].kinds[0], now=timezone.now() - timedelta(days=1), checked=False
    )
    out = io.StringIO()

    with pytest.raises(SystemExit):
        call_command("ledger", stdout=out)

    assert f"! {file.received_at:%Y-%m-%d %H:%MZ} not_looked_at" in out.getvalue()
    assert claim.case_number in out.getvalue()
    assert "1 listed, 1 overdue." in out.getvalue()
