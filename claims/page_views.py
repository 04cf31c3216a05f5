"""One page at a time: seen, turned, moved; and files that came without a paper, said to be one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalogue.checklist import Route
from catalogue.models import PaperKind
from claims import access, arranging, papers, showing
from claims.models import Claim, Page
from claims.paper_views import LOOK_AGAIN
from workflow import Refused


@access.claimant_required(access.CODE)
def image(request: HttpRequest, claim: Claim, file_id: UUID, page: int) -> HttpResponse:
    """One clean page image of a paper that was sent. Never the original."""
    return showing.image(_page(claim, file_id, page))


@access.claimant_required(access.CODE)
def thumbnail(request: HttpRequest, claim: Claim, file_id: UUID, page: int) -> HttpResponse:
    """The same, small."""
    return showing.thumbnail(_page(claim, file_id, page))


@require_POST
@access.claimant_required(access.CODE)
def turn(request: HttpRequest, claim: Claim, file_id: UUID, page: int) -> HttpResponse:
    """Turn the page a quarter to the right."""
    shown = _page(claim, file_id, page)
    try:
        arranging.turn_page(shown.pk, claim_id=claim.pk, by=f"claimant:{claim.pk}", now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(address_of(claim, shown))


@require_POST
@access.claimant_required(access.CODE)
def place(request: HttpRequest, claim: Claim, file_id: UUID, page: int) -> HttpResponse:
    """Move the page to before, or behind, its neighbour."""
    shown, later = _page(claim, file_id, page), request.POST.get("to") == "later"
    try:
        arranging.move_page(shown.pk, claim_id=claim.pk, later=later, by=f"claimant:{claim.pk}", now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(address_of(claim, shown))


@access.claimant_required(access.CODE)
def unsorted(request: HttpRequest, claim: Claim) -> HttpResponse:
    """The files nobody has said yet which paper they are; one tap says it."""
    files = list(claim.files.unsorted().prefetch_related("pages"))
    choices = [kind for need in claim.needs(Route.ONLINE) for kind in need.kinds]
    context = {
        "claim": claim,
        "files": files,
        "kinds": choices,
        "is_looked_at": any(file.is_being_looked_at for file in files),
        "look_again": LOOK_AGAIN,
    }
    return render(request, "claims/unsorted.html", context)


@require_POST
@access.claimant_required(access.CODE)
def sorting(request: HttpRequest, claim: Claim, file_id: UUID) -> HttpResponse:
    """Say which paper an unsorted file is."""
    get_object_or_404(claim.files, pk=file_id)
    kind = get_object_or_404(PaperKind, code=request.POST.get("kind", ""))
    try:
        papers.sort_file(file_id, claim_id=claim.pk, kind=kind, by=f"claimant:{claim.pk}", now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Berkas dipilah sebagai %(paper)s.") % {"paper": kind.name})
    left = claim.files.unsorted().exists()
    return redirect("claims:unsorted", claim.case_number) if left else redirect(claim)


def address_of(claim: Claim, page: Page) -> str:
    """The page of the paper this page image belongs to, at this image."""
    paper = page.file.paper
    return f"{claim.address_of_paper(paper.kind if paper else None)}#halaman-{page.pk}"


def _page(claim: Claim, file_id: UUID, number: int) -> Page:
    pages = Page.objects.select_related("file__paper__kind")
    page = get_object_or_404(pages, file=file_id, file__claim=claim, number=number)
    page.file.claim = claim
    return page
