"""The receipt on paper: for who signs where there is no screen to sign on, and for who wants one."""

from collections.abc import Sequence
from datetime import datetime

from branches import calendar
from claims.models import Claim
from dropbox.models import OriginalPaper
from printing import codes, sheets


def pdf_of(claim: Claim, originals: Sequence[OriginalPaper], *, now: datetime) -> bytes:
    """What is given back, to whom it belongs, and room for two signatures."""
    branch = originals[0].branch if originals else claim.branch
    rows = [(str(number), each.kind.name, each.shelf) for number, each in enumerate(originals, start=1)]
    pieces = [
        sheets.title("Tanda terima dokumen asli"),
        sheets.facts(
            [
                ("Nomor kasus", codes.code128(claim.case_number, height_mm=10)),
                ("", claim.case_number),
                ("Kantor cabang", str(branch)),
                ("Tanggal", calendar.say_day(calendar.local_day(branch, now))),
            ]
        ),
        sheets.section("Dokumen yang diserahkan kembali"),
        sheets.table(("No", "Dokumen", "Rak"), rows, widths=(8, 80, 30)),
        sheets.gap(6),
        sheets.text("Yang menerima menyatakan telah menerima dokumen asli di atas dalam keadaan lengkap."),
        sheets.gap(6),
        sheets.signatures("Yang menerima", "Petugas"),
    ]
    return sheets.pdf(pieces, about=f"Tanda terima {claim}", footer=f"{claim} · {branch} · Lapak Asik")
