"""The words and rows of the pages of calls."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User
from branches import calendar
from claims import timeline
from notifications.address import masked
from notifications.titles import TITLES
from verification.calls import ringing, scripts
from verification.calls.forms import OutcomeForm, OwnPhoneForm
from verification.models import CallTask, CallTry
from verification.models.calls import TRIES, may_call

SHOWN = 100


@dataclass(frozen=True)
class Row:
    """One task in the list."""

    task: CallTask
    about: str
    phone: str
    deadline: str
    from_when: str
    may_be_taken: bool


def call_list(user: User, *, now: datetime) -> dict[str, Any]:
    """What this person has in hand, what may be called now, and what waits for its hour."""
    seen = CallTask.objects.visible_to(user).select_related("claim__branch", "claim__applicant")
    waiting = seen.in_nobodys_hand(now).exclude(taken_by=user.actor).in_order()
    mine = seen.open().filter(taken_by=user.actor)
    return {
        "mine": [_row(task, now) for task in mine],
        "rows": [_row(task, now) for task in waiting[:SHOWN]],
        "number": waiting.count(),
        "with_others": seen.open().exclude(taken_by__in=("", user.actor)).filter(taken_until__gt=now).count(),
    }


def _row(task: CallTask, now: datetime) -> Row:
    branch = task.claim.branch
    assert task.due_at  # it is open
    return Row(
        task=task,
        about=about(task),
        phone=masked(task.claim.applicant.phone),
        deadline=calendar.say_deadline(branch, task.deadline_at) if task.deadline_at else "",
        from_when=calendar.say_moment(branch, task.due_at) if task.due_at > now else "",
        may_be_taken=task.due_at <= now and may_call(branch, now),
    )


def about(task: CallTask) -> str:
    return TITLES.get(task.purpose, "Diminta petugas")


def task_page(task: CallTask, *, by: str, now: datetime) -> dict[str, Any]:
    """Everything the page of one task shows. The number and the phrase only to who holds it."""
    holds = task.is_held_by(by)
    claim, branch = task.claim, task.claim.branch
    tries = list(task.call_tries.order_by("at"))
    current = next((call for call in reversed(tries) if call.by == by and not call.outcome), None) if holds else None
    own = CallTry.objects.filter(by=by).exclude(asked_at=None).order_by("-at").first()
    return {
        "task": task,
        "row": _row(task, now) if task.state == CallTask.State.OPEN else None,
        "about": about(task),
        "holds": holds,
        "another_holds": task.is_held_by_another(by, now),
        "held_until": calendar.say_clock(branch, task.taken_until) if task.taken_until else "",
        "phone": claim.applicant.phone if holds else masked(claim.applicant.phone),
        "unconfirmed": claim.applicant.phone_confirmed_at is None,
        "caller_phrase": claim.caller_phrase if holds else "",
        "news": scripts.news_of(task.message),
        "never_ask": scripts.NEVER_ASK,
        "speaks_english": claim.applicant.language == "en",
        "next": timeline.next_step(claim),
        "tries": [(call, calendar.say_moment(branch, call.at)) for call in tries if call.outcome],
        "tries_left": TRIES - task.tries,
        "current": current,
        "may_click": ringing.is_configured() and holds,
        "is_ringing": bool(current and ringing.is_ringing(current, now)),
        "zone": calendar.zone_name(branch),
        "phone_form": OwnPhoneForm(initial={"phone": own.officer_phone if own else ""}),
        "outcome_form": OutcomeForm(),
    }
