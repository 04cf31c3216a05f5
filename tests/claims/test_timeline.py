"""Everything that happens has words, or is said to be nobody's business; every status says who acts next."""

import ast
from pathlib import Path

import pytest
from django.utils import translation

from branches import calendar
from claims import checking, deadlines, timeline
from claims.models import Claim
from tests import factories

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("claims", "queueing", "verification", "frontdesk", "dropbox", "lapak_asik")
RECORDERS = ("record", "hand_in")
"""Who is given an event's name, as the second argument. `record_opening` knows its own."""

DECISIONS = {"verified", "rejected"}
"""`checking._decide` names its event after the status it moves to."""


def recorded_names() -> dict[str, str]:
    """Every event name written out anywhere in the rooms, with its place; `?` for one that is put together."""
    names = {"opened": "claims/history.py"}
    for path in sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text())):
            if not isinstance(call, ast.Call):
                continue
            called = getattr(call.func, "id", getattr(call.func, "attr", ""))
            if called in RECORDERS and len(call.args) > 1:
                names |= dict.fromkeys(_spelled(call.args[1]), f"{path.relative_to(ROOT)}:{call.lineno}")
    return names


def _spelled(argument: ast.expr) -> list[str]:
    if isinstance(argument, ast.Constant):
        return [argument.value]
    if isinstance(argument, ast.IfExp):
        return _spelled(argument.body) + _spelled(argument.orelse)
    return [f"?{ast.unparse(argument)}"]


PUT_TOGETHER = {"?to.value", "?event_name"}
"""The two that are passed on: by `_decide`, whose names are DECISIONS, and by `hand_in`, whose callers spell theirs."""


def test_the_search_finds_the_events_it_should():
    names = recorded_names()

    assert {"opened", "submitted", "sent_to_dropbox", "completed_late", "incomplete_again", "taken"} <= names.keys()
    assert {name for name in names if name.startswith("?")} <= PUT_TOGETHER


def test_every_event_has_words_or_is_internal():
    names = {name for name in recorded_names() if not name.startswith("?")} | DECISIONS

    strangers = {name: recorded_names().get(name) for name in names - set(timeline.WORDS) - timeline.INTERNAL}

    assert strangers == {}


def test_no_event_is_both_told_and_internal():
    assert not set(timeline.WORDS) & timeline.INTERNAL


def test_a_problem_is_an_event_that_is_told():
    assert set(timeline.WORDS) >= timeline.PROBLEMS


def test_every_event_fits_its_column():
    assert max(map(len, recorded_names())) <= 40


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("status", Claim.Status)
@pytest.mark.usefixtures("house")
def test_every_status_says_who_acts_next(status, language, now):
    claim = factories.open_claim(now=now)
    claim.status, claim.repair_due_at, claim.sent_to_dropbox_at = status, now, now

    with translation.override(language):
        step = timeline.next_step(claim)

    assert step["title"]
    assert step["text"]


@pytest.mark.usefixtures("house")
def test_a_claimant_who_must_act_is_told_by_when(now):
    claim = factories.open_claim(now=now)

    step = timeline.next_step(claim)

    assert step["title"] == "Giliran Anda: kirim dokumen"
    assert step["when"] == calendar.say_deadline(claim.branch, claim.papers_due_at)


@pytest.mark.usefixtures("house")
def test_an_officers_turn_says_the_promised_day(now):
    claim = factories.submitted_claim(now=now)

    step = timeline.next_step(claim)

    promised = calendar.add_working_days(claim.branch, calendar.local_day(claim.branch, now), 5)
    assert step["title"] == "Giliran petugas: memeriksa dokumen"
    assert step["when"] == calendar.say_promise(promised)


@pytest.mark.usefixtures("house")
def test_at_the_drop_box_it_is_the_claimants_turn_until_the_late_papers_are_complete(now):
    claim = factories.open_claim(now=now)
    deadlines.close_papers_due(claim.papers_due_at)
    bring = timeline.next_step(Claim.objects.with_people().get(pk=claim.pk))

    factories.complete_papers(claim, now=claim.papers_due_at)
    take = timeline.next_step(Claim.objects.with_people().get(pk=claim.pk))

    assert bring["title"] == "Giliran Anda: bawa dokumen ke drop box"
    assert claim.case_number not in bring["text"]
    assert claim.branch.name in bring["text"]
    assert bring["when"]
    assert take["title"] == "Giliran kantor cabang: menerima dokumen Anda"


@pytest.mark.usefixtures("house")
def test_the_history_is_told_newest_first_without_what_is_internal(now):
    claim = factories.submitted_claim(now=now)
    checking.take(claim, by="officer:1", now=now)

    told = [str(event["title"]) for event in timeline.past(claim)]

    assert told == ["Dokumen lengkap dan diserahkan", "Klaim dibuka dan tempat diambil"]
    assert claim.events.count() > len(told)
