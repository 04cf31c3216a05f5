"""The page of a branch's day: who may open it, which branches and places they find, what stands on it."""

from datetime import date, datetime, timedelta
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from accounts.admin_rights import officer_of
from accounts.models import User
from accounts.staff_pages import desk_page, only_for
from branches import calendar
from branches.models import Branch
from queueing.day.by_hour import day_of
from queueing.day.forms import CaseNumberForm, WalkInForm, WhichDayForm
from queueing.models import Ticket

A_DAY = timedelta(days=1)

for_day_readers = only_for(lambda user: user.may_read_days)


def branch_in_sight(user: User, code: str) -> Branch:
    """The branch, or 404 when this person does not serve it."""
    return get_object_or_404(user.branches_in_sight(), code=code)


def ticket_in_sight(user: User, ticket_id: int) -> Ticket:
    """The place, or 404 when it is at none of this person's branches."""
    seen = Ticket.objects.filter(slot__branch__in=user.branches_in_sight()).select_related("slot__branch")
    return get_object_or_404(seen, pk=ticket_id)


def ways_to_days(user: User, branch: Branch, day: date) -> dict[str, Any]:
    """The form that leads to another day, and to another branch for who has several in sight."""
    branches = user.branches_in_sight()
    initial = {"cabang": branch.code, "tanggal": day}
    return {"which_day": WhichDayForm(branches=branches, initial=initial), "serves_several": branches.count() > 1}


def show_day(
    request: HttpRequest,
    branch: Branch,
    day: date,
    *,
    now: datetime,
    search: Form | None = None,
    walk_in: Form | None = None,
    status: int = 200,
) -> HttpResponse:
    """The day's list. Names are shown to who serves people there, not to who runs the house."""
    user, today = officer_of(request), calendar.local_day(branch, now)
    context = {
        "day": day_of(branch, day, now=now),
        "branch": branch,
        "yesterday": day - A_DAY,
        "tomorrow": day + A_DAY,
        "today": today,
        "serves": user.may_serve_branch,
        **ways_to_days(user, branch, day),
        "search": search or CaseNumberForm(auto_id="id_search_%s"),
        "walk_in": (walk_in or WalkInForm()) if user.may_serve_branch and day == today else None,
        "title": f"{branch}: {calendar.say_day(day)}",
    }
    return desk_page(request, "queueing/admin/day.html", context, status=status)
