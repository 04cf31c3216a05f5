"""A form for who files: behind a code, for it says everything."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from claims import access
from claims.models import Claim
from dropbox.forms import sheet
from dropbox.forms.asked_for import forms_of
from printing.answers import pdf_answer


@require_safe
@access.claimant_required(access.CODE)
def form_pdf(request: HttpRequest, claim: Claim, code: str) -> HttpResponse:
    """One form of this claim, filled; 404 for one that the claim does not ask for."""
    if code not in forms_of(claim):
        raise Http404
    return pdf_answer(sheet.pdf(claim, code, now=timezone.now()), f"{code}-{claim.case_number}")
