"""One page of a paper, unsealed for the officer who holds the claim. Each showing is on record before it is sent."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.admin_rights import officer_of
from accounts.staff_pages import REFUSED
from claims import papers, showing
from claims.models import Page, PaperFile
from verification import desk as verbs
from verification.deciding.readers import for_seconders, may_read
from verification.desk_gate import claim_in_scope
from verification.desk_views import show
from verification.models import PageView


@require_GET
@for_seconders
def page_image(request: HttpRequest, case_number: str, file_id: UUID, page: int) -> HttpResponse:
    """The `page`-th image of a file, counted from one."""
    user = officer_of(request)
    claim = claim_in_scope(user, case_number)
    if not may_read(claim, user):
        messages.error(request, "Halaman dokumen hanya terlihat oleh petugas yang memegang klaimnya.")
        return show(request, claim, status=REFUSED)
    ready = Page.objects.filter(file__claim=claim, file__state=PaperFile.State.READY)
    pages = ready.select_related("file__paper__kind")
    shown = get_object_or_404(pages, file=file_id, number=page)
    kind = shown.file.paper.kind.code if shown.file.paper else "-"
    code = f"{kind}/{file_id}/{page}"
    verbs.note_reading(claim, PageView.What.PAGE, code=code, by=user.actor, now=timezone.now())
    papers.note_seen(shown.file, now=timezone.now())
    shown.file.claim = claim
    return showing.image(shown)
