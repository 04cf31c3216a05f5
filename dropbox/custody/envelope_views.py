"""One envelope: where it is now, every move it made, and what is done with it where it lies."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.admin_rights import officer_of
from accounts.staff_pages import INVALID, REFUSED, desk_page, for_branch_staff, for_verifiers
from dropbox.access import envelope_in_sight, for_handlers
from dropbox.box import registering
from dropbox.box.forms import ScanForm
from dropbox.countersigning import SecondPersonForm
from dropbox.custody import keeping, whereabouts
from dropbox.custody.forms import FoundForm, ShelfForm, WhereaboutsForm
from dropbox.custody.page import show_envelope
from dropbox.models import Envelope
from workflow import Refused


@require_GET
@for_handlers
def search(request: HttpRequest) -> HttpResponse:
    """Where is it now: the page of what was found, or the list when that is several."""
    form = WhereaboutsForm(request.GET if "q" in request.GET else None)
    found = whereabouts.search(form.cleaned_data["q"], officer_of(request)) if form.is_valid() else None
    if found and found.only:
        return redirect(found.only)
    context = {"search": form, "found": found, "title": "Di mana sekarang?"}
    return desk_page(request, "dropbox/whereabouts.html", context, status=INVALID if form.errors else 200)


@require_GET
@for_handlers
def envelope_page(request: HttpRequest, code: str) -> HttpResponse:
    return show_envelope(request, envelope_in_sight(officer_of(request), code))


@require_GET
@for_handlers
def label(request: HttpRequest, code: str) -> HttpResponse:
    """The label of one envelope, to print and stick on."""
    envelope = envelope_in_sight(officer_of(request), code)
    context = {"envelopes": [envelope], "back": envelope, "title": f"Label {envelope}"}
    return desk_page(request, "dropbox/labels.html", context)


@require_POST
@for_branch_staff
def owner(request: HttpRequest, code: str) -> HttpResponse:
    """Its owner was found."""
    envelope, form = envelope_in_sight(officer_of(request), code), ScanForm(request.POST, auto_id="milik-%s")
    return _with(request, envelope, form, "tie_form", registering.tie)


@require_POST
@for_verifiers
def filing_away(request: HttpRequest, code: str) -> HttpResponse:
    envelope, form = envelope_in_sight(officer_of(request), code), ShelfForm(request.POST)
    return _with(request, envelope, form, "shelf_form", keeping.archive)


@require_POST
@for_verifiers
def fetching(request: HttpRequest, code: str) -> HttpResponse:
    envelope = envelope_in_sight(officer_of(request), code)
    return _with(request, envelope, Form({}), "shelf_form", keeping.fetch)


@require_POST
@for_branch_staff
def giving_back(request: HttpRequest, code: str) -> HttpResponse:
    envelope = envelope_in_sight(officer_of(request), code)
    return _with(request, envelope, Form({}), "found_form", keeping.give_back)


@require_POST
@for_handlers
def finding(request: HttpRequest, code: str) -> HttpResponse:
    envelope, form = envelope_in_sight(officer_of(request), code), FoundForm(request.POST)
    return _with(request, envelope, form, "found_form", keeping.find)


@require_POST
@for_handlers
def loss(request: HttpRequest, code: str) -> HttpResponse:
    """Nobody finds it; the second person says so on the same page."""
    envelope = envelope_in_sight(officer_of(request), code)
    form = SecondPersonForm(request, envelope.branch, request.POST, auto_id="hilang-%s")
    if not form.is_valid():
        return show_envelope(request, envelope, lost_form=form, status=INVALID)
    verb = partial(keeping.declare_lost, countersigned_by=form.signs.actor)
    return _do(request, envelope, form, "lost_form", verb)


def _with(request: HttpRequest, envelope: Envelope, form: Form, name: str, verb: Callable[..., Any]) -> HttpResponse:
    """Do `verb` with what the form holds; the envelope's page, with the form as `name` when it cannot be."""
    if not form.is_valid():
        return show_envelope(request, envelope, status=INVALID, **{name: form})
    return _do(request, envelope, form, name, partial(verb, **form.cleaned_data))


def _do(request: HttpRequest, envelope: Envelope, form: Form, name: str, verb: Callable[..., Any]) -> HttpResponse:
    try:
        done = verb(envelope.pk, by=officer_of(request).actor, now=timezone.now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_envelope(request, envelope, status=REFUSED, **{name: form})
    messages.success(request, f"{envelope}: {done.get_status_display().lower()}.")
    return redirect(envelope)
