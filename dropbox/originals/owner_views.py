"""Originals, for who filed: which of theirs lie with us, where they can be fetched, and which they have back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims import access
from claims.models import Claim


@require_safe
@access.claimant_required(access.LINK)
def originals(request: HttpRequest, claim: Claim) -> HttpResponse:
    """The list, as the receipt would have it."""
    papers = claim.originals.select_related("kind", "branch")
    context = {
        "claim": claim,
        "with_us": papers.with_us(),
        "returned": papers.exclude(returned_at=None).order_by("-returned_at"),
    }
    return render(request, "dropbox/my_originals.html", context)
