"""The gate's pages: scan, check in, give another day, let in, let go."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.admin_rights import officer_of
from accounts.at_branch import at_a_branch
from accounts.models import User
from accounts.staff_pages import INVALID, REFUSED, for_branch_staff
from branches import calendar
from branches.models import Branch
from claims.models import Claim
from frontdesk import finding, gate
from frontdesk.forms import ArrivalForm, ScanForm
from frontdesk.gate_page import find_person, show_gate
from frontdesk.models import DeskSettings, Visit
from queueing.day.page import branch_in_sight
from workflow import Refused

NOT_FOUND = 404
NOBODY = "Tidak ada klaim, tiket, atau peserta seperti itu yang dikenal di cabang ini. Periksa ketikannya."


@require_GET
@for_branch_staff
@at_a_branch
def entry(request: HttpRequest, branch: Branch) -> HttpResponse:
    """The gate of the branch this person works at."""
    return redirect("admin:gate", branch.code)


@require_GET
@for_branch_staff
def page(request: HttpRequest, code: str) -> HttpResponse:
    return show_gate(request, branch_in_sight(officer_of(request), code), now=timezone.now())


@require_POST
@for_branch_staff
def search(request: HttpRequest, code: str) -> HttpResponse:
    """From what was scanned to the visit or the person. Posted, for a NIK stands in no address."""
    user, now, form = officer_of(request), timezone.now(), ScanForm(request.POST)
    branch = branch_in_sight(user, code)
    if not form.is_valid():
        return show_gate(request, branch, now=now, scan=form, status=INVALID)
    scanned, day = form.cleaned_data["scanned"], calendar.local_day(branch, now)
    if visit := finding.visit_of(scanned, branch, day):
        return redirect("admin:visit", visit.pk)
    if claim := finding.claim_of(scanned, branch, day, user):
        return redirect("admin:gate_person", branch.code, claim.case_number)
    form.add_error("scanned", NOBODY)
    return show_gate(request, branch, now=now, scan=form, status=NOT_FOUND)


@require_GET
@for_branch_staff
def person(request: HttpRequest, code: str, case_number: str) -> HttpResponse:
    """The day's list, opened at the person of this claim, with what is asked of them."""
    user, now = officer_of(request), timezone.now()
    branch, claim = branch_in_sight(user, code), get_object_or_404(Claim, case_number=case_number)
    return show_gate(request, branch, now=now, person=find_person(claim, branch, user, now=now))


@require_POST
@for_branch_staff
def arrival(request: HttpRequest, code: str, case_number: str) -> HttpResponse:
    """Check the person in, or give them another day."""
    user, now = officer_of(request), timezone.now()
    branch, claim = branch_in_sight(user, code), get_object_or_404(Claim, case_number=case_number)
    found = find_person(claim, branch, user, now=now, posted=request.POST)
    if not found.form.is_valid():
        return show_gate(request, branch, now=now, person=found, status=INVALID)
    try:
        return _receive(request, found.form, branch=branch, by=user.actor, now=now)
    except Refused as refusal:
        found.form.add_error(None, str(refusal))
        return show_gate(request, branch, now=now, person=found, status=REFUSED)


@require_POST
@for_branch_staff
def newcomer(request: HttpRequest, code: str) -> HttpResponse:
    """The same of somebody who has no claim yet."""
    user, now = officer_of(request), timezone.now()
    branch = branch_in_sight(user, code)
    form = ArrivalForm(request.POST, desk=DeskSettings.of(branch), prefix="tamu")
    if not form.is_valid():
        return show_gate(request, branch, now=now, newcomer=form, status=INVALID)
    try:
        return _receive(request, form, branch=branch, by=user.actor, now=now)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_gate(request, branch, now=now, newcomer=form, status=REFUSED)


def _receive(request: HttpRequest, form: ArrivalForm, **where: Any) -> HttpResponse:
    """Do what the pressed button says: a number, or another day."""
    if request.POST.get("do") != "waktu-lain":
        return redirect("admin:visit", gate.check_in(form.coming(), **where).pk)
    visit = gate.turn_away(form.coming(), **where)
    messages.success(request, _said_of_another_day(visit))
    return redirect("admin:gate", visit.branch.code)


def _said_of_another_day(visit: Visit) -> str:
    """What the person is told at the gate; the message says the same."""
    claims = list(visit.claims.select_related("branch"))
    if not claims:
        return "Silakan datang lagi pada hari lain. Tidak ada yang perlu dibatalkan."
    told = [
        f"{claim}: {calendar.say_instant(claim.branch, claim.visit_at) if claim.visit_at else 'hari layanan lain'}"
        for claim in claims
    ]
    return f"Diberi waktu lain dan dikabari, tanpa dihitung tidak hadir. {'; '.join(told)}."


# --- A visit ---


def visit_in_sight(user: User, visit_id: UUID) -> Visit:
    """The visit, or 404 when it is at none of this person's branches."""
    seen = Visit.objects.filter(branch__in=user.branches_in_sight()).select_related("branch")
    return get_object_or_404(seen, pk=visit_id)


@require_GET
@for_branch_staff
def visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """One visit at its gate: its number, its ticket to print, what can be done with it."""
    found = visit_in_sight(officer_of(request), visit_id)
    return show_gate(request, found.branch, now=timezone.now(), visit=found)


@require_POST
@for_branch_staff
def admission(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    return _do(request, visit_id, gate.admit, "{}: silakan masuk.")


@require_POST
@for_branch_staff
def departure(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    return _do(request, visit_id, gate.leave, "{} dicatat pulang.")


@require_POST
@for_branch_staff
def coming_back(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    return _do(request, visit_id, gate.come_back, "{} berlaku lagi.")


@require_POST
@for_branch_staff
def drop_off(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    return _do(request, visit_id, gate.drop_off, "{}: amplop di dalam kotak.")


def _do(request: HttpRequest, visit_id: UUID, verb: Callable[..., Visit], said: str) -> HttpResponse:
    user = officer_of(request)
    found = visit_in_sight(user, visit_id)
    try:
        verb(found.pk, by=user.actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return show_gate(request, found.branch, now=timezone.now(), visit=found, status=REFUSED)
    messages.success(request, said.format(found.label))
    return redirect("admin:gate", found.branch.code)
