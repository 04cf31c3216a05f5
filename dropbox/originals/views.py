"""Originals, for staff: what lies here and is due, and the originals of one claim from shelf to signature."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.admin_rights import officer_of
from accounts.naming import names_of
from accounts.staff_pages import INVALID, REFUSED, desk_page
from branches import calendar
from claims.models import Claim
from claims.uploads.plain_form import takes_a_file
from dropbox.access import for_handlers
from dropbox.models import OriginalPaper
from dropbox.originals import keeping, receipt, signatures
from dropbox.originals.forms import GiveBackForm, KeepForm, TheseOriginalsForm
from dropbox.originals.signatures import Signature
from printing.answers import pdf_answer
from privacy import sealed_files, vault
from queueing.day.forms import CaseNumberForm
from queueing.day.page import branch_in_sight
from verification.desk import note_reading
from verification.desk_gate import claim_in_scope
from verification.models import PageView
from workflow import Refused

SHOWN = 200


@require_GET
@for_handlers
def shelf(request: HttpRequest, code: str) -> HttpResponse:
    """What lies at this branch, what is due first; and the way to a claim's originals."""
    user = officer_of(request)
    branch = branch_in_sight(user, code)
    form = CaseNumberForm(request.GET or None)
    if form.is_valid():
        return redirect("admin:originals", claim_in_scope(user, form.cleaned_data["case_number"]).case_number)
    here = OriginalPaper.objects.with_us().filter(branch=branch).select_related("claim", "kind")
    context = {
        "branch": branch,
        "form": form,
        "today": calendar.local_day(branch, timezone.now()),
        "originals": here[:SHOWN],
        "number": here.count(),
        "title": f"Dokumen asli di {branch}",
    }
    return desk_page(request, "dropbox/originals_shelf.html", context, status=INVALID if form.errors else 200)


@require_GET
@for_handlers
def of_claim(request: HttpRequest, case_number: str) -> HttpResponse:
    """The originals of a claim."""
    return _show(request, _claim(request, case_number))


@require_POST
@for_handlers
def arrival(request: HttpRequest, case_number: str) -> HttpResponse:
    """Originals came with the claim, and lie on a shelf."""
    claim = _claim(request, case_number)
    form = KeepForm(request.POST, claim=claim)
    if not form.is_valid():
        return _show(request, claim, keep_form=form, status=INVALID)
    said = {name: form.cleaned_data[name] for name in ("kinds", "shelf", "return_by")}
    return _do(request, claim, form, keeping.keep, "Dokumen asli disimpan.", branch=claim.branch, **said)


@require_POST
@for_handlers
def readiness(request: HttpRequest, case_number: str) -> HttpResponse:
    """These may be fetched; their owner is told."""
    claim = _claim(request, case_number)
    form = TheseOriginalsForm(request.POST, originals=_with_us(claim))
    if not form.is_valid():
        messages.error(request, "Centang dokumen yang siap diambil.")
        return _show(request, claim, status=INVALID)
    ids = [each.pk for each in form.cleaned_data["originals"]]
    return _do(request, claim, form, keeping.make_ready, "Pemilik dikabari untuk mengambilnya.", original_ids=ids)


@for_handlers
@takes_a_file
@require_POST
def giving_back(request: HttpRequest, case_number: str) -> HttpResponse:
    """Their owner has them again, and has signed."""
    claim = _claim(request, case_number)
    form = GiveBackForm(request.POST, request.FILES, originals=_with_us(claim))
    if not form.is_valid():
        return _show(request, claim, give_form=form, status=INVALID)
    given = {
        "original_ids": [each.pk for each in form.cleaned_data["originals"]],
        "to": form.cleaned_data["to"],
        "signature": form.signature,
    }
    return _do(request, claim, form, keeping.give_back, "Dokumen asli dikembalikan.", **given)


@require_GET
@for_handlers
def receipt_sheet(request: HttpRequest, case_number: str) -> HttpResponse:
    """The receipt to sign on paper."""
    claim = _claim(request, case_number)
    return pdf_answer(receipt.pdf_of(claim, _with_us(claim), now=timezone.now()), f"tanda-terima-{claim}")


@require_GET
@for_handlers
def signature(request: HttpRequest, case_number: str, original_id: UUID) -> HttpResponse:
    """Who signed for this original. Looking at it is on record."""
    claim = _claim(request, case_number)
    original = get_object_or_404(claim.originals.exclude(signature=""), pk=original_id)
    by = officer_of(request).actor
    note_reading(claim, PageView.What.SCAN, code=f"tanda tangan/{original.pk}", by=by, now=timezone.now())
    try:
        content = sealed_files.read(original.signature, key=claim.data_key, about=original.about)
    except vault.Unreadable:
        raise Http404 from None
    return signatures.answer(Signature(content))


def _do(
    request: HttpRequest, claim: Claim, form: Any, verb: Callable[..., object], said: str, **how: Any
) -> HttpResponse:
    try:
        verb(claim.pk, **how, by=officer_of(request).actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _show(request, claim, status=REFUSED)
    messages.success(request, said)
    return redirect("admin:originals", claim.case_number)


def _claim(request: HttpRequest, case_number: str) -> Claim:
    return claim_in_scope(officer_of(request), case_number)


def _with_us(claim: Claim) -> list[OriginalPaper]:
    return list(claim.originals.with_us().select_related("kind", "branch"))


def _show(
    request: HttpRequest, claim: Claim, *, keep_form: KeepForm | None = None, give_form: GiveBackForm | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    with_us = _with_us(claim)
    returned = list(claim.originals.exclude(returned_at=None).select_related("kind").order_by("-returned_at"))
    context = {
        "claim": claim,
        "branch": claim.branch,
        "with_us": with_us,
        "returned": returned,
        "names": names_of({each.returned_by for each in returned}),
        "keep_form": keep_form or KeepForm(claim=claim),
        "give_form": give_form or GiveBackForm(originals=with_us),
        "title": f"Dokumen asli {claim}",
    }
    return desk_page(request, "dropbox/originals.html", context, status=status)
