"""The pages on which a branch's week is kept: the list of branches, and the sessions of one door with their month."""

from datetime import date, datetime, timedelta

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.admin_rights import officer_of
from accounts.staff_pages import INVALID, REFUSED, desk_page
from branches import calendar
from branches.models import Branch
from claims.models import Claim
from queueing import slots
from queueing.capacity import adjusting, planning
from queueing.capacity.access import branch_in_sight, for_plan_readers, is_to_be_saved, keeps_plans, note, wants_saving
from queueing.capacity.effects import Effect, effect_of
from queueing.capacity.forms import BaseSessions, Sessions
from queueing.capacity.month import weeks_of
from queueing.capacity.moved import people_moved, say_moved
from queueing.capacity.planning import Wish
from queueing.day.month_map import next_month, previous_month
from workflow import Refused

DOORS = {Claim.Door.ONLINE.value: "Daring", Claim.Door.ONSITE.value: "Di kantor cabang"}


@require_GET
@for_plan_readers
def plan_branches(request: HttpRequest) -> HttpResponse:
    """The branches this person serves, each with the way to its doors; straight to the only one."""
    branches = list(officer_of(request).branches_in_sight().order_by("province_code", "name"))
    if len(branches) == 1:
        return redirect("admin:capacity", branches[0].code, Claim.Door.ONLINE)
    plans = Branch.objects.filter(pk__in=[branch.pk for branch in branches])
    counted = plans.values_list("pk", "opening_plans__door").annotate(Count("opening_plans"))
    sessions = {(pk, door): count for pk, door, count in counted}
    rows = [
        (branch, [(door, name, sessions.get((branch.pk, door), 0)) for door, name in DOORS.items()])
        for branch in branches
    ]
    return desk_page(request, "queueing/admin/branches.html", {"rows": rows, "doors": DOORS, "title": "Kapasitas"})


@for_plan_readers
def capacity_page(request: HttpRequest, code: str, door: str) -> HttpResponse:
    """The week's sessions of one door, edited together; what a change does is shown before it is saved."""
    branch, now = branch_in_sight(request, code), timezone.now()
    if door not in DOORS:
        raise Http404
    if request.method != "POST":
        return _page(request, Sessions(branch=branch, door=door), now)
    formset = Sessions(request.POST, branch=branch, door=door)
    if not formset.is_valid():
        return _page(request, formset, now, status=INVALID)
    wishes = planning.of_sessions(branch, door, formset.sessions(), now)
    effect = effect_of(wishes, branch, now)
    if not is_to_be_saved(request, effect):
        return _page(
            request, formset, now, wishes=wishes, effect=effect, status=REFUSED if wants_saving(request) else 200
        )
    return _save(request, formset, now)


def _save(request: HttpRequest, formset: BaseSessions, now: datetime) -> HttpResponse:
    branch, door = formset.branch, formset.door
    try:
        adjusting.change_sessions(
            branch.pk, door=door, sessions=formset.sessions(), by=officer_of(request).actor, now=now
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _page(request, formset, now, status=REFUSED)
    note(request, branch, f"Sesi mingguan diubah ({DOORS[door]}).")
    messages.success(request, f"Kapasitas {branch.name} disimpan. {say_moved(branch, now)}".strip())
    return redirect("admin:capacity", branch.code, door)


def _page(
    request: HttpRequest, formset: BaseSessions, now: datetime, *,
    wishes: list[Wish] | None = None, effect: Effect | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    branch, door = formset.branch, formset.door
    first = _month_asked(request, calendar.local_day(branch, now).replace(day=1))
    sessions = formset.sessions() if effect else None
    next_day = slots.next_to_open(branch, now)
    context = {
        "branch": branch,
        "door": door,
        "doors": DOORS,
        "formset": formset,
        "may_keep": keeps_plans(officer_of(request)),
        "effect": effect,
        "asked_to_save": wants_saving(request),
        "first": first,
        "previous": previous_month(first),
        "next": next_month(first),
        "today": calendar.local_day(branch, now),
        "weeks": weeks_of(branch, door, first, now, wishes=wishes or (), sessions=sessions),
        "open_until": slots.days_ahead(branch, now)[-1],
        "next_day": next_day,
        "next_release": slots.released_at(branch, next_day) if next_day else None,
        "moved": people_moved(branch, now, door=door),
        "title": f"Kapasitas {branch.name}",
    }
    return desk_page(request, "queueing/admin/capacity.html", context, status=status)


def _month_asked(request: HttpRequest, this: date) -> date:
    """The month in the address, when it is one within a year; else this one."""
    try:
        asked = date.fromisoformat(f"{request.GET.get('bulan', '')}-01")
    except ValueError:
        return this
    return asked if abs(asked - this) < timedelta(days=400) else this
