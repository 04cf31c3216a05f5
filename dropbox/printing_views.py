"""What staff print for who came without: slips, and forms filled from the claim."""

from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.admin_rights import officer_of
from accounts.staff_pages import for_branch_staff
from claims import enclosing, filing
from claims.history import record
from claims.models import Claim
from dropbox.beginning.sitting import begun_together
from dropbox.forms import sheet as form_sheet
from dropbox.forms.asked_for import forms_of
from dropbox.slips import sheet
from dropbox.slips.slip import slip_of
from printing.answers import pdf_answer


@require_safe
@for_branch_staff
def slip(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """The slip of a claim."""
    return _slips([_claim(request, claim_id)])


@require_safe
@for_branch_staff
def slips(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """One run of slips for an applicant with several claims."""
    return _slips(list(begun_together(_claim(request, claim_id), now=timezone.now())))


def _slips(claims: list[Claim]) -> HttpResponse:
    now = timezone.now()
    found = [slip_of(claim, now=now) for claim in claims if enclosing.has_envelope(claim)]
    if not found:
        raise Http404
    return pdf_answer(sheet.pdf(found), "lembar-amplop")


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
