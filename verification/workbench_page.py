"""The words and rows of the workbench page."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from branches import calendar
from catalogue import checklist
from catalogue.models import Question
from claims import promise, timeline
from claims.models import Claim, Page
from verification import notes
from verification.deciding.panel import panel_of
from verification.declared import Declared, Said
from verification.forms import (
    FileAsideForm,
    HandOverForm,
    LatenessForm,
    PutBackForm,
    PutOffForm,
    ReturnForm,
    SortForm,
)
from verification.models import CheckPoint, ReturnReason
from verification.unsorted import loose_files
from verification.workbench import Row, Workbench

STATES = {
    "accepted": "Diterima",
    "returned": "Dikembalikan",
    "unjudged": "Belum dinilai",
    "absent": "Tidak ada",
}


@dataclass(frozen=True)
class Point:
    """One line of a paper's checklist, with the declared values it is about."""

    code: str
    words: str
    beside: list[Said]
    is_ticked: bool


@dataclass(frozen=True)
class Section:
    """One paper on the page."""

    row: Row
    form: ReturnForm | None = None
    pages: list[Page] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)

    @property
    def state_words(self) -> str:
        return STATES[self.row.state]

    @property
    def being_checked(self) -> bool:
        return any(file.is_being_looked_at for file in self.row.files)


def page_of(
    claim: Claim,
    *,
    by: str,
    holds: bool,
    contacts_shown: bool,
    now: datetime,
    reads: bool = False,
    return_forms: dict[str, ReturnForm] | None = None,
    sort_forms: dict[UUID, SortForm] | None = None,
    aside_forms: dict[UUID, FileAsideForm] | None = None,
    ticked: dict[str, list[str]] | None = None,
    **forms: Any,
) -> dict[str, Any]:
    """Everything the template shows. Who `reads` sees what the holder sees, and changes nothing."""
    bench, reads = Workbench(claim), reads or holds
    files = [file for row in bench.rows for file in row.files]
    declared = Declared(claim, files, reads=reads, contacts_shown=contacts_shown, now=now)
    loose = loose_files(claim, sort_forms or {}, aside_forms or {})
    return {
        "claim": claim,
        "holds": holds,
        "reads": reads,
        "contacts_shown": contacts_shown,
        "groups": declared.groups,
        "notes": notes.about(claim, now) if reads else [],
        "answers": _answers(claim),
        "sections": (_sections(bench, declared, return_forms or {}, ticked or {}) if holds else _read_only(bench)),
        "loose": loose,
        "unsorted": sum(each.file.set_aside_at is None for each in loose),
        "bench": bench,
        "lacking": bench.lacking(not_needed={need.key for need in bench.left_to_the_officer}),
        "promised": promise.say(claim),
        "is_late": promise.is_late(claim, now=now),
        "went": timeline.how_promise_went(claim),
        "visit": calendar.say_instant(claim.branch, claim.visit_at) if claim.visit_at else "",
        "kept_for_me": claim.reserved_for == by,
        "put_back_form": PutBackForm(),
        "hand_over_form": HandOverForm(claim),
        "put_off_form": PutOffForm(),
        "lateness_form": LatenessForm(),
        **(panel_of(claim, bench, now=now) if holds else {}),
        **forms,
    }


def _answers(claim: Claim) -> list[tuple[str, str, bool]]:
    """Each question with the answer given, and whether it was left to the officer."""
    asked = checklist.questions_for(claim.cause, claim.edition)
    given = [(question, claim.answers.get(question.code, Question.Answer.UNKNOWN)) for question in asked]
    return [
        (question.text, str(Question.Answer(answer).label), answer == Question.Answer.UNKNOWN)
        for question, answer in given
    ]


def _sections(
    bench: Workbench, declared: Declared, typed: dict[str, ReturnForm], ticked: dict[str, list[str]]
) -> list[Section]:
    reasons, points = ReturnReason.objects.in_use(), CheckPoint.objects.in_use()
    return [
        Section(
            row,
            typed.get(row.code) or ReturnForm(row.kind, [reason for reason in reasons if reason.fits(row.kind)]),
            pages := row.paper.pages() if row.paper else [],
            notes.file_warnings(row.ready_files, pages),
            _checklist(row, [point for point in points if point.fits(row.kind)], declared, ticked.get(row.code)),
        )
        for row in bench.rows
    ]


def _read_only(bench: Workbench) -> list[Section]:
    return [
        Section(
            row,
            pages=(pages := row.paper.pages() if row.paper else []),
            warnings=notes.file_warnings(row.ready_files, pages),
        )
        for row in bench.rows
    ]


def _checklist(row: Row, points: list[CheckPoint], declared: Declared, ticked: list[str] | None) -> list[Point]:
    """The points of a paper of which there is something to see; ticked are those of the verdict that stands, unless
    others were just sent."""
    if not row.is_here:
        return []
    if ticked is None:
        ticked = [point.code for point in row.verdict.checked.all()] if row.verdict else []
    return [Point(point.code, point.words, declared.beside(point), point.code in ticked) for point in points]
