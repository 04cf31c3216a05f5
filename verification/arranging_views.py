"""The papers on the workbench, put in order by small forms: pages turned and moved, files sorted or set aside."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.admin_rights import officer_of
from accounts.staff_pages import INVALID, for_verifiers
from claims.models import Claim, Page
from verification import arranging as verbs
from verification.desk_gate import claim_in_scope
from verification.desk_views import at_paper, done, show
from verification.forms import FileAsideForm, SortForm


@require_POST
@for_verifiers
def page_turn(request: HttpRequest, case_number: str, file_id: UUID, page: int) -> HttpResponse:
    """Turn the page a quarter to the right."""
    claim = claim_in_scope(officer_of(request), case_number)
    turned = _page(claim, file_id, page)
    return done(request, claim, partial(verbs.turn_page, turned.pk, claim_id=claim.pk), to=_at_page(claim, turned))


@require_POST
@for_verifiers
def page_place(request: HttpRequest, case_number: str, file_id: UUID, page: int) -> HttpResponse:
    """Move the page to before, or behind, its neighbour."""
    claim = claim_in_scope(officer_of(request), case_number)
    moved, later = _page(claim, file_id, page), request.POST.get("to") == "later"
    verb = partial(verbs.move_page, moved.pk, claim_id=claim.pk, later=later)
    return done(request, claim, verb, to=_at_page(claim, moved))


@require_POST
@for_verifiers
def sorting(request: HttpRequest, case_number: str, file_id: UUID) -> HttpResponse:
    """Say which paper an unsorted file is."""
    claim = claim_in_scope(officer_of(request), case_number)
    file = get_object_or_404(claim.files, pk=file_id)
    form = SortForm(claim, file, request.POST)
    if not form.is_valid():
        return show(request, claim, sort_forms={file.pk: form}, status=INVALID)
    kind = form.picked_kind()
    verb = partial(verbs.sort_file, file.pk, claim_id=claim.pk, kind=kind)
    return done(request, claim, verb, f"Berkas dipilah sebagai {kind.name}.", to=at_paper(claim, kind.code))


@require_POST
@for_verifiers
def setting_aside(request: HttpRequest, case_number: str, file_id: UUID) -> HttpResponse:
    """Find that an unsorted file is no paper of this claim."""
    claim = claim_in_scope(officer_of(request), case_number)
    file = get_object_or_404(claim.files, pk=file_id)
    form = FileAsideForm(file, request.POST)
    if not form.is_valid():
        return show(request, claim, aside_forms={file.pk: form}, status=INVALID)
    verb = partial(verbs.set_aside, file.pk, claim_id=claim.pk, because=form.cleaned_data["because"])
    to = reverse("admin:workbench", args=[claim.case_number]) + "#belum-dipilah"
    return done(request, claim, verb, "Berkas dikesampingkan. Berkasnya tetap disimpan bersama klaim.", to=to)


def _page(claim: Claim, file_id: UUID, number: int) -> Page:
    """A page that stands in one of the claim's papers, or 404."""
    pages = Page.objects.filter(file__claim=claim, file__replaced_at=None).exclude(file__paper=None)
    return get_object_or_404(pages, file=file_id, number=number)


def _at_page(claim: Claim, page: Page) -> str:
    return reverse("admin:workbench", args=[claim.case_number]) + f"#halaman-{page.pk}"
