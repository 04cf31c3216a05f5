"""A branch's month for its staff, and the table of its places to take away."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils import dateformat, timezone
from django.views.decorators.http import require_GET

from accounts.admin_rights import officer_of
from accounts.staff_pages import desk_page
from branches import calendar
from claims.models import Claim
from queueing.day.exports import lines_of_month
from queueing.day.month_map import DOORS, month_of, next_month, previous_month
from queueing.day.page import branch_in_sight, for_day_readers, ways_to_days
from queueing.day.views import table


@require_GET
@for_day_readers
def month_page(request: HttpRequest, code: str, first: date) -> HttpResponse:
    user = officer_of(request)
    branch = branch_in_sight(user, code)
    name = dateformat.format(first, "F Y")
    context = {
        "month": month_of(branch, first),
        "branch": branch,
        **ways_to_days(user, branch, first),
        "name": name,
        "doors": [Claim.Door(door).label for door in DOORS],
        "previous": previous_month(first),
        "next": next_month(first),
        "today": calendar.local_day(branch, timezone.now()),
        "title": f"{branch}: {name}",
    }
    return desk_page(request, "queueing/admin/month.html", context)


@require_GET
@for_day_readers
def export(request: HttpRequest, code: str, first: date, kind: str) -> HttpResponse:
    """The month's places as CSV or XLSX."""
    user = officer_of(request)
    branch = branch_in_sight(user, code)
    lines = list(lines_of_month(branch, first, now=timezone.now()))
    return table(user, f"{branch.code}-{first:%Y-%m}", kind, lines)
