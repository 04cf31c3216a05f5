"""A filled form as a PDF. It carries the case number in words alone: a code on it would begin another envelope."""

from datetime import datetime

from django.utils import translation
from reportlab.platypus import Flowable

from claims.models import Claim
from dropbox.forms import known
from dropbox.forms.layouts import LAYOUTS, Section
from printing import sheets
from printing.sheets import Cell

OURS = "Susunan lembar ini milik Lapak Asik; petugas menyalinnya bila kantor cabang meminta formulir tersendiri."


def pdf(claim: Claim, code: str, *, now: datetime) -> bytes:
    """The form of this code, with what the claim knows."""
    layout = LAYOUTS[code]
    with translation.override("id"):
        facts = known.facts_of(claim, now)
    pieces = [
        sheets.title(layout.title),
        sheets.small(layout.lead),
        sheets.gap(2),
        sheets.facts([("Nomor kasus", claim.case_number), ("Kantor cabang", claim.branch.name)], label_mm=58),
        *(piece for section in layout.sections for piece in _section(section, facts)),
        sheets.gap(4),
        sheets.text(layout.statement),
        sheets.fill_in([("Tempat dan tanggal", "")]),
        sheets.signatures(*layout.signed_by),
        sheets.gap(3),
        sheets.small(OURS),
    ]
    return sheets.pdf(pieces, about=f"{code} {claim.case_number}", footer=f"{layout.title} · {claim.case_number}")


def _section(section: Section, facts: known.Mapping[str, str]) -> list[Flowable]:
    rows: list[tuple[str, Cell]] = [
        (line.label, sheets.choices(line.options) if line.options else facts.get(line.known, ""))
        for line in section.lines
    ]
    return [sheets.section(section.heading), sheets.fill_in(rows)]
