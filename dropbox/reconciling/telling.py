"""The heads of a branch hear at once when nobody came to the box, and every evening how the day agrees."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from branches import calendar
from branches.models import Branch
from dropbox.models import BoxSettings
from dropbox.reconciling.absences import late_rounds
from dropbox.reconciling.findings import findings_of
from dropbox.reconciling.kinds import Finding
from notifications import outbox
from notifications.address import Address

AFTER_CLOSING = timedelta(hours=1)
"""The report waits for the last round and the last bag of the day."""


def raise_alarms(now: datetime) -> int:
    """Tell the heads, once a day, of the first round or forwarding that did not come in time; how many branches."""
    return sum(_alarm(box, day, now) for box, day in _served_today(now) if box.alarmed_on != day)


def send_reports(now: datetime) -> int:
    """Tell the heads of each watched box, once a day after closing, what does not agree; also when all does."""
    due = [
        (box, day)
        for box, day in _served_today(now)
        if box.reported_on != day and now >= calendar.at(box.branch, day, box.branch.closes_at) + AFTER_CLOSING
    ]
    return sum(_report(box, day, now) for box, day in due)


def _served_today(now: datetime) -> list[tuple[BoxSettings, date]]:
    """The watched boxes of branches that serve today, with their own today."""
    boxes = BoxSettings.objects.filter(branch__is_active=True).select_related("branch").order_by("pk")
    todays = [(box, calendar.local_day(box.branch, now)) for box in boxes]
    return [(box, day) for box, day in todays if calendar.is_service_day(box.branch, day)]


@transaction.atomic
def _alarm(box: BoxSettings, day: date, now: datetime) -> bool:
    if not (late := list(late_rounds(box, day, now=now))):
        return False
    if not BoxSettings.objects.filter(pk=box.pk).exclude(alarmed_on=day).update(alarmed_on=day):
        return False
    _tell(box.branch, day, now, message="box_late", what=late[0].words)
    return True


@transaction.atomic
def _report(box: BoxSettings, day: date, now: datetime) -> bool:
    if not BoxSettings.objects.filter(pk=box.pk).exclude(reported_on=day).update(reported_on=day):
        return False
    _tell(box.branch, day, now, message="box_report", what=_summed_up(findings_of(box.branch, day, now=now)))
    return True


def _summed_up(findings: list[Finding]) -> str:
    """Like "Jumlah tidak cocok 1, Terlambat 2"."""
    if not findings:
        return "Semua cocok"
    kinds = dict.fromkeys(each.kind for each in findings)
    return ", ".join(f"{kind.label} {sum(each.kind == kind for each in findings)}" for kind in kinds)


def _tell(branch: Branch, day: date, now: datetime, *, message: str, what: str) -> None:
    words = {
        "branch_name": branch.name,
        "day": calendar.say_day(day),
        "what": what,
        "link": settings.PUBLIC_BASE_URL + reverse("admin:box_report", args=[branch.code, day]),
    }
    heads = branch.staff.filter(role=User.Role.BRANCH_HEAD, is_active=True).exclude(email="")
    for head in heads.order_by("pk"):
        to = Address(person=head.actor, email=head.email, zone=branch.zone)
        outbox.post(message, to=to, about=f"{message}:{branch.code}:{day}", context=words, now=now)
