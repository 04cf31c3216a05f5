"""Bags from hand to hand, as forms."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.admin_rights import officer_of
from accounts.models import User
from accounts.staff_pages import INVALID, REFUSED
from dropbox.access import bag_in_sight, for_handlers
from dropbox.box.forms import ScanForm, UnsealForm
from dropbox.custody import bags, manifest, receiving
from dropbox.custody.forms import CloseBagForm, SendForm
from dropbox.custody.page import receives, sends, show_bag
from dropbox.models import HandOver
from queueing.day.page import branch_in_sight
from workflow import Refused


@require_POST
@for_handlers
def packing(request: HttpRequest, code: str, way: str) -> HttpResponse:
    """Open the bag that is being packed this way."""
    user = officer_of(request)
    if way not in HandOver.Way.values:
        raise Http404
    branch = branch_in_sight(user, code)
    if not sends(user, HandOver(branch=branch, way=way)):
        raise PermissionDenied
    return redirect(bags.pack(branch, way=way, by=user.actor, now=timezone.now()))


@require_GET
@for_handlers
def bag_page(request: HttpRequest, hand_over_id: UUID) -> HttpResponse:
    return show_bag(request, bag_in_sight(officer_of(request), hand_over_id), now=timezone.now())


@require_POST
@for_handlers
def listing(request: HttpRequest, hand_over_id: UUID) -> HttpResponse:
    """One envelope more on the list of a bag that is being packed."""
    bag, form = _for(sends, request, hand_over_id), ScanForm(request.POST)
    return _with(request, bag, form, "scan_form", partial(bags.put_in, bag.pk))


@require_POST
@for_handlers
def listing_of_all(request: HttpRequest, hand_over_id: UUID) -> HttpResponse:
    bag = _for(sends, request, hand_over_id)
    return _with(request, bag, Form({}), "scan_form", partial(bags.put_in_all, bag.pk))


@require_POST
@for_handlers
def unlisting(request: HttpRequest, hand_over_id: UUID, code: str) -> HttpResponse:
    bag = _for(sends, request, hand_over_id)
    return _with(request, bag, Form({}), "scan_form", partial(bags.take_out, bag.pk, code=code))


@require_POST
@for_handlers
def sending(request: HttpRequest, hand_over_id: UUID) -> HttpResponse:
    """The bag leaves; the second person signs on the same page."""
    user, now = officer_of(request), timezone.now()
    bag = _for(sends, request, hand_over_id)
    form = SendForm(request, bag.branch, request.POST)
    if not form.is_valid():
        return show_bag(request, bag, now=now, send_form=form, status=INVALID)
    sealed = {name: form.cleaned_data[name] for name in ("seal", "counted")}
    try:
        bags.send(bag.pk, **sealed, by=user.actor, countersigned_by=form.signs.actor, now=now)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_bag(request, bag, now=now, send_form=form, status=REFUSED)
    messages.success(request, f"{bag} berangkat. Cetak manifesnya dan sertakan di luar kantong.")
    return redirect(bag)


@require_POST
@for_handlers
def unsealing(request: HttpRequest, hand_over_id: UUID) -> HttpResponse:
    bag, form = _for(receives, request, hand_over_id), UnsealForm(request.POST)
    return _with(request, bag, form, "unseal_form", partial(receiving.unseal, bag.pk))


@require_POST
@for_handlers
def receipt(request: HttpRequest, hand_over_id: UUID) -> HttpResponse:
    """One envelope out of a bag that arrived."""
    bag, form = _for(receives, request, hand_over_id), ScanForm(request.POST)
    return _with(request, bag, form, "scan_form", partial(receiving.receive, bag.pk))


@require_POST
@for_handlers
def closing(request: HttpRequest, hand_over_id: UUID) -> HttpResponse:
    bag, form = _for(receives, request, hand_over_id), CloseBagForm(request.POST)
    return _with(request, bag, form, "close_form", partial(receiving.close, bag.pk))


@require_GET
@for_handlers
def manifest_sheet(request: HttpRequest, hand_over_id: UUID) -> HttpResponse:
    """The list of a bag on paper, with a bar code for each envelope."""
    bag = bag_in_sight(officer_of(request), hand_over_id)
    answer = HttpResponse(manifest.pdf_of(bag), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="manifes-{bag}.pdf"'
    return answer


def _for(may: Callable[[User, HandOver], bool], request: HttpRequest, hand_over_id: UUID) -> HandOver:
    """The bag, for the side that sends or receives it; 403 for the other."""
    user = officer_of(request)
    bag = bag_in_sight(user, hand_over_id)
    if not may(user, bag):
        raise PermissionDenied
    return bag


def _with(request: HttpRequest, bag: HandOver, form: Form, name: str, verb: Callable[..., Any]) -> HttpResponse:
    """Do `verb` with what the form holds; the bag's page, with the form as `name` when it cannot be."""
    now = timezone.now()
    if not form.is_valid():
        return show_bag(request, bag, now=now, status=INVALID, **{name: form})
    try:
        done = verb(**form.cleaned_data, by=officer_of(request).actor, now=now)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_bag(request, bag, now=now, status=REFUSED, **{name: form})
    if warning := getattr(done, "warning", ""):
        messages.warning(request, warning)
    return redirect(bag)
