"""The report of a branch's day, to read, to print, to go back in."""

from datetime import date, timedelta
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.admin_rights import officer_of
from accounts.staff_pages import desk_page
from branches import calendar
from branches.models import Zone
from dropbox.access import for_report_readers
from dropbox.models import HandOver, Round
from dropbox.reconciling.findings import findings_of
from queueing.day.page import branch_in_sight

A_DAY = timedelta(days=1)


@require_GET
@for_report_readers
def report(request: HttpRequest, code: str, day: date) -> HttpResponse:
    """What was done that day and what does not agree, kind by kind."""
    now, branch = timezone.now(), branch_in_sight(officer_of(request), code)
    begins, ends = calendar.day_in_zone(Zone(branch.zone), day)
    findings = findings_of(branch, day, now=now)
    context = {
        "branch": branch,
        "day": day,
        "yesterday": day - A_DAY,
        "tomorrow": day + A_DAY,
        "kinds": [(kind, list(same)) for kind, same in groupby(findings, key=lambda each: each.kind)],
        "number": len(findings),
        "rounds": Round.objects.on(branch, day).order_by("opened_at"),
        "bags": HandOver.objects.filter(branch=branch, sent_at__gte=begins, sent_at__lt=ends).order_by("sent_at"),
        "now": now,
        "title": f"Laporan drop box {branch}: {calendar.say_day(day)}",
    }
    return desk_page(request, "dropbox/report.html", context)
