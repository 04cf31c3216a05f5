"""The cover slip for who files: on the phone, on paper, and all of theirs in one run."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from branches import own_zone
from claims import access, enclosing
from claims.models import Claim
from dropbox.slips import sheet
from dropbox.slips.slip import NO_ENVELOPE, slip_of
from printing import codes
from printing.answers import pdf_answer


@require_safe
@access.claimant_required(access.LINK)
def slip(request: HttpRequest, claim: Claim) -> HttpResponse:
    """The slip on the phone. It prints as it stands; the PDF is for who saves it."""
    if not enclosing.has_envelope(claim):
        return _no_envelope(request, claim)
    context = {
        "slip": slip_of(claim, now=timezone.now(), own=own_zone.of(request)),
        "claim": claim,
        "qr": codes.qr_svg(claim.case_number),
        "bars": codes.code128_svg(claim.case_number),
        "together": len(_of_this_applicant(request, claim)),
    }
    return render(request, "dropbox/slip.html", context)


@require_safe
@access.claimant_required(access.LINK)
def slip_pdf(request: HttpRequest, claim: Claim) -> HttpResponse:
    """The slip as a sheet of A4."""
    return _sheets(request, claim, [claim])


@require_safe
@access.claimant_required(access.LINK)
def slips_pdf(request: HttpRequest, claim: Claim) -> HttpResponse:
    """One run of sheets: this claim's, and of the same applicant's others that this browser was let in to."""
    return _sheets(request, claim, _of_this_applicant(request, claim))


def _sheets(request: HttpRequest, claim: Claim, claims: list[Claim]) -> HttpResponse:
    now, own = timezone.now(), own_zone.of(request)
    slips = [slip_of(each, now=now, own=own) for each in claims if enclosing.has_envelope(each)]
    if not slips:
        return _no_envelope(request, claim)
    return pdf_answer(sheet.pdf(slips), f"lembar-amplop-{claim.case_number}")


def _no_envelope(request: HttpRequest, claim: Claim) -> HttpResponse:
    messages.error(request, NO_ENVELOPE)
    return redirect(claim)


def _of_this_applicant(request: HttpRequest, claim: Claim) -> list[Claim]:
    """The claims with an envelope that this browser was let in to and that have a contact in common with this one."""
    theirs = _contacts(claim)
    open_ones = access.open_claims(request.session, now=timezone.now())
    return [each for each in open_ones if theirs & _contacts(each) and enclosing.has_envelope(each)]


def _contacts(claim: Claim) -> set[bytes]:
    return {bytes(index) for index in (claim.applicant.phone_index, claim.applicant.email_index) if index}
