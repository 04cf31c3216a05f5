"""What the desk shows of contacts: the panel of the workbench, the page of a video call, and the calls of today."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from branches import calendar
from claims.models import Appointment, Claim, Page, Paper
from verification.contacting.forms import AttemptForm
from verification.models import Contact

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Line:
    """One contact as it is listed."""

    contact: Contact
    hour: str
    is_ahead: bool
    came_of_it: list[str]
    originals: list[str]


@dataclass(frozen=True)
class Shown:
    """A paper beside the picture: its pages, and who ticked that the original was shown."""

    paper: Paper
    pages: list[Page]
    at: str
    by: str


def today(user: User, now: datetime) -> list[Line]:
    """The calls agreed for today, by each branch's own day, of the claims this officer has; the next one first."""
    near = Contact.objects.with_claim().ahead().of_officer(user).between(now - A_DAY, now + A_DAY)
    return [
        line_of(contact)
        for contact in near.order_by("appointment__at")
        if contact.appointment and _is_today(contact.claim, contact.appointment, now)
    ]


def _is_today(claim: Claim, agreed: Appointment, now: datetime) -> bool:
    return calendar.local_day(claim.branch, agreed.at) == calendar.local_day(claim.branch, now)


def lines(claim: Claim) -> list[Line]:
    """Every contact of the claim, the newest first."""
    found = Contact.objects.filter(claim=claim).select_related("appointment", "call_task", "question")
    found = found.prefetch_related("attempts", "originals__paper__kind", "call_task__call_tries")
    return [line_of(contact, claim) for contact in found]


def line_of(contact: Contact, claim: Claim | None = None) -> Line:
    if claim:  # whose key is open already
        contact.claim = claim
    agreed = contact.appointment
    return Line(
        contact=contact,
        hour=calendar.say_instant(contact.claim.branch, agreed.at) if agreed else "",
        is_ahead=contact.ended_at is None and agreed is not None,
        came_of_it=list(_came_of(contact)),
        originals=[shown.paper.kind.name for shown in contact.originals.all()],
    )


def _came_of(contact: Contact) -> list[str]:
    """How each try ended, and the answer to what was asked, ready to read."""
    said = []
    for attempt in contact.attempts.all():
        attempt.contact = contact
        said.append(f"{attempt.get_outcome_display()}. {attempt.note}".strip())
    if contact.call_task:
        said += [each.get_outcome_display() for each in contact.call_task.call_tries.all() if each.outcome]
    if contact.question:
        contact.question.claim = contact.claim
        said.append(f"“{contact.question.text}” {contact.question.answer or 'Belum dijawab.'}")
    return said


def video_page(contact: Contact, claim: Claim) -> dict[str, Any]:
    """The picture, the phrase to say first, and every paper to be held to the camera."""
    assert contact.appointment
    ticks = {tick.paper_id: tick for tick in contact.originals.all()}
    papers = claim.papers.select_related("kind").prefetch_related("files__pages").order_by("kind__name")
    return {
        "claim": claim,
        "contact": contact,
        "hour": calendar.say_instant(claim.branch, contact.appointment.at),
        "papers": [_shown(paper, ticks, claim) for paper in papers if paper.current_files()],
        "attempt_form": AttemptForm(),
    }


def _shown(paper: Paper, ticks: dict[Any, Any], claim: Claim) -> Shown:
    tick = ticks.get(paper.pk)
    at = calendar.say_clock(claim.branch, tick.at) if tick else ""
    return Shown(paper, paper.pages(), at, tick.by if tick else "")
