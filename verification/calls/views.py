"""The officers' pages of calls: the list, one task with its script, and what is done with it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.admin_rights import officer_of
from accounts.staff_pages import INVALID, REFUSED, desk_page, only_for
from claims import fresh
from verification.calls import calling, making, ringing
from verification.calls.forms import OutcomeForm, OwnPhoneForm
from verification.calls.page import call_list, task_page
from verification.desk import note_reading
from verification.desk_gate import claim_in_scope
from verification.models import CallTask, PageView
from workflow import Refused

for_callers = only_for(lambda user: user.may_telephone)


@require_GET
@for_callers
def tasks(request: HttpRequest) -> HttpResponse:
    """Who has to be called, by what a deadline presses most."""
    context = call_list(officer_of(request), now=timezone.now())
    return desk_page(request, "verification/calls.html", {**context, "title": "Tugas telepon"})


@require_GET
@for_callers
def task(request: HttpRequest, task_id: int) -> HttpResponse:
    """One task: masked until it is taken, then with number and script."""
    return _show(request, _in_sight(request, task_id))


@require_POST
@for_callers
def taking(request: HttpRequest, task_id: int) -> HttpResponse:
    """Take it in hand; from here on the number is seen, and that is on record."""
    found = _in_sight(request, task_id)
    return _do(request, found, partial(calling.take, found.pk), to=_address(found))


@require_POST
@for_callers
def outcome(request: HttpRequest, task_id: int) -> HttpResponse:
    """Write down how the call ended."""
    found = _in_sight(request, task_id)
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        return _show(request, found, outcome_form=form, status=INVALID)
    verb = partial(
        calling.note_outcome,
        found.pk,
        outcome=form.cleaned_data["outcome"],
        call_back_at=form.call_back_at(found.claim.branch),
        next_phrase=fresh.caller_phrase(),
    )
    return _do(request, found, verb, f"{found.claim}: hasil telepon dicatat.", outcome_form=form)


@require_POST
@for_callers
def ring(request: HttpRequest, task_id: int) -> HttpResponse:
    """Have one's own telephone ring, and after it the claimant's."""
    found = _in_sight(request, task_id)
    form = OwnPhoneForm(request.POST)
    if not form.is_valid():
        return _show(request, found, phone_form=form, status=INVALID)
    verb = partial(ringing.ask, found.pk, phone=form.cleaned_data["phone"])
    said = "Telepon Anda segera berdering. Angkat, lalu kami sambungkan ke pemohon."
    return _do(request, found, verb, said, to=_address(found), phone_form=form)


@require_POST
@for_callers
def wish(request: HttpRequest, case_number: str) -> HttpResponse:
    """Ask for a call to this claim's person."""
    claim = claim_in_scope(officer_of(request), case_number)
    try:
        asked = making.ask_for_call(claim.pk, by=officer_of(request).actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("admin:told", claim.case_number)
    messages.success(request, f"{claim}: tugas telepon dibuat.")
    return redirect(_address(asked))


def _do(
    request: HttpRequest, found: CallTask, verb: Callable[..., Any], said: str = "", *, to: str = "", **forms: Form
) -> HttpResponse:
    """Do the verb and go on; when a rule says no, show the task again with the sentence and what was typed."""
    try:
        verb(by=officer_of(request).actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _show(request, _in_sight(request, found.pk), status=REFUSED, **forms)
    if said:
        messages.success(request, said)
    return redirect(to or "admin:calls")


def _in_sight(request: HttpRequest, task_id: int) -> CallTask:
    """The task, or 404 when its claim is none of this person's branches."""
    rows = CallTask.objects.visible_to(officer_of(request)).select_related(
        "message", "claim__applicant", "claim__participant", "claim__branch", "claim__programme", "claim__cause"
    )
    return get_object_or_404(rows, pk=task_id)


def _show(request: HttpRequest, found: CallTask, *, status: int = 200, **forms: Form) -> HttpResponse:
    """The page of one task. Each showing of the number is put on record before it is shown."""
    by, now = officer_of(request).actor, timezone.now()
    if found.is_held_by(by):
        note_reading(found.claim, PageView.What.CONTACT, code=f"telepon/{found.pk}", by=by, now=now)
    context = {**task_page(found, by=by, now=now), **forms, "title": f"Telepon {found.claim}"}
    return desk_page(request, "verification/call.html", context, status=status)


def _address(found: CallTask) -> str:
    return reverse("admin:call", args=[found.pk])
