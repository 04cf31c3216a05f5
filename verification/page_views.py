"""One page of a paper, unsealed for the officer who holds the claim. Each showing is on record before it is sent.

The workbench fetches the next pages before they are asked for, and says so in the address (`?lebih-dulu`). That is put
on record too, when the image leaves the house, but by a word of its own: nobody may have looked at it. When it comes
onto the screen the browser says so (`page_showing`), and only then the officer has seen it.
"""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.admin_rights import officer_of
from accounts.models import User
from accounts.staff_pages import REFUSED
from claims import papers, showing
from claims.models import Claim, Page, PaperFile
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
    asked_for = _page(claim, file_id, page)
    if "lebih-dulu" in request.GET:
        _note(asked_for, PageView.What.AHEAD, user)
    else:
        _note_seen(asked_for, user)
    return showing.image(asked_for)


@require_POST
@for_seconders
def page_showing(request: HttpRequest, case_number: str, file_id: UUID, page: int) -> HttpResponse:
    """A page that was fetched ahead has come onto the screen."""
    user = officer_of(request)
    claim = claim_in_scope(user, case_number)
    if not may_read(claim, user):
        return HttpResponse(status=REFUSED)
    _note_seen(_page(claim, file_id, page), user)
    return HttpResponse(status=204)


def _page(claim: Claim, file_id: UUID, number: int) -> Page:
    ready = Page.objects.filter(file__claim=claim, file__state=PaperFile.State.READY)
    page = get_object_or_404(ready.select_related("file__paper__kind"), file=file_id, number=number)
    page.file.claim = claim
    return page


def _note_seen(page: Page, user: User) -> None:
    _note(page, PageView.What.PAGE, user)
    papers.note_seen(page.file, now=timezone.now())


def _note(page: Page, what: PageView.What, user: User) -> None:
    kind = page.file.paper.kind.code if page.file.paper else "-"
    code = f"{kind}/{page.file_id}/{page.number}"
    verbs.note_reading(page.file.claim, what, code=code, by=user.actor, now=timezone.now())
