"""The officers' forms of contacts, and their page of a video call."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.admin_rights import officer_of
from accounts.staff_pages import INVALID, REFUSED, desk_page, for_verifiers
from calls import seats
from calls.seats import Role
from claims import fresh
from claims.models import Claim
from verification.contacting import agreeing, seeing
from verification.contacting.forms import AgreeForm, AttemptForm, MoveForm, QuestionForm
from verification.contacting.page import video_page
from verification.desk import note_reading
from verification.desk_gate import claim_in_scope
from verification.desk_views import done, show
from verification.models import Contact, PageView
from workflow import Refused


@require_POST
@for_verifiers
def agreement(request: HttpRequest, case_number: str) -> HttpResponse:
    """Agree on a call; one that is held at once is opened."""
    claim = claim_in_scope(officer_of(request), case_number)
    form = AgreeForm(request.POST)
    if not form.is_valid():
        return show(request, claim, agree_form=form, status=INVALID)
    at, by = form.agreed_hour(claim.branch), officer_of(request).actor
    try:
        contact = agreeing.invite(claim.pk, way=form.cleaned_data["way"], at=at, by=by, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return show(request, claim, agree_form=form, status=REFUSED)
    if at:
        messages.success(request, f"{claim}: jamnya dicatat, pemohon dikabari.")
        return redirect("admin:workbench", claim.case_number)
    return redirect(_address_of(contact, claim))


@require_POST
@for_verifiers
def moving(request: HttpRequest, case_number: str, contact_id: UUID) -> HttpResponse:
    claim, contact = _in_sight(request, case_number, contact_id)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return show(request, claim, move_form=form, status=INVALID)
    verb = partial(agreeing.move, contact.pk, at=form.hour(claim.branch))
    return done(request, claim, verb, f"{claim}: jamnya dipindah, pemohon dikabari.", to=_bench(claim), move_form=form)


@require_POST
@for_verifiers
def cancellation(request: HttpRequest, case_number: str, contact_id: UUID) -> HttpResponse:
    claim, contact = _in_sight(request, case_number, contact_id)
    said = f"{claim}: janji dibatalkan, pemohon dikabari."
    return done(request, claim, partial(agreeing.cancel, contact.pk), said, to=_bench(claim))


@require_POST
@for_verifiers
def question(request: HttpRequest, case_number: str) -> HttpResponse:
    """Ask in writing."""
    claim = claim_in_scope(officer_of(request), case_number)
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return show(request, claim, question_form=form, status=INVALID)
    verb = partial(agreeing.ask_in_writing, claim.pk, question=form.cleaned_data["text"])
    return done(request, claim, verb, f"{claim}: pertanyaan dikirim.", to=_bench(claim), question_form=form)


@require_GET
@for_verifiers
def video(request: HttpRequest, case_number: str, contact_id: UUID) -> HttpResponse:
    """The video call, for who holds the claim."""
    return _show_video(request, *_video_in_hand(request, case_number, contact_id))


@require_POST
@for_verifiers
def seat(request: HttpRequest, case_number: str, contact_id: UUID) -> HttpResponse:
    """A ticket for the officer's seat; 409 with a sentence where there is no room to sit in."""
    _claim, contact = _in_sight(request, case_number, contact_id)
    now = timezone.now()
    try:
        room = seeing.room_of(contact.pk, by=officer_of(request).actor)
        return JsonResponse(seats.entrance(room, Role.OFFICER, once=fresh.token(), now=now))
    except Refused as refusal:
        return JsonResponse({"refused": str(refusal)}, status=409)


@require_POST
@for_verifiers
def original(request: HttpRequest, case_number: str, contact_id: UUID, paper_id: UUID) -> HttpResponse:
    """Tick that the original of a paper was held to the camera."""
    claim, contact = _video_in_hand(request, case_number, contact_id)
    verb = partial(seeing.note_original, contact.pk, paper_id)
    return _do(request, claim, contact, verb, to=_address_of(contact, claim) + f"#asli-{paper_id}")


@require_POST
@for_verifiers
def outcome(request: HttpRequest, case_number: str, contact_id: UUID) -> HttpResponse:
    """Write down how the call ended."""
    claim, contact = _video_in_hand(request, case_number, contact_id)
    form = AttemptForm(request.POST)
    if not form.is_valid():
        return _show_video(request, claim, contact, attempt_form=form, status=INVALID)
    verb = partial(seeing.note_outcome, contact.pk, next_phrase=fresh.caller_phrase(), **form.cleaned_data)
    return _do(request, claim, contact, verb, f"{claim}: hasil video dicatat.", to=_bench(claim), attempt_form=form)


def _do(
    request: HttpRequest, claim: Claim, contact: Contact, verb: Callable[..., Any], said: str = "", *, to: str,
    **forms: Any,
) -> HttpResponse:  # fmt: skip
    """Do the verb and go on; when a rule says no, show the call again with the sentence and what was typed."""
    try:
        verb(by=officer_of(request).actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _show_video(request, claim, contact, status=REFUSED, **forms)
    if said:
        messages.success(request, said)
    return redirect(to)


def _in_sight(request: HttpRequest, case_number: str, contact_id: UUID) -> tuple[Claim, Contact]:
    claim = claim_in_scope(officer_of(request), case_number)
    return claim, get_object_or_404(Contact.objects.select_related("appointment"), claim=claim, pk=contact_id)


def _video_in_hand(request: HttpRequest, case_number: str, contact_id: UUID) -> tuple[Claim, Contact]:
    """404 for who does not hold the claim, or once the call is over."""
    claim, contact = _in_sight(request, case_number, contact_id)
    if not claim.is_held_by(officer_of(request).actor) or contact.way != Contact.Way.VIDEO or contact.ended_at:
        raise Http404
    return claim, contact


def _show_video(
    request: HttpRequest, claim: Claim, contact: Contact, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """The page shows the caller phrase, which is put on record before."""
    by, now = officer_of(request).actor, timezone.now()
    note_reading(claim, PageView.What.PHRASE, code=f"video/{contact.pk}", by=by, now=now)
    context = {**video_page(contact, claim), **forms, "title": f"Video {claim}"}
    return desk_page(request, "verification/video.html", context, status=status)


def _bench(claim: Claim) -> str:
    return reverse("admin:workbench", args=[claim.case_number])


def _address_of(contact: Contact, claim: Claim) -> str:
    """Where this call is held."""
    if contact.call_task:
        return reverse("admin:call", args=[contact.call_task.pk])
    return reverse("admin:video", args=[claim.case_number, contact.pk])
