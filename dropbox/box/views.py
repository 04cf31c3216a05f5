"""The box of a branch and its rounds, as forms."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.admin_rights import officer_of
from accounts.at_branch import at_a_branch
from accounts.staff_pages import INVALID, REFUSED, desk_page, for_branch_staff
from branches.models import Branch
from claims import fresh
from dropbox.access import for_handlers, round_in_sight
from dropbox.box import registering, rounds
from dropbox.box.forms import CloseRoundForm, OpenRoundForm, RegisterForm, SetAsideForm, UnsealForm
from dropbox.box.page import show_box, show_round
from dropbox.models import Round
from queueing.day.page import branch_in_sight
from workflow import Refused


@require_GET
@for_handlers
@at_a_branch
def first_box(request: HttpRequest, branch: Branch) -> HttpResponse:
    """The box of the branch this person works at."""
    return redirect("admin:box", branch.code)


@require_GET
@for_handlers
def box(request: HttpRequest, code: str) -> HttpResponse:
    return show_box(request, branch_in_sight(officer_of(request), code), now=timezone.now())


@require_POST
@for_branch_staff
def opening(request: HttpRequest, code: str) -> HttpResponse:
    """Two of the staff opened the box; the second signs on the same page."""
    user, now = officer_of(request), timezone.now()
    branch = branch_in_sight(user, code)
    form = OpenRoundForm(request, branch, request.POST)
    if not form.is_valid():
        return show_box(request, branch, now=now, opening=form, status=INVALID)
    bag = {name: form.cleaned_data[name] for name in ("seal", "counted")}
    try:
        this = rounds.open_round(branch, **bag, by=user.actor, witnessed_by=form.signs.actor, now=now)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_box(request, branch, now=now, opening=form, status=REFUSED)
    return redirect(this)


@require_GET
@for_handlers
def round_page(request: HttpRequest, round_id: UUID) -> HttpResponse:
    return show_round(request, round_in_sight(officer_of(request), round_id), now=timezone.now())


@require_POST
@for_branch_staff
def unsealing(request: HttpRequest, round_id: UUID) -> HttpResponse:
    this, form = round_in_sight(officer_of(request), round_id), UnsealForm(request.POST)
    return _with(request, this, form, "unseal_form", rounds.unseal)


@require_POST
@for_branch_staff
def disinfection(request: HttpRequest, round_id: UUID) -> HttpResponse:
    this = round_in_sight(officer_of(request), round_id)
    return _with(request, this, Form({}), "", rounds.disinfect)


@require_POST
@for_branch_staff
def closing(request: HttpRequest, round_id: UUID) -> HttpResponse:
    this, form = round_in_sight(officer_of(request), round_id), CloseRoundForm(request.POST)
    return _with(request, this, form, "close_form", rounds.close)


@require_POST
@for_branch_staff
def registration(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """One envelope out of the bag, by what was scanned. What is no new envelope is said beside the field."""
    user, now = officer_of(request), timezone.now()
    this, form = round_in_sight(user, round_id), RegisterForm(request.POST)
    if not form.is_valid():
        return show_round(request, this, now=now, register_form=form, status=INVALID)
    verb = partial(registering.register, this.pk, code=fresh.envelope_code(), by=user.actor, now=now)
    try:
        done = verb(**form.cleaned_data)
    except Refused as refusal:
        form.add_error("scanned", str(refusal))
        turned_out = {type(refusal).__name__.lower(): refusal}
        return show_round(request, this, now=now, register_form=form, status=REFUSED, **turned_out)
    return _registered(request, this, done)


@require_POST
@for_branch_staff
def setting_aside(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """One envelope out of the bag that nobody can say whose it is."""
    user, now = officer_of(request), timezone.now()
    this, form = round_in_sight(user, round_id), SetAsideForm(request.POST)
    if not form.is_valid():
        return show_round(request, this, now=now, aside_form=form, status=INVALID)
    verb = partial(registering.set_aside, this.pk, code=fresh.envelope_code(), by=user.actor, now=now)
    try:
        done = verb(**form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_round(request, this, now=now, aside_form=form, status=REFUSED)
    return _registered(request, this, done)


@require_GET
@for_handlers
def labels(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """The labels of a round, to print and stick on."""
    this = round_in_sight(officer_of(request), round_id)
    context = {"envelopes": this.envelopes.select_related("claim").order_by("registered_at"), "title": f"Label {this}"}
    return desk_page(request, "dropbox/labels.html", {**context, "back": this})


def _with(request: HttpRequest, this: Round, form: Form, name: str, verb: Callable[..., Any]) -> HttpResponse:
    """Do `verb` to the round with what the form holds; the round's page, with the form as `name` when it cannot be."""
    now = timezone.now()
    if not form.is_valid():
        return show_round(request, this, now=now, status=INVALID, **{name: form})
    try:
        verb(this.pk, **form.cleaned_data, by=officer_of(request).actor, now=now)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_round(request, this, now=now, status=REFUSED, **{name: form})
    return redirect(this)


def _registered(request: HttpRequest, this: Round, done: registering.Registered) -> HttpResponse:
    if done.warning:
        messages.warning(request, done.warning)
    else:
        messages.success(request, f"{done.envelope} · {done.envelope.claim} terdaftar.")
    return redirect(this)
