"""The words and rows of the workbench page."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from branches import calendar
from catalogue import checklist
from catalogue.models import Question
from claims import promise
from claims.models import Claim, Page, PaperFile
from notifications.address import masked
from verification import notes
from verification.forms import (
    FileAsideForm,
    HandOverForm,
    LatenessForm,
    PutBackForm,
    PutOffForm,
    RejectForm,
    ReturnForm,
    SortForm,
    VerifyForm,
)
from verification.models import ReturnReason
from verification.unsorted import loose_files
from verification.workbench import Row, Workbench

HIDDEN = "••••"
STATES = {
    "accepted": "Diterima",
    "returned": "Dikembalikan",
    "unjudged": "Belum dinilai",
    "absent": "Tidak ada",
}


@dataclass(frozen=True)
class Said:
    """One declared value. `copy` offers a button, for what an officer types into another system."""

    key: str
    value: str
    copy: bool = False


@dataclass(frozen=True)
class Section:
    """One paper on the page."""

    row: Row
    form: ReturnForm | None = None
    pages: list[Page] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

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
    return_forms: dict[str, ReturnForm] | None = None,
    sort_forms: dict[UUID, SortForm] | None = None,
    aside_forms: dict[UUID, FileAsideForm] | None = None,
    **forms: Any,
) -> dict[str, Any]:
    """Everything the template shows."""
    bench = Workbench(claim)
    loose = loose_files(claim, sort_forms or {}, aside_forms or {})
    return {
        "claim": claim,
        "holds": holds,
        "contacts_shown": contacts_shown,
        "groups": _declared(claim, holds, contacts_shown, now),
        "notes": notes.about(claim, now) if holds else [],
        "answers": _answers(claim),
        "sections": _sections(bench, holds, return_forms or {}),
        "loose": loose,
        "unsorted": sum(each.file.set_aside_at is None for each in loose),
        "bench": bench,
        "lacking": bench.lacking(not_needed={need.key for need in bench.left_to_the_officer}),
        "promised": promise.say(claim),
        "is_late": promise.is_late(claim, now=now),
        "visit": calendar.say_instant(claim.branch, claim.visit_at) if claim.visit_at else "",
        "kept_for_me": claim.reserved_for == by,
        "put_back_form": PutBackForm(),
        "hand_over_form": HandOverForm(claim),
        "put_off_form": PutOffForm(),
        "lateness_form": LatenessForm(),
        "verify_form": VerifyForm(bench.left_to_the_officer),
        "reject_form": RejectForm(),
        **forms,
    }


def _declared(claim: Claim, holds: bool, contacts_shown: bool, now: datetime) -> list[tuple[str, list[Said]]]:
    participant, applicant = claim.participant, claim.applicant
    bank, number, holder = applicant.account(now)
    born, died = participant.birth_day, participant.death_day
    show = str if holds else _hide
    groups = [
        (
            "Peserta",
            [
                Said("Nama", participant.name, copy=True),
                Said("NIK", show(participant.nik), copy=holds),
                Said("Paspor", show(participant.passport), copy=holds),
                *(Said("KPJ", show(kpj), copy=holds) for kpj in participant.kpj_numbers),
                Said("Lahir", f"{born:%d-%m-%Y}" if born else ""),
                Said("Meninggal", f"{died:%d-%m-%Y}" if died else ""),
            ],
        ),
        (
            f"Pemohon: {applicant.get_relation_display()}",
            [
                Said("Nama", applicant.name, copy=True),
                Said("NIK", show(applicant.nik), copy=holds),
                Said("Ponsel", applicant.phone if contacts_shown else masked(applicant.phone), copy=contacts_shown),
                Said("E-mail", applicant.email if contacts_shown else masked(applicant.email), copy=contacts_shown),
            ],
        ),
        ("Rekening", [Said("Bank", bank), Said("Nomor", show(number), copy=holds), Said("Pemilik", holder)]),
    ]
    return [(title, [said for said in rows if said.value]) for title, rows in groups]


def _hide(value: str) -> str:
    return HIDDEN + value[-4:] if value else ""


def _answers(claim: Claim) -> list[tuple[str, str, bool]]:
    """Each question with the answer given, and whether it was left to the officer."""
    asked = checklist.questions_for(claim.cause, claim.edition)
    given = [(question, claim.answers.get(question.code, Question.Answer.UNKNOWN)) for question in asked]
    return [
        (question.text, str(Question.Answer(answer).label), answer == Question.Answer.UNKNOWN)
        for question, answer in given
    ]


def _sections(bench: Workbench, holds: bool, typed: dict[str, ReturnForm]) -> list[Section]:
    reasons = ReturnReason.objects.in_use() if holds else []
    sections = []
    for row in bench.rows:
        fitting = [reason for reason in reasons if reason.fits(row.kind)]
        ready = [file for file in row.files if file.state == PaperFile.State.READY]
        pages = row.paper.pages() if row.paper else []
        warnings = notes.file_warnings(ready, pages)
        form = (typed.get(row.code) or ReturnForm(row.kind, fitting)) if holds else None
        sections.append(Section(row, form, pages, warnings))
    return sections
