"""The heads of a branch hear at once when nobody came to the box, and every evening how the day agrees."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
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

A_DAY = timedelta(days=1)
AFTER_CLOSING = timedelta(hours=1)
"""The report waits for the last round and the last bag of the day."""


def raise_alarms(now: datetime) -> int:
    """Tell the heads, once a day, of the first round or forwarding that did not come in time; how many branches."""
    todays = [(box, calendar.local_day(box.branch, now)) for box in _watched()]
    return sum(_alarm(box, day, now) for box, day in todays if box.alarmed_on != day)


def send_reports(now: datetime) -> int:
    """Tell the heads of each watched box, once a day after closing, what does not agree; also when all does.

    A day whose evening was missed is told of on the next.
    """
    return sum(_report(box, day, now) for box in _watched() for day in _unreported(box, now))


def _watched() -> QuerySet[BoxSettings]:
    return BoxSettings.objects.filter(branch__is_active=True).select_related("branch").order_by("pk")


def _unreported(box: BoxSettings, now: datetime) -> list[date]:
    """Of yesterday and today the days that were served, are over, and were not told of; of a new box today alone."""
    branch, today = box.branch, calendar.local_day(box.branch, now)
    days = (today - A_DAY, today) if box.reported_on else (today,)
    over = [day for day in days if now >= calendar.at(branch, day, branch.closes_at) + AFTER_CLOSING]
    fresh = [day for day in over if box.reported_on is None or box.reported_on < day]
    return [day for day in fresh if calendar.is_service_day(branch, day)]


@transaction.atomic
def _alarm(box: BoxSettings, day: date, now: datetime) -> bool:
    if not (late := list(late_rounds(box, day, now=now))):
        return False
    if not BoxSettings.objects.filter(pk=box.pk, alarmed_on=box.alarmed_on).update(alarmed_on=day):
        return False  # another worker was here first
    _tell(box.branch, day, now, message="box_late", what=late[0].words)
    return True


@transaction.atomic
def _report(box: BoxSettings, day: date, now: datetime) -> bool:
    untold = Q(reported_on=None) | Q(reported_on__lt=day)
    if not BoxSettings.objects.filter(untold, pk=box.pk).update(reported_on=day):
        return False  # another worker was here first
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
