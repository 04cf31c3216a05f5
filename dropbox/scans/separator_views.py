"""Separator sheets to print: one sheet a paper, put in front of its pages before they are scanned."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.admin_rights import officer_of
from accounts.staff_pages import desk_page
from branches import calendar
from catalogue.checklist import Route, current_edition, overview
from catalogue.models import Cause, PaperKind
from dropbox.access import for_handlers
from dropbox.scans.codes import SHEET
from printing import codes, sheets
from printing.answers import pdf_answer
from queueing.day.page import branch_in_sight


@require_GET
@for_handlers
def separators(request: HttpRequest, code: str) -> HttpResponse:
    """Which sheets to print, by cause."""
    branch = branch_in_sight(officer_of(request), code)
    edition = current_edition(calendar.national_day(timezone.now()))
    causes = Cause.objects.filter(programme__is_claimable=True).select_related("programme").order_by("programme", "pk")
    by_cause = [(cause, _kinds(overview(cause, edition, Route.DROPBOX))) for cause in causes]
    context = {"branch": branch, "by_cause": [pair for pair in by_cause if pair[1]], "title": "Lembar pemisah"}
    return desk_page(request, "dropbox/separators.html", context)


@require_GET
@for_handlers
def separator_sheets(request: HttpRequest, code: str) -> HttpResponse:
    """The sheets that were ticked, as a PDF."""
    branch_in_sight(officer_of(request), code)
    kinds = PaperKind.objects.filter(code__in=request.GET.getlist("dokumen")).order_by("code")
    return pdf_answer(pdf_of(kinds), "pemisah")


def pdf_of(kinds: Iterable[PaperKind]) -> bytes:
    """A sheet for each; one that says what to do where none was chosen."""
    pieces: list = []
    for kind in kinds:
        pieces += [*_sheet(kind), sheets.next_sheet()]
    return sheets.pdf(
        pieces[:-1] or [sheets.text("Tidak ada dokumen yang dipilih.")], about="Lembar pemisah", footer="Lembar pemisah"
    )


def _sheet(kind: PaperKind) -> list:
    return [
        sheets.title(kind.name),
        sheets.text(f"{kind.code} · lembar pemisah"),
        sheets.gap(10),
        codes.qr(SHEET + kind.code, size_mm=70),
        sheets.gap(10),
        sheets.text("Letakkan lembar ini di depan halaman dokumen di atas, lalu pindai bersama-sama."),
        sheets.small("Lembar ini tidak masuk klaim dan dapat dipakai berkali-kali."),
    ]


def _kinds(needs: Iterable) -> list[PaperKind]:
    return list({kind.pk: kind for need in needs for kind in need.kinds}.values())
