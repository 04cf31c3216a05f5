"""Sheets of A4 from top to bottom: pieces in, one PDF out. Words are plain text; nothing in them is read as mark-up."""

from collections.abc import Iterable, Sequence
from html import escape
from io import BytesIO
from typing import TypeAlias

from reportlab.graphics.shapes import Drawing, PolyLine, Rect
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

MARGIN = 16 * mm
WIDTH = A4[0] - 2 * MARGIN
INK, FAINT, LINE = HexColor("#1b2530"), HexColor("#5a6672"), HexColor("#aab3bc")

_TEXT = ParagraphStyle("text", fontName="Helvetica", fontSize=10, leading=13.5, textColor=INK)
_SMALL = ParagraphStyle("small", _TEXT, fontSize=8.5, leading=11.5, textColor=FAINT)
_BOLD = ParagraphStyle("bold", _TEXT, fontName="Helvetica-Bold")
_TITLE = ParagraphStyle("title", _BOLD, fontSize=16, leading=20)
_BIG = ParagraphStyle("big", _BOLD, fontSize=22, leading=28)
_SECTION = ParagraphStyle(
    "section", _BOLD, fontSize=11.5, leading=15, spaceBefore=4 * mm, spaceAfter=1 * mm, keepWithNext=1
)
_FRAME = 6  # points that reportlab keeps free inside a page's frame, so that words and tables begin at one edge
_SQUARE = 3.6 * mm
_LABEL = 58 * mm
_BETWEEN = 8 * mm
_WRITTEN = 8.5 * mm  # the height of a line somebody writes on
_RULED = [
    ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ("LEFTPADDING", (0, 0), (-1, -1), 2),
    ("RIGHTPADDING", (0, 0), (-1, -1), 2),
]
_FLUSH = [(f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP")]

Cell: TypeAlias = str | Flowable


def title(words: str) -> Flowable:
    return _said(words, _TITLE)


def big(words: str) -> Flowable:
    """What is read from a distance: a number."""
    return _said(words, _BIG)


def section(words: str) -> Flowable:
    return _said(words, _SECTION)


def text(words: str) -> Flowable:
    return _said(words, _TEXT)


def small(words: str) -> Flowable:
    return _said(words, _SMALL)


def gap(millimetres: float) -> Flowable:
    return Spacer(1, millimetres * mm)


def facts(rows: Iterable[tuple[str, Cell]], *, label_mm: float = 48) -> Flowable:
    """What is so: a name at the left and what it is beside it, a line each."""
    cells = [[small(name), _cell(value)] for name, value in rows]
    return Table(cells, colWidths=[label_mm * mm, WIDTH - label_mm * mm], style=TableStyle(_RULED))


def table(headings: Sequence[str], rows: Iterable[Sequence[Cell]], *, widths: Sequence[float]) -> Flowable:
    """A ruled table that goes on over the page with its headings. `widths` are shares of the sheet, any sum."""
    cells = [[_said(each, _BOLD) for each in headings], *([_cell(each) for each in row] for row in rows)]
    shares = [WIDTH * each / sum(widths) for each in widths]
    return Table(cells, colWidths=shares, repeatRows=1, style=TableStyle(_RULED))


def side_by_side(*pieces: Flowable, widths: Sequence[float]) -> Flowable:
    """Pieces beside each other, by their shares of the sheet."""
    shares = [WIDTH * each / sum(widths) for each in widths]
    style = TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *_FLUSH])
    return Table([list(pieces)], colWidths=shares, style=style)


def column(pieces: Sequence[Flowable]) -> Flowable:
    """Pieces under each other, to stand beside something else."""
    return Table([[piece] for piece in pieces], style=TableStyle(_FLUSH), hAlign="LEFT")


def next_sheet() -> Flowable:
    """What follows begins on a sheet of its own."""
    return PageBreak()


def tick(*, is_ticked: bool = False) -> Flowable:
    """A small square, ticked or to be ticked by hand."""
    square = Drawing(_SQUARE, _SQUARE)
    square.add(Rect(0, 0, _SQUARE, _SQUARE, fillColor=None, strokeColor=INK, strokeWidth=0.8))
    if is_ticked:
        corners = [0.2, 0.5, 0.42, 0.22, 0.82, 0.8]
        square.add(PolyLine([_SQUARE * each for each in corners], strokeColor=INK, strokeWidth=1.4))
    return square


def choices(options: Iterable[str]) -> Flowable:
    """Squares to tick by hand, each before its words, beside each other."""
    cells = [each for option in options for each in (tick(), small(option))]
    width = (WIDTH - _LABEL) / (len(cells) // 2)
    style = TableStyle([("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("LEFTPADDING", (0, 0), (-1, -1), 0)])
    return Table([cells], colWidths=[_SQUARE + 2 * mm, width - _SQUARE - 3 * mm] * (len(cells) // 2), style=style)


def fill_in(rows: Iterable[tuple[str, Cell]]) -> Flowable:
    """Lines of a form: what is known is printed, the rest is a line high enough to write on."""
    known = list(rows)
    cells = [[small(name), _cell(value)] for name, value in known]
    heights = [None if value else _WRITTEN for _name, value in known]
    return Table(cells, colWidths=[_LABEL, WIDTH - _LABEL], rowHeights=heights, style=TableStyle(_RULED))


def signatures(*who: str) -> Flowable:
    """A line to sign on for each of them, with a gap between."""
    style = TableStyle([("LINEABOVE", (2 * each, 1), (2 * each, 1), 0.6, INK) for each in range(len(who))])
    line, between = WIDTH / max(len(who), 2) - _BETWEEN, _BETWEEN
    cells = [each for name in who for each in (small(name), "")]
    return Table([[gap(18)] * len(cells), cells], colWidths=[line, between] * len(who), style=style, hAlign="LEFT")


def pdf(pieces: Sequence[Flowable], *, about: str, footer: str) -> bytes:
    """The sheets as a PDF called `about`, with `footer` and the page's number under each."""
    target = BytesIO()
    sheet = SimpleDocTemplate(
        target, pagesize=A4, leftMargin=MARGIN - _FRAME, rightMargin=MARGIN - _FRAME, topMargin=MARGIN,
        bottomMargin=MARGIN + 4 * mm,
        title=about, author="Lapak Asik",
    )  # fmt: skip

    def below(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.setFillColor(FAINT)
        canvas.drawString(MARGIN, MARGIN - 2 * mm, footer)
        canvas.drawRightString(A4[0] - MARGIN, MARGIN - 2 * mm, f"Halaman {document.page}")

    sheet.build(list(pieces), onFirstPage=below, onLaterPages=below)
    return target.getvalue()


def _cell(value: Cell) -> Flowable:
    return text(value) if isinstance(value, str) else value


def _said(words: str, style: ParagraphStyle) -> Flowable:
    return Paragraph(escape(words, quote=False), style)
