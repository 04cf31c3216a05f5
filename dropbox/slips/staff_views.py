"""An envelope for staff: what goes into it, and what they print for who came without."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.admin_rights import officer_of
from accounts.staff_pages import desk_page, for_branch_staff
from claims import enclosing, filing
from claims.history import record
from claims.models import Claim
from dropbox.beginning.sitting import begun_together
from dropbox.forms import sheet as form_sheet
from dropbox.forms.asked_for import forms_of
from dropbox.forms.layouts import LAYOUTS
from dropbox.slips import sheet
from dropbox.slips.slip import NO_ENVELOPE, slip_of
from printing.answers import pdf_answer
from queueing.intake import again
from queueing.models import Dispute


@require_safe
@for_branch_staff
def envelope(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """What the envelope of a claim has to hold, what to print, and for who began it how to go on for its applicant."""
    user, claim, now = officer_of(request), _claim(request, claim_id), timezone.now()
    if not enclosing.has_envelope(claim):
        return _no_envelope(request, claim)
    is_mine = claim.opened_by == user.actor
    context = {
        "claim": claim,
        "slip": slip_of(claim, now=now),
        "together": begun_together(claim, now=now) if is_mine else [],
        "forms": [(code, LAYOUTS[code].title) for code in forms_of(claim)],
        "others": again.offered(claim) if is_mine else [],
        "is_disputed": Dispute.objects.standing().with_side(claim).exists(),
        "title": "Amplop klaim",
    }
    return desk_page(request, "dropbox/claim_envelope.html", context)


def _no_envelope(request: HttpRequest, claim: Claim) -> HttpResponse:
    messages.error(request, NO_ENVELOPE)
    return redirect("admin:claims_claim_change", claim.pk)


@require_safe
@for_branch_staff
def slip(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """The slip of a claim."""
    claim = _claim(request, claim_id)
    return _slips(request, claim, [claim])


@require_safe
@for_branch_staff
def slips(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """One run of slips for an applicant with several claims."""
    claim = _claim(request, claim_id)
    return _slips(request, claim, list(begun_together(claim, now=timezone.now())))


def _slips(request: HttpRequest, claim: Claim, claims: list[Claim]) -> HttpResponse:
    now = timezone.now()
    found = [slip_of(each, now=now) for each in claims if enclosing.has_envelope(each)]
    if not found:
        return _no_envelope(request, claim)
    return pdf_answer(sheet.pdf(found), f"lembar-amplop-{claim.case_number}")


@require_POST
@for_branch_staff
@transaction.atomic
def form(request: HttpRequest, claim_id: UUID, code: str) -> HttpResponse:
    """A filled form. It says everything of a person, so that it was printed, and by whom, is put on record."""
    claim, now = filing.locked(_claim(request, claim_id).pk), timezone.now()
    if code not in forms_of(claim):
        raise Http404
    record(claim, "form_printed", by=officer_of(request).actor, now=now, form=code)
    return pdf_answer(form_sheet.pdf(claim, code, now=now), f"{code}-{claim.case_number}")


def _claim(request: HttpRequest, claim_id: UUID) -> Claim:
    """The claim, or 404 when it is at none of this person's branches."""
    return get_object_or_404(Claim.objects.visible_to(officer_of(request)).with_people(), pk=claim_id)
