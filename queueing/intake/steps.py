"""The intake as a flat list of steps: which apply, which are answered, and what the answers open a claim with."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, cast

from django.db.models import QuerySet
from django.utils.dateparse import parse_date, parse_datetime

from branches import calendar, serving
from branches.models import Branch
from catalogue import checklist, offered
from catalogue.models import Cause, Edition, Programme, Question, Relation
from claims import being_told
from claims.filing import ApplicantDetails, Opening, ParticipantDetails
from claims.links import contact_index
from queueing.models import Draft, Slot
from statements.composed import composed_once

ENVELOPE = "envelope"
"""The answer of who brings the papers to the drop box and books no hour."""


class Intake:
    """A draft's answers, read as the rooms understand them.

    What is not answered yet is None. A page is opened only when everything before it is answered (`may_open`), so a
    page counts on what was asked before it; that is why these are typed as if they were always there.
    """

    def __init__(self, draft: Draft | None, *, now: datetime) -> None:
        self.draft, self.now = cast(Draft, draft), now
        self.answers: dict[str, Any] = draft.answers if draft else {}

    @cached_property
    def programme(self) -> Programme:
        return cast(Programme, offered.programme(self.answers.get("programme", "")))

    @cached_property
    def cause(self) -> Cause:
        """The cause that was picked, with its programme."""
        return cast(Cause, offered.cause(self.answers.get("programme", ""), self.answers.get("cause", "")))

    @cached_property
    def edition(self) -> Edition:
        return checklist.current_edition(calendar.national_day(self.now))

    @cached_property
    def questions(self) -> list[Question]:
        return checklist.questions_for(self.cause, self.edition) if self.cause else []

    @cached_property
    def branch(self) -> Branch:
        return cast(Branch, serving.branch(self.answers.get("branch", "")))

    @cached_property
    def slot(self) -> Slot:
        """The hour that was picked, while it can be booked, with its branch."""
        has_picked = self.branch and self.answers.get("slot")
        picked = _bookable(self.answers["slot"], self.branch.pk, self.now) if has_picked else []
        for slot in picked:
            slot.branch = self.branch
        return cast(Slot, next(iter(picked), None))

    @property
    def by_envelope(self) -> bool:
        """Whether no hour is booked: the papers go to the drop box."""
        return self.answers.get("way") == ENVELOPE

    @property
    def held_until(self) -> datetime | None:
        """Until when the picked hour is held for this draft, exclusive; None when it is not, or no longer."""
        until = parse_datetime(self.answers.get("held_until") or "")
        return until if until and self.now < until else None

    @property
    def relation(self) -> str:
        """Who files; not asked where only the participant may."""
        if self.cause and list(self.cause.filed_by) == [Relation.SELF]:
            return str(Relation.SELF)
        return self.answers.get("relation", "")

    @property
    def contact(self) -> dict[str, Any]:
        return self.answers.get("contact", {})

    def confirmed_at(self, channel: str) -> datetime | None:
        """When this very contact was confirmed by a code; None when it was not, or was changed since."""
        confirmed = self.answers.get("confirmed", {}).get(channel, {})
        if confirmed and confirmed["value"] == self.contact.get(channel):
            return parse_datetime(confirmed["at"])
        return None

    def channel_to_confirm(self) -> str:
        """The next contact that waits for its code: the phone first. A second one may be skipped."""
        for channel in ("phone", "email"):
            if self.contact.get(channel) and not self.confirmed_at(channel):
                if channel in self.answers.get("skipped", []) and self.has_confirmed_contact:
                    continue
                return channel
        return ""

    @property
    def contact_index(self) -> bytes:
        """The confirmed contact under which this person asks for a place: the phone, else the e-mail."""
        channel = "phone" if self.confirmed_at("phone") else "email"
        return contact_index(channel, self.contact[channel])

    @property
    def has_confirmed_contact(self) -> bool:
        return any(self.confirmed_at(channel) for channel in ("phone", "email"))

    def needs(self) -> list[checklist.Need]:
        """The papers these answers ask for online."""
        facts = checklist.Facts(relation=self.relation, age=None)
        return checklist.needs(
            self.cause,
            self.edition,
            answers=self.answers.get("questions", {}),
            facts=facts,
            route=checklist.Route.ONLINE,
        )

    def opening(self, language: str) -> Opening:
        """What the claim is opened with, once every step is answered."""
        opening = Opening(
            cause=self.cause,
            edition=self.edition,
            branch=self.branch,
            answers=self.answers.get("questions", {}),
            participant=self._participant(),
            applicant=self._applicant(language),
        )
        if self.by_envelope:
            return opening
        slot = self.slot
        return replace(opening, visit_at=slot.starts_at, papers_due_at=slot.due_for(self.now), door=slot.door)

    def _participant(self) -> ParticipantDetails:
        given = self.answers["participant"]
        return ParticipantDetails(
            name=given["name"],
            nik=given["nik"],
            passport=given["passport"],
            birth_date=parse_date(given["birth_date"]),
            death_date=parse_date(given["death_date"]) if given.get("death_date") else None,
            kpj_numbers=given["kpj"],
        )

    def _applicant(self, language: str) -> ApplicantDetails:
        filer = self.answers["participant"] if self.relation == Relation.SELF else self.answers["applicant"]
        agreed = self.contact["whatsapp"] and self.confirmed_at("phone")
        return ApplicantDetails(
            relation=self.relation,
            name=filer["name"],
            nik=filer["nik"],
            phone=self.contact["phone"],
            email=self.contact["email"],
            phone_confirmed_at=self.confirmed_at("phone"),
            email_confirmed_at=self.confirmed_at("email"),
            whatsapp_agreed_at=agreed or None,
            whatsapp_wording=being_told.WHATSAPP_WORDING if agreed else "",
            whatsapp_source=being_told.AT_BOOKING if agreed else "",
            language=language,
            **self.answers["account"],
        )


@dataclass(frozen=True)
class Step:
    """One page of the intake: its address name, whether it is asked, and whether it is answered."""

    name: str
    is_answered: Callable[[Intake], bool]
    applies: Callable[[Intake], bool] = lambda intake: True


STEPS = (
    Step("programme", lambda intake: bool(intake.programme)),
    Step("cause", lambda intake: bool(intake.cause)),
    Step("papers", lambda intake: bool(intake.answers.get("papers_seen"))),
    Step(
        "questions",
        lambda intake: {question.code for question in intake.questions} <= intake.answers.get("questions", {}).keys(),
        applies=lambda intake: bool(intake.questions),
    ),
    Step("contact", lambda intake: bool(intake.contact)),
    Step("code", lambda intake: intake.has_confirmed_contact and not intake.channel_to_confirm()),
    Step("branch", lambda intake: bool(intake.branch)),
    Step("time", lambda intake: bool(intake.slot), applies=lambda intake: not intake.by_envelope),
    Step(
        "relation",
        lambda intake: bool(intake.cause) and intake.relation in intake.cause.filed_by,
        applies=lambda intake: bool(intake.cause) and list(intake.cause.filed_by) != [Relation.SELF],
    ),
    Step(
        "participant",
        lambda intake: (
            "participant" in intake.answers
            and bool(intake.answers["participant"].get("death_date")) == intake.cause.participant_died
        ),
    ),
    Step(
        "applicant",
        lambda intake: "applicant" in intake.answers,
        applies=lambda intake: intake.relation not in ("", Relation.SELF),
    ),
    Step("account", lambda intake: "account" in intake.answers),
    Step("check", lambda intake: False, applies=lambda intake: not intake.by_envelope),
    Step("envelope", lambda intake: False, applies=lambda intake: intake.by_envelope),
)


def next_step(intake: Intake) -> str:
    """The first page whose question is still open."""
    return next(step.name for step in STEPS if step.applies(intake) and not step.is_answered(intake))


def step_before(name: str, intake: Intake) -> str:
    """The page before `name`, or "" on the first."""
    asked = [step.name for step in STEPS if step.applies(intake)]
    place = asked.index(name) if name in asked else 0
    return asked[place - 1] if place else ""


def may_open(name: str, intake: Intake) -> bool:
    """Whether everything before `name` is answered, so that no page is reached by its address alone."""
    for step in STEPS:
        if step.name == name:
            return step.applies(intake)
        if step.applies(intake) and not step.is_answered(intake):
            return False
    return False


@composed_once
def _bookable(slot_id: int, branch_id: int, now: datetime) -> QuerySet[Slot]:
    return Slot.objects.bookable(now).filter(pk=slot_id, branch=branch_id)


def as_answer(value: Any) -> Any:
    """A form's value as the draft keeps it: dates in ISO, everything else as it is."""
    return value.isoformat() if isinstance(value, date) else value
