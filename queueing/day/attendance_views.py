"""What a branch marks in its list of the day: who came, who did not, who walked in."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.admin_rights import officer_of
from accounts.staff_pages import INVALID, REFUSED, for_branch_staff
from claims.models import Claim
from queueing.day import attendance, walk_ins
from queueing.day.forms import WalkInForm
from queueing.day.page import branch_in_sight, show_day, ticket_in_sight
from queueing.day.views import place_address
from queueing.models import Ticket
from queueing.slots import say_hour
from workflow import Refused


@require_POST
@for_branch_staff
def arrival(request: HttpRequest, ticket_id: int) -> HttpResponse:
    return _mark(request, ticket_id, attendance.arrive)


@require_POST
@for_branch_staff
def no_show(request: HttpRequest, ticket_id: int) -> HttpResponse:
    return _mark(request, ticket_id, attendance.mark_missed)


@require_POST
@for_branch_staff
def mark_removal(request: HttpRequest, ticket_id: int) -> HttpResponse:
    return _mark(request, ticket_id, attendance.undo)


def _mark(request: HttpRequest, ticket_id: int, verb: Callable[..., Ticket]) -> HttpResponse:
    user, now = officer_of(request), timezone.now()
    ticket = ticket_in_sight(user, ticket_id)
    try:
        verb(ticket.pk, by=user.actor, now=now)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return show_day(request, ticket.slot.branch, ticket.slot.day, now=now, status=REFUSED)
    return redirect(place_address(ticket))


@require_POST
@for_branch_staff
def walk_in(request: HttpRequest, code: str, day: date) -> HttpResponse:
    """Put a person at the counter into the list. Their claim may be of any branch: the number and the KTP are here."""
    user, now = officer_of(request), timezone.now()
    branch, form = branch_in_sight(user, code), WalkInForm(request.POST)
    if not form.is_valid():
        return show_day(request, branch, day, now=now, walk_in=form, status=INVALID)
    try:
        claim_id = _claim_of(form.cleaned_data["case_number"])
        ticket = walk_ins.walk_in(claim_id, branch=branch, by=user.actor, now=now)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_day(request, branch, day, now=now, walk_in=form, status=REFUSED)
    hour = say_hour(branch, ticket.slot)
    messages.success(request, f"{form.cleaned_data['case_number']} ada di daftar hari ini, {hour}, dan dicatat hadir.")
    return redirect(place_address(ticket))


def _claim_of(case_number: str) -> UUID:
    found = Claim.objects.filter(case_number=case_number).values_list("pk", flat=True).first()
    if found is None:
        raise Refused(f"Tidak ada klaim dengan nomor {case_number}.")
    return found
