"""Another file in the place of one that was sent. The old one stands until the new one is ready."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import access
from claims.forms import PaperFileForm
from claims.models import Claim, Paper, PaperFile
from claims.paper_views import keep_sent
from claims.uploads.plain_form import takes_a_file
from claims.uploads.unfinished import on_their_way


@access.claimant_required(access.CODE)
@takes_a_file
def replacement(request: HttpRequest, claim: Claim, file_id: UUID) -> HttpResponse:
    """The page of one file that is to be replaced. A POST brings the new one."""
    old, paper = _file_of_a_paper(claim, file_id)
    form, arrived_at = PaperFileForm(request.POST or None, request.FILES or None, kinds=[paper.kind]), timezone.now()
    if request.method == "POST" and form.is_valid():
        if refusal := keep_sent(claim, form, arrived_at, replaces=old.pk):
            form.add_error("file", refusal)
        else:
            messages.success(request, _("Berkas diterima. Yang lama tetap dipakai sampai yang baru selesai diperiksa."))
            return redirect(claim.address_of_paper(paper.kind))
    elif not claim.takes_papers or paper.accepted_at:
        messages.error(request, _("Klaim ini sudah diserahkan, jadi dokumennya tidak bisa diubah lagi."))
        return redirect(claim.address_of_paper(paper.kind))
    context = _context(claim, old, paper, form)
    return render(request, "claims/replacement.html", context, status=422 if form.errors else 200)


def _file_of_a_paper(claim: Claim, file_id: UUID) -> tuple[PaperFile, Paper]:
    """A file that stands in one of the claim's papers, or 404."""
    files = claim.files.filter(replaced_at=None).exclude(paper=None)
    file = get_object_or_404(files.select_related("paper__kind").prefetch_related("pages"), pk=file_id)
    file.claim = claim
    return file, cast(Paper, file.paper)


def _context(claim: Claim, old: PaperFile, paper: Paper, form: PaperFileForm) -> dict[str, Any]:
    now = timezone.now()
    return {
        "claim": claim,
        "kind": paper.kind,
        "name": old.file_name or _("Berkas %(n)s") % {"n": old.position},
        "old": old,
        "pages": old.pages.all() if old.state == PaperFile.State.READY else [],
        "back": claim.address_of_paper(paper.kind),
        "form": form,
        "unfinished": on_their_way(claim, [paper.kind], replaces=str(old.pk), with_names=True, now=now),
    }
