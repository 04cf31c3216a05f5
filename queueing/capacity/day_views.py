"""One day of a branch: its hours changed for that day alone, the day closed, the day opened again."""

from datetime import date, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.admin_rights import officer_of
from accounts.staff_pages import INVALID, REFUSED, desk_page
from branches import calendar
from branches.models import Branch, Holiday
from queueing import slots
from queueing.capacity import adjusting, planning
from queueing.capacity.access import branch_in_sight, for_plan_readers, is_to_be_saved, keeps_plans, note, wants_saving
from queueing.capacity.effects import Effect, effect_of
from queueing.capacity.forms import ClosureForm, HoursForm
from queueing.capacity.month import why_closed
from queueing.capacity.moved import people_moved, say_moved
from queueing.models import Slot
from workflow import Refused


@for_plan_readers
def plan_day(request: HttpRequest, code: str, day: date) -> HttpResponse:
    """The hours of a day. Posted, they are the places wanted on that day alone."""
    branch, now = branch_in_sight(request, code), timezone.now()
    if request.method != "POST":
        return _page(request, branch, day, now)
    form = HoursForm(_changeable(branch, day, now), request.POST)
    if not form.is_valid():
        return _page(request, branch, day, now, hours_form=form, status=INVALID)
    effect = effect_of(planning.of_hours(branch, form.places(), now), branch, now)
    if not is_to_be_saved(request, effect):
        status = REFUSED if wants_saving(request) else 200
        return _page(request, branch, day, now, hours_form=form, hours_effect=effect, status=status)
    adjusting.set_hours(branch.pk, places=form.places(), by=officer_of(request).actor, now=now)
    return _done(request, branch, day, now, f"Tempat pada {calendar.say_day(day)} disimpan.")


@require_POST
@for_plan_readers
def closure(request: HttpRequest, code: str, day: date) -> HttpResponse:
    """Close the branch on this day, for a reason."""
    branch, now = branch_in_sight(request, code), timezone.now()
    form = ClosureForm(request.POST)
    if not form.is_valid():
        return _page(request, branch, day, now, closure_form=form, status=INVALID)
    effect = effect_of(planning.of_calendar(branch, now, closing=[day]), branch, now)
    if not is_to_be_saved(request, effect):
        status = REFUSED if wants_saving(request) else 200
        return _page(request, branch, day, now, closure_form=form, closure_effect=effect, status=status)
    try:
        adjusting.close_day(
            branch.pk, day=day, reason=form.cleaned_data["reason"], by=officer_of(request).actor, now=now
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _page(request, branch, day, now, closure_form=form, status=REFUSED)
    return _done(request, branch, day, now, f"{calendar.say_day(day)} ditutup.")


@require_POST
@for_plan_readers
def reopening(request: HttpRequest, code: str, day: date) -> HttpResponse:
    """Take the branch's own closure of this day back."""
    branch, now = branch_in_sight(request, code), timezone.now()
    adjusting.reopen_day(branch.pk, day=day, by=officer_of(request).actor, now=now)
    return _done(request, branch, day, now, f"{calendar.say_day(day)} dibuka lagi.")


def _done(request: HttpRequest, branch: Branch, day: date, now: datetime, sentence: str) -> HttpResponse:
    note(request, branch, sentence)
    messages.success(request, f"{sentence} {say_moved(branch, now)}".strip())
    return redirect("admin:plan_day", branch.code, day)


def _page(
    request: HttpRequest, branch: Branch, day: date, now: datetime, *,
    hours_form: HoursForm | None = None, closure_form: ClosureForm | None = None,
    hours_effect: Effect | None = None, closure_effect: Effect | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    form = hours_form or HoursForm(_changeable(branch, day, now))
    opens_at = slots.released_at(branch, day)
    context = {
        "branch": branch,
        "day": day,
        "rows": _rows(branch, day, form),
        "closure_form": closure_form or ClosureForm(),
        "hours_effect": hours_effect,
        "closure_effect": closure_effect,
        "asked_to_save": wants_saving(request),
        "may_keep": keeps_plans(officer_of(request)),
        "changeable": bool(form.fields),
        "closed": why_closed(branch, day, day).get(day, ("", ""))[1],
        "own_closure": Holiday.objects.filter(branch=branch, day=day).first(),
        "is_over": day < calendar.local_day(branch, now),
        "opens_at": opens_at if opens_at > now else None,
        "moved": people_moved(branch, now, day=day),
        "title": f"{calendar.say_day(day)} · {branch.name}",
    }
    return desk_page(request, "queueing/admin/plan_day.html", context, status=status)


def _rows(branch: Branch, day: date, form: HoursForm) -> list[dict[str, object]]:
    """The hours of the day by door, each with what the plan says, and its field where it can be changed."""
    plan = {(hour.door, hour.starts_at): hour for hour in planning.hours_planned(branch, [day])}
    rows = []
    for slot in Slot.objects.filter(branch=branch, day=day).order_by("door", "starts_at"):
        name, said = f"tempat_{slot.pk}", plan.get((slot.door, slot.starts_at))
        label = slots.say_hour(branch, slot)
        if name in form.fields:
            form.fields[name].widget.attrs["aria-label"] = f"Tempat pukul {label}, {slot.get_door_display()}"
        field = form[name] if name in form.fields else None
        rows.append({"slot": slot, "label": label, "plan": said.planned if said else 0, "field": field})
    return rows


def _changeable(branch: Branch, day: date, now: datetime) -> list[Slot]:
    """The hours of the day that have not begun and are not closed."""
    return list(Slot.objects.filter(branch=branch, day=day, starts_at__gt=now, closed_at=None).order_by("starts_at"))
