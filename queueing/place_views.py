"""What a claimant does with the place of a claim that is open."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import access
from claims.models import Claim
from queueing import booking
from workflow import Refused


@access.claimant_required(access.CODE)
def withdrawal(request: HttpRequest, claim: Claim) -> HttpResponse:
    """GET asks once more; the POST ends the claim and frees its place."""
    if request.method != "POST":
        return render(request, "queueing/withdrawal.html", {"claim": claim})
    try:
        booking.withdraw(claim.pk, by=f"claimant:{claim.pk}", now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Klaim dibatalkan."))
    return redirect(claim)
