"""The cover slip on paper: one sheet of A4 for each envelope, read by the scanners of counter and office."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from reportlab.platypus import Flowable

from dropbox.slips.slip import Line, Slip
from printing import codes, sheets

ALL_HERE = gettext_lazy("Semua dokumen sudah kami terima.")


def pdf(slips: Sequence[Slip]) -> bytes:
    """The sheets of these envelopes, each on a page of its own."""
    pieces: list[Flowable] = []
    for slip in slips:
        pieces += [*([sheets.next_sheet()] if pieces else []), *_pieces(slip)]
    about = slips[0].case_number if len(slips) == 1 else _("%(n)s lembar amplop") % {"n": len(slips)}
    return sheets.pdf(pieces, about=_("Lembar amplop %(which)s") % {"which": about}, footer=_say_footer())


def _say_footer() -> str:
    return _("Lapak Asik. Layanan ini gratis. Bantuan: 175.")


def _pieces(slip: Slip) -> list[Flowable]:
    head = [sheets.title(_("Lembar amplop")), sheets.big(slip.case_number), codes.code128(slip.case_number)]
    return [
        sheets.side_by_side(sheets.column(head), codes.qr(slip.case_number, size_mm=42), widths=(7, 3)),
        sheets.facts(_facts(slip)),
        sheets.section(_("Masukkan ke dalam amplop ini")),
        *([] if slip.enclosed else [sheets.text(str(ALL_HERE))]),
        _papers(slip),
        *([_already(slip)] if slip.left_out else []),
        sheets.gap(4),
        sheets.small(
            _("Letakkan lembar ini paling atas di dalam amplop, dan tulis nomor kasus di luar. Satu amplop satu klaim.")
        ),
    ]


def _facts(slip: Slip) -> list[tuple[str, str]]:
    rows = [
        (_("Program"), f"{slip.claim.programme.label}: {slip.claim.cause.label}"),
        (_("Diajukan oleh"), slip.relation),
        (_("Drop box"), f"{slip.claim.branch.name}, {slip.where}"),
        (_("Waktu"), slip.when),
        (_("Paling lambat"), slip.until),
    ]
    return [(name, value) for name, value in rows if value]


def _papers(slip: Slip) -> Flowable:
    """A square to each: ticked where the paper must be in the envelope, to be ticked where it may be."""
    rows = [
        (sheets.tick(is_ticked=is_wanted), _named(line), sheets.small(line.how))
        for lines, is_wanted in ((slip.enclosed, True), (slip.if_any, False))
        for line in lines
    ]
    return sheets.table(("", _("Dokumen"), _("Bentuk")), rows, widths=(0.4, 6.1, 3.5))


def _named(line: Line) -> Flowable:
    label = sheets.text(line.label)
    return sheets.column([label, sheets.small(line.note)]) if line.note else label


def _already(slip: Slip) -> Flowable:
    papers = "; ".join(f"{line.label} ({line.note})" for line in slip.left_out)
    return sheets.text(_("Tidak perlu disertakan: %(papers)s.") % {"papers": papers})
