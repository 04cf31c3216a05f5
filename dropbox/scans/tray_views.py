"""The tray of a batch, as forms: these pages are that paper of this claim, or nobody's."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.admin_rights import officer_of
from accounts.staff_pages import INVALID, REFUSED
from claims.models import Claim
from dropbox.access import batch_in_sight, for_handlers
from dropbox.models import Batch, Leaf
from dropbox.scans import tray
from dropbox.scans.forms import LeavesForm, SettleForm
from dropbox.scans.page import show_batch
from workflow import Refused


@require_POST
@for_handlers
def settling(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Say whose these pages are, and which paper."""
    user, now = officer_of(request), timezone.now()
    batch = batch_in_sight(user, batch_id)
    form = SettleForm(request.POST, leaves=_in_tray(batch), auto_id="id_said_%s")
    if not form.is_valid():
        return show_batch(request, batch, now=now, said=form, status=INVALID)
    said = form.cleaned_data
    claim = Claim.objects.with_people().visible_to(user).filter(case_number=said["case_number"]).first()
    if claim is None:
        form.add_error("case_number", "Tidak ada klaim dengan nomor ini di cabang Anda.")
        return show_batch(request, batch, now=now, said=form, status=INVALID)
    try:
        number = tray.settle(batch.pk, leaf_ids=said["leaf"], claim=claim, kind=said["kind"], by=user.actor, now=now)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_batch(request, batch, now=now, said=form, status=REFUSED)
    messages.success(request, f"{number} halaman dimasukkan ke {claim}.")
    return redirect("admin:scan_batch", batch.pk)


@require_POST
@for_handlers
def discarding(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """These pages belong to no claim of this branch."""
    batch = batch_in_sight(officer_of(request), batch_id)
    form = LeavesForm(request.POST, leaves=_in_tray(batch))
    leaves = form.cleaned_data["leaf"] if form.is_valid() else []
    return _do(request, batch, tray.discard, "Halaman dikesampingkan.", batch.pk, leaf_ids=leaves)


@require_POST
@for_handlers
def putting_in(request: HttpRequest, batch_id: UUID, leaf_id: int) -> HttpResponse:
    """A page the machine left out belongs to somebody."""
    batch = batch_in_sight(officer_of(request), batch_id)
    leaf = get_object_or_404(Leaf, scan__batch=batch, pk=leaf_id)
    return _do(request, batch, tray.put_in, f"Halaman {leaf.number} ada di baki.", leaf.pk)


def _do(
    request: HttpRequest, batch: Batch, verb: Callable[..., object], said: str, *rows: object, **how: object
) -> HttpResponse:
    now = timezone.now()
    try:
        verb(*rows, **how, by=officer_of(request).actor, now=now)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return show_batch(request, batch, now=now, status=REFUSED)
    messages.success(request, said)
    return redirect("admin:scan_batch", batch.pk)


def _in_tray(batch: Batch) -> list[Leaf]:
    return list(Leaf.objects.filter(scan__batch=batch).in_tray())
