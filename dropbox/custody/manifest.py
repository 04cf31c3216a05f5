"""The list of a hand-over on paper: with the bag it travels outside, and is signed where it arrives."""

from accounts.naming import names_of
from branches import calendar
from dropbox.models import Envelope, HandOver
from printing import codes, sheets

WIDTHS = (8, 64, 38, 38, 24)


def pdf_of(bag: HandOver) -> bytes:
    """One line an envelope: its label as bars a scanner reads, the number of its case, room for a tick."""
    lines = bag.lines.filter(is_listed=True).select_related("envelope__claim").order_by("pk")
    rows = [_row(number, line.envelope) for number, line in enumerate(lines, start=1)]
    pieces = [
        sheets.side_by_side(sheets.title(f"Serah terima {bag}"), codes.code128(str(bag)), widths=(3, 2)),
        sheets.facts(_facts(bag, len(rows))),
        sheets.gap(4),
        sheets.table(("No", "Label", "", "Nomor kasus", "Diterima"), rows, widths=WIDTHS),
        sheets.gap(6),
        sheets.signatures("Yang mengirim", "Ikut menandatangani", "Yang menerima"),
    ]
    return sheets.pdf(pieces, about=f"Serah terima {bag}", footer=f"{bag} · {bag.branch} · Lapak Asik")


def _row(number: int, envelope: Envelope) -> tuple[sheets.Cell, ...]:
    bars = codes.code128(envelope.code, height_mm=9, bar_mm=0.26)
    return (str(number), bars, envelope.code, str(envelope.claim or "–"), "")


def _facts(bag: HandOver, listed: int) -> list[tuple[str, str]]:
    names = names_of(filter(None, (bag.sent_by, bag.countersigned_by)))
    signed = " dan ".join(names.get(each, "–") for each in (bag.sent_by, bag.countersigned_by) if each)
    return [
        ("Kantor cabang", str(bag.branch)),
        ("Arah", bag.get_way_display()),
        ("Nomor segel", bag.seal or "belum disegel"),
        ("Jumlah amplop", f"{listed} tercantum, {bag.counted if bag.counted is not None else '–'} dihitung"),
        ("Dikirim", calendar.say_instant(bag.branch, bag.sent_at) if bag.sent_at else "belum dikirim"),
        ("Ditandatangani", signed or "–"),
    ]
