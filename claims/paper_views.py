"""One paper at a time: send a file, see what was sent, take it back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from catalogue.checklist import Need, Route
from claims import access, papers
from claims.cleaning.sentences import SCANNER_DOWN
from claims.forms import PaperFileForm
from claims.kept_sentences import in_active_language
from claims.models import Claim, Paper, PaperFile
from claims.uploads.plain_form import takes_a_file
from claims.uploads.unfinished import on_their_way
from workflow import Refused

LOOK_AGAIN = "3"
"""Seconds after which a page comes again by itself while a machine looks at a file of it, with script or without."""


@access.claimant_required(access.LINK)
@takes_a_file
def paper(request: HttpRequest, claim: Claim, key: str) -> HttpResponse:
    """The page of one paper. A POST brings one file, which is kept the moment it is here."""
    need = _need(claim, key)
    form = PaperFileForm(request.POST or None, request.FILES or None, kinds=need.kinds)
    status = 200
    if request.method == "POST":
        arrived_at = timezone.now()  # the form has read the whole body: the bytes are complete
        if not form.is_valid():
            status = 422
        elif refusal := keep_sent(claim, form, arrived_at):
            form.add_error("file", refusal)
            status = 422
        else:
            messages.success(request, _("Berkas diterima. Tambah halaman lain, atau kembali ke daftar dokumen."))
            return redirect("claims:paper", claim.case_number, key)
    context = _context(request, claim, need, form)
    response = render(request, "claims/paper.html", context, status=status)
    if context["is_looked_at"] and not context["form"]:  # else a file that was just chosen would be gone with the page
        response["Refresh"] = LOOK_AGAIN
    return response


def _need(claim: Claim, key: str) -> Need:
    for need in claim.needs(Route.ONLINE):
        if need.key == key:
            return need
    raise Http404


def keep_sent(claim: Claim, form: PaperFileForm, arrived_at: datetime, *, replaces: UUID | None = None) -> str:
    """Keep the sent file; the sentence of a refusal, or "". The worker looks at it."""
    sent = form.cleaned_data["file"]
    try:
        papers.receive_file(
            claim.pk,
            kind=form.picked_kind(),
            kept=sent.take(),
            file_name=(sent.name or "").replace("\0", ""),
            declared_type=(sent.content_type or "").replace("\0", ""),
            came_by=PaperFile.CameBy.WEB,
            by=f"claimant:{claim.pk}",
            now=arrived_at,
            begun_at=sent.begun_at,
            replaces=replaces,
        )
    except Refused as refusal:
        return str(refusal)
    return ""


def _context(request: HttpRequest, claim: Claim, need: Need, form: PaperFileForm) -> dict[str, Any]:
    has_code = access.level_of(request.session, claim.case_number, now=timezone.now()) == access.CODE
    rows = [row for row in claim.papers_with_files() if row.kind in need.kinds]
    for row in rows:
        row.claim = claim
    takes = claim.takes_papers and not any(row.accepted_at for row in rows)
    files = [(row, file) for row in rows for file in row.current_files()]
    papers.note_refusals_were_read([file for _row, file in files], now=timezone.now())
    return {
        "claim": claim,
        "need": need,
        "is_looked_at": any(file.is_being_looked_at for _row, file in files),
        "form": form if takes else None,
        "late": claim.status == Claim.Status.SENT_TO_DROPBOX,
        "files": [_row(claim, row, file, has_code, takes) for row, file in files],
        "returned": [row for row in rows if row.must_be_sent_again],
        "unfinished": on_their_way(claim, need.kinds, with_names=has_code, now=timezone.now()) if takes else [],
        "has_code": has_code,
    }


def _pages(claim: Claim, paper: Paper, file: PaperFile, takes: bool) -> list[dict[str, Any]]:
    """The pages of one file, as who sent them sees and arranges them."""
    places = {page.pk: place for place, page in enumerate(paper.pages())}
    return [
        {
            "page": page,
            "number": places[page.pk] + 1,
            "address": [claim.case_number, file.pk, page.number],
            "may_turn": takes,
            "may_go_up": takes and places[page.pk] > 0,
            "may_go_down": takes and places[page.pk] < len(places) - 1,
        }
        for page in sorted(file.pages.all(), key=lambda page: page.position)
        if page.pk in places
    ]


def _row(claim: Claim, paper: Paper, file: PaperFile, has_code: bool, takes: bool) -> dict[str, Any]:
    pages = len(file.pages.all())
    old = next((each for each in paper.current_files() if each.pk == file.replaces_id), None)
    notes = {} if file.state == PaperFile.State.READY else {file.state: file.get_state_display()}
    return {
        "name": file.file_name if has_code else _("Berkas %(n)s") % {"n": file.position},
        "detail": _detail(file, pages, old),
        "note": _("Setelah batas waktu") if file.is_late else notes.get(file.state, ""),
        "tone": "fix" if file.state == PaperFile.State.REFUSED else "info",
        "pages": _pages(claim, paper, file, takes) if has_code else [],
        "replace_href": reverse("claims:replacement", args=[claim.case_number, file.pk]) if takes and has_code else "",
        "delete_href": reverse("claims:file_removal", args=[claim.case_number, file.pk]) if takes and has_code else "",
    }


def _detail(file: PaperFile, pages: int, old: PaperFile | None) -> str:
    """Why it was refused, what it waits for, or how much of it there is. `old` still stands where this is to stand."""
    if file.waits_for:
        return str(SCANNER_DOWN)
    refusal = in_active_language(file.refusal)
    if old and refusal:
        return " ".join([refusal, _("Berkas yang lama tetap dipakai.")])
    if old:
        return _("Menggantikan berkas di atasnya begitu selesai diperiksa.")
    return refusal or (ngettext("%(n)s halaman", "%(n)s halaman", pages) % {"n": pages} if pages else "")


@require_POST
@access.claimant_required(access.CODE)
def file_removal(request: HttpRequest, claim: Claim, file_id: UUID) -> HttpResponse:
    """Take a file back, as long as the claim is the claimant's."""
    file = get_object_or_404(claim.files.select_related("paper__kind"), pk=file_id)
    try:
        papers.remove_file(file_id, claim_id=claim.pk, by=f"claimant:{claim.pk}", now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Berkas dihapus."))
    return redirect(claim.address_of_paper(file.paper.kind if file.paper else None))
