"""Codes a scanner reads, for pages and sheets: QR for cameras and phones, Code 128 for the scanners of counters."""

import segno
from django.utils.safestring import SafeString, mark_safe
from reportlab.graphics.barcode.code128 import Code128
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.units import mm
from reportlab.platypus import Flowable

QUIET_MODULES = 4  # the white edge the standard asks for around a QR code
QUIET_BARS = 10  # and at both ends of a Code 128


def qr_svg(text: str) -> SafeString:
    """A QR code for a page: an SVG of no size of its own, hidden from screen readers, for which it says nothing."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(omitsize=True, border=QUIET_MODULES, svgclass="code-qr")
    return mark_safe(drawn.replace("<svg", '<svg aria-hidden="true"', 1))  # noqa: S308 - drawn here, of squares alone


def code128_svg(text: str) -> SafeString:
    """A Code 128 for a page, likewise."""
    code = Code128(text)
    code.validate(), code.encode(), code.decompose()
    bars, at = [], QUIET_BARS
    for each in code.decomposed:  # a capital letter is a bar, a small one a gap, A and a the narrowest
        width = ord(each.upper()) - ord("A") + 1
        if each.isupper():
            bars.append(f"M{at} 0h{width}v20h-{width}z")
        at += width
    seen = f'viewBox="0 0 {at + QUIET_BARS} 20"'
    drawn = f'<svg aria-hidden="true" class="code-bars" {seen}><path d="{"".join(bars)}"/></svg>'
    return mark_safe(drawn)  # noqa: S308 - drawn here, of numbers alone


def qr(text: str, *, size_mm: float = 32) -> Flowable:
    """A QR code for a sheet, so many millimetres wide with its white edge."""
    widget = QrCodeWidget(text, barLevel="M", barBorder=QUIET_MODULES, barWidth=size_mm * mm, barHeight=size_mm * mm)
    drawing = Drawing(size_mm * mm, size_mm * mm)
    drawing.add(widget)
    return drawing


def code128(text: str, *, height_mm: float = 14, bar_mm: float = 0.33) -> Flowable:
    """A Code 128 for a sheet. A bar narrower than 0.25 mm is lost by a cheap printer."""
    return Code128(text, barHeight=height_mm * mm, barWidth=bar_mm * mm, quiet=True)
