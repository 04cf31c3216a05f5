"""A payment officer's day, as forms."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.admin_rights import officer_of
from accounts.staff_pages import INVALID, REFUSED, desk_page
from claims.fresh import read_case_number
from claims.models import Claim
from payments import handing_over, making
from payments.access import batch_of, for_followers, for_payers, for_told, line_of
from payments.forms import CaseForm, HoldForm, PayerSignature
from payments.models import Line
from payments.overdue import overdue_for
from payments.page import show_batch, show_case, show_line, show_payments
from workflow import Refused


@require_GET
@for_followers
def payments(request: HttpRequest) -> HttpResponse:
    return show_payments(request, now=timezone.now())


@require_POST
@for_payers
def batch_making(request: HttpRequest) -> HttpResponse:
    """A batch of what waits, now and not at its hour."""
    batch = making.make_batch(by=officer_of(request).actor, now=timezone.now())
    if batch is None:
        messages.info(request, "Tidak ada klaim yang menunggu diteruskan.")
        return redirect("admin:payments")
    messages.success(request, f"{batch} berisi {batch.count} klaim. Orang lain yang menyetujuinya.")
    return redirect(batch)


@require_GET
@for_followers
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    return show_batch(request, batch_of(batch_id))


@require_POST
@for_payers
def approval(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Approved by who signs, who need not be who is signed in."""
    found, form = batch_of(batch_id), PayerSignature(request, request.POST)
    if not form.is_valid():
        return show_batch(request, found, approval_form=form, status=INVALID)
    try:
        on_screen_of = officer_of(request).actor
        handing_over.approve(found.pk, by=form.signs.actor, on_screen_of=on_screen_of, now=timezone.now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_batch(request, found, approval_form=form, status=REFUSED)
    messages.success(request, f"{found} disetujui oleh {form.signs}. Orang lain yang mengirimnya.")
    return redirect(found)


@require_POST
@for_payers
def payment_file(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """The file of an approved batch, which counts as sent from here on; the same again, until the batch is settled."""
    found = batch_of(batch_id)
    try:
        file = handing_over.hand_out(found.pk, by=officer_of(request).actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return show_batch(request, found, status=REFUSED)
    answer = HttpResponse(file.content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return answer


@require_GET
@for_payers
def line(request: HttpRequest, batch_id: UUID, position: int) -> HttpResponse:
    """To whom one line is paid. Who reads it is on record before it is shown."""
    found = line_of(batch_id, position)
    _note_reading(request, found)
    return show_line(request, found)


@require_POST
@for_payers
def holding(request: HttpRequest, batch_id: UUID, position: int) -> HttpResponse:
    found, form = line_of(batch_id, position), HoldForm(request.POST)
    if not form.is_valid():
        return _line_again(request, found, INVALID, hold_form=form)
    by, now = officer_of(request).actor, timezone.now()
    try:
        handing_over.hold_back(found.pk, **form.cleaned_data, by=by, now=now)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _line_again(request, found, REFUSED)
    messages.success(request, f"{found.claim} ditahan. Lepaskan bila alasannya sudah selesai.")
    return redirect(found.batch)


@require_POST
@for_payers
def release(request: HttpRequest, batch_id: UUID, position: int) -> HttpResponse:
    """What held the line back is over."""
    found = line_of(batch_id, position)
    try:
        handing_over.let_go(found.pk, by=officer_of(request).actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(found.batch)
    messages.success(request, f"{found.claim} dilepas dan ikut kiriman berikutnya.")
    return redirect("admin:payments")


@require_GET
@for_payers
def case(request: HttpRequest) -> HttpResponse:
    """Every line of one claim, by its case number."""
    form = CaseForm(request.GET if "q" in request.GET else None)
    if not form.is_valid():
        return show_case(request, form, None, status=INVALID if form.is_bound else 200)
    number = read_case_number(form.cleaned_data["q"])
    claim = Claim.objects.filter(case_number=number).first()
    if claim is None or not claim.payment_lines.exists():
        form.add_error("q", "Tidak ada pembayaran dengan nomor kasus ini.")
    return show_case(request, form, claim)


@require_GET
@for_told
def overdue(request: HttpRequest) -> HttpResponse:
    """What waits too long; for the head of a branch, of its claims."""
    now = timezone.now()
    context = {"overdue": overdue_for(officer_of(request), now=now), "now": now, "title": "Pembayaran tertunda"}
    return desk_page(request, "payments/overdue.html", context)


def _line_again(request: HttpRequest, found: Line, status: int, **said: Any) -> HttpResponse:
    _note_reading(request, found)
    return show_line(request, found, status=status, **said)


def _note_reading(request: HttpRequest, found: Line) -> None:
    one = Line.objects.filter(pk=found.pk)
    handing_over.note_readings(one, by=officer_of(request).actor, now=timezone.now())
