"""Files of results as the officers of payments bring, see and confirm them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.admin_rights import officer_of
from accounts.staff_pages import INVALID, REFUSED
from claims.uploads.plain_form import takes_files
from payments import results
from payments.access import file_of, for_followers, for_payers
from payments.forms import ClearingForm, PayerSignature, ResultForm
from payments.page import show_file, show_payments
from payments.reading import LARGEST, Unread
from workflow import Refused


@for_payers
@takes_files(largest=LARGEST, files=1)
@require_POST
def bringing(request: HttpRequest) -> HttpResponse:
    """A file of results is read. What is wrong is listed by row, and nothing of it is kept."""
    now, form = timezone.now(), ResultForm(request.POST, request.FILES, auto_id="hasil-%s")
    if not form.is_valid():
        return show_payments(request, now=now, result_form=form, status=INVALID)
    try:
        file = results.bring(form.content, name=form.name, by=officer_of(request).actor, now=now)
    except Unread as unread:
        return show_payments(request, now=now, result_form=form, unread=unread.errors, status=REFUSED)
    return redirect(file)


@require_GET
@for_followers
def result_file(request: HttpRequest, file_id: UUID) -> HttpResponse:
    return show_file(request, file_of(file_id))


@require_POST
@for_payers
def confirmation(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Signed by who has held the file against the bank's word, who need not be who is signed in."""
    file, form = file_of(file_id), PayerSignature(request, request.POST)
    if not form.is_valid():
        return show_file(request, file, signature=form, status=INVALID)
    try:
        results.confirm(file.pk, by=form.signs.actor, now=timezone.now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_file(request, file, signature=form, status=REFUSED)
    messages.success(request, "Hasilnya sedang dicatat. Muat ulang halaman ini untuk melihat kemajuannya.")
    return redirect(file)


@require_POST
@for_payers
def dropping(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """A file that was brought by mistake."""
    file = file_of(file_id)
    try:
        results.drop(file.pk, by=officer_of(request).actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return show_file(request, file, status=REFUSED)
    messages.success(request, f"{file} tidak dipakai. Tidak ada yang dicatat darinya.")
    return redirect("admin:payments")


@require_POST
@for_payers
def clearing(request: HttpRequest, file_id: UUID, number: int) -> HttpResponse:
    """What a contradicting row came to, after the bank was asked."""
    file, form = file_of(file_id), ClearingForm(request.POST)
    row = get_object_or_404(file.rows, number=number)
    if not form.is_valid():
        messages.error(request, str(form.errors["words"][0]))
        return show_file(request, file, status=INVALID)
    try:
        results.clear(row.pk, **form.cleaned_data, by=officer_of(request).actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return show_file(request, file, status=REFUSED)
    messages.success(request, f"Baris {number} tercatat selesai.")
    return redirect(file)
