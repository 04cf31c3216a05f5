"""What a person is told of the place that is held for them, on every page between choosing it and taking it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from branches import calendar
from queueing.intake.steps import Intake

AFTER_THE_TIME = frozenset({"time", "relation", "participant", "applicant", "account", "check"})
"""The pages on which it matters that a place is not held, or no longer."""

HOUR = 60


def shown(intake: Intake, page_name: str, own: str) -> dict[str, Any] | None:
    """The words for `parts/hold.html`, or None where nothing was chosen yet. Costs no query after the time page.

    `state` is held, lapsed (its time is over) or not_held (the contact held a place within the hour).
    """
    if not intake.answers.get("slot") or intake.branch is None:
        return None
    if until := intake.held_until:
        seconds = int((until - intake.now).total_seconds())
        return {"state": "held", "until": _say_until(intake, own), "left": _say_left(intake), "seconds": seconds}
    if page_name not in AFTER_THE_TIME:
        return None
    return {"state": "lapsed" if intake.answers.get("held_until") else "not_held"}


def _say_until(intake: Intake, own: str) -> str:
    """The clock alone; with its day when a place that was offered at night is held until the morning."""
    branch, until = intake.branch, intake.held_until
    assert until
    is_today = calendar.local_day(branch, until) == calendar.local_day(branch, intake.now)
    return calendar.say_clock(branch, until, own) if is_today else calendar.say_instant(branch, until, own)


def _say_left(intake: Intake) -> str:
    assert intake.held_until
    minutes = int((intake.held_until - intake.now).total_seconds() // 60)
    if minutes >= HOUR:
        return calendar.say_left(intake.held_until, intake.now)
    if not minutes:
        return _("kurang dari 1 menit")
    return ngettext("sisa %(n)d menit", "sisa %(n)d menit", minutes) % {"n": minutes}
