"""The pages on which staff begin a claim for who stands at the gate: what, who, the code, and what follows."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.admin_rights import officer_of
from accounts.staff_pages import INVALID, REFUSED, desk_page, for_branch_staff
from claims.access import network_of
from claims.forms import CodeForm
from claims.models import Claim
from dropbox.beginning import sitting
from dropbox.beginning.forms import OpeningForm, WhatForm
from dropbox.beginning.people import PeopleForms
from notifications.address import masked
from queueing.intake import again, confirming, drafts, summary
from queueing.intake.steps import Intake, next_step
from workflow import Refused

CAUSE, PEOPLE, OPENING = "admin:begin_cause", "admin:begin_people", "admin:begin_opening"
_PAGES = {"programme": CAUSE, "cause": CAUSE, "code": OPENING, "envelope": OPENING}
"""Where each step of the intake is answered at the gate; all others on the page of people."""


def _open_page(intake: Intake) -> str:
    """The page whose question is still open."""
    return _PAGES.get(next_step(intake), PEOPLE)


@for_branch_staff
def what(request: HttpRequest) -> HttpResponse:
    """Which programme, for what reason, and who files."""
    user, now = officer_of(request), timezone.now()
    form = WhatForm(request.POST or None, branches=user.branches_in_sight())
    if not form.is_valid():
        context = {"form": form, "title": "Klaim baru di pintu"}
        return desk_page(request, "dropbox/begin_what.html", context, status=INVALID if form.errors else 200)
    cause = form.cleaned_data["cause"]
    draft = sitting.begin(
        user, programme=cause.programme.code, cause=cause.code, relation=form.cleaned_data["relation"],
        branch=form.cleaned_data["branch"].code, now=now,
    )  # fmt: skip
    return redirect(PEOPLE, draft.pk)


@for_branch_staff
def people(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Participant, applicant, contact and account on one page."""
    intake = sitting.intake_of(officer_of(request), draft_id, now=timezone.now())
    if _open_page(intake) == CAUSE:
        return redirect(CAUSE, draft_id)
    forms = PeopleForms(intake, request.POST or None)
    if request.method == "POST" and forms.are_valid():
        drafts.put(intake.draft, now=intake.now, **forms.answers())
        _send_code(request, Intake(intake.draft, now=intake.now))
        return redirect(OPENING, draft_id)
    context = {"intake": intake, "sections": forms.sections(), "title": f"Klaim baru: {intake.programme.code}"}
    return desk_page(request, "dropbox/begin_people.html", context, status=INVALID if request.POST else 200)


def _send_code(request: HttpRequest, intake: Intake) -> None:
    """Send the code to the contact that waits for one; what is refused is said on the next page."""
    if channel := intake.channel_to_confirm():
        try:
            confirming.send_code(intake, channel, network=network_of(request), language="id")
        except Refused as refusal:
            messages.error(request, str(refusal))


@for_branch_staff
def opening(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Everything once more; the code the person reads out confirms their contact, and the claim is opened."""
    user = officer_of(request)
    intake = sitting.intake_of(user, draft_id, now=timezone.now())
    if (page := _open_page(intake)) != OPENING:
        return redirect(page, draft_id)
    channel = "" if intake.has_confirmed_contact else intake.channel_to_confirm()
    code = CodeForm(request.POST or None) if channel else None
    form = OpeningForm(request.POST or None)
    if not (form.is_valid() & (code is None or code.is_valid())):
        return _opening_page(request, intake, form, code, status=INVALID if request.POST else 200)
    try:
        if code:
            typed = code.cleaned_data["code"]
            intake = confirming.answer(intake, channel, typed, network=network_of(request), language="id")
        claim = sitting.open_claim(intake, user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _opening_page(request, intake, form, code, status=REFUSED)
    return redirect("admin:claim_envelope", claim.pk)


def _opening_page(
    request: HttpRequest, intake: Intake, form: OpeningForm, code: CodeForm | None, *, status: int
) -> HttpResponse:
    channel = intake.channel_to_confirm()
    context = {
        "intake": intake,
        "form": form,
        "code": None if intake.has_confirmed_contact else code,
        "sent_to": masked(intake.contact[channel]) if channel else "",
        "sections": summary.sections(intake, ""),
        "title": "Buka klaim",
    }
    return desk_page(request, "dropbox/begin_opening.html", context, status=status)


@require_POST
@for_branch_staff
def code_again(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Another code to the same contact."""
    _send_code(request, sitting.intake_of(officer_of(request), draft_id, now=timezone.now()))
    return redirect(OPENING, draft_id)


@require_POST
@for_branch_staff
def following(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """The next claim of the same applicant: another worker, or another programme."""
    user = officer_of(request)
    begun_here = Claim.objects.visible_to(user).with_people().filter(opened_by=user.actor)
    claim = get_object_or_404(begun_here, pk=claim_id)
    answers = again.answers_after(claim, same=request.POST.get("same", ""))
    draft = sitting.begin(user, now=timezone.now(), **answers)
    return redirect(_open_page(Intake(draft, now=timezone.now())), draft.pk)


@for_branch_staff
def cause(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Another programme for who is known already."""
    user = officer_of(request)
    intake = sitting.intake_of(user, draft_id, now=timezone.now())
    given = {"branch": intake.answers["branch"], "relation": intake.answers["relation"]}
    form = WhatForm(request.POST or None, branches=user.branches_in_sight(), initial=given)
    if not form.is_valid():
        context = {"form": form, "title": "Program lain untuk peserta yang sama"}
        return desk_page(request, "dropbox/begin_what.html", context, status=INVALID if form.errors else 200)
    picked = form.cleaned_data["cause"]
    drafts.put(
        intake.draft, now=intake.now, programme=picked.programme.code, cause=picked.code,
        relation=form.cleaned_data["relation"], branch=form.cleaned_data["branch"].code,
    )  # fmt: skip
    return redirect(PEOPLE, draft_id)
