"""The pages of a PDF, drawn. Nothing of the PDF itself is kept, so neither is what it wanted to run.

A PDF is a program: nine forms that each call the next one ten times draw a thousand million times, and no look at the
file beforehand tells all such tricks. So not the tricks are looked for but the cost is limited (`limits`).
"""

import ctypes
import re
from collections.abc import Iterator
from contextlib import closing

import pypdfium2 as pdfium
from PIL import Image

from .pages import THUMBNAIL, Made
from .talk import MAX_PAGES, MAX_PIXELS, Outcome, Unusable

PICTURE = pdfium.raw.FPDF_PAGEOBJ_IMAGE
LONG_SIDE, SCAN_AT_LEAST = 2000, 1200
"""Pixels of a page as it is drawn, and of one that is nothing but a scan and has no more to show. At 1,754 (150 dpi of
A4) tesseract no longer read the numbers of a family card."""


def pages_of(content: bytes) -> Iterator[Made]:
    """Every page, drawn; each is to be used before the next is asked for."""
    with closing(opened(content, most=MAX_PAGES)) as pdf:
        easel = Easel()
        for number in range(len(pdf)):
            with closing(pdf[number]) as page:
                yield _drawn(page, easel)


def opened(content: bytes, *, most: int) -> pdfium.PdfDocument:
    """The PDF, ready to be drawn. Raises Unusable for one that is not there to be read, or that has more pages."""
    pdf = _opened(content)
    if not 0 < len(pdf) <= most:
        pages = len(pdf)
        pdf.close()
        raise Unusable(Outcome.TOO_MANY_PAGES, pages=pages) if pages else Unusable(Outcome.EMPTY)
    pdf.init_forms()  # without this a filled-in form is drawn empty
    return pdf


def _opened(content: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(content)
    except pdfium.PdfiumError as failure:
        if failure.err_code in (pdfium.raw.FPDF_ERR_PASSWORD, pdfium.raw.FPDF_ERR_SECURITY):
            raise Unusable(Outcome.LOCKED) from failure
        raise Unusable(Outcome.EMPTY if re.search(rb"/Count\s+0\b", content) else Outcome.UNREADABLE) from failure


class Easel:
    """The memory that every page is drawn on in turn: to ask the system for 11 MB anew costs a millisecond a page."""

    def __init__(self) -> None:
        self._memory = (ctypes.c_ubyte * 0)()

    def __call__(self, width: int, height: int, *, format: int, rev_byteorder: bool) -> pdfium.PdfBitmap:
        if len(self._memory) < width * height * 4:
            self._memory = (ctypes.c_ubyte * (width * height * 4))()
        return pdfium.PdfBitmap.new_native(width, height, format, rev_byteorder, buffer=self._memory)


def _drawn(page: pdfium.PdfPage, easel: Easel) -> Made:
    """A page that holds pictures is drawn in colour. Of writing alone the thumbnail is drawn first: when that shows no
    colour, the page needs none either, which takes half the time.
    """
    pictures = list(page.get_objects(filter=[PICTURE]))
    sizes = [each.get_px_size() for each in pictures]
    if any(width * height > MAX_PIXELS for width, height in sizes):  # those nested elsewhere meet the other limits
        raise Unusable(Outcome.TOO_MANY_PIXELS)
    if pictures:
        return Made(_rendered(page, _long_side(page, pictures), bitmap_maker=easel))
    thumbnail = _rendered(page, THUMBNAIL)
    large = _rendered(page, LONG_SIDE, bitmap_maker=easel, grayscale=_is_grey(thumbnail))
    return Made(large, thumbnail, is_judged=False)


def _long_side(page: pdfium.PdfPage, pictures: list[pdfium.PdfImage]) -> int:
    """A scan is drawn no larger than its finest picture is: between its pixels there is nothing to see."""
    if any(each.type != PICTURE for each in page.get_objects()):
        return LONG_SIDE
    finest = max(max(each.get_px_size()) / max(1.0, _extent(each)) for each in pictures)  # pixels a point
    return max(SCAN_AT_LEAST, min(LONG_SIDE, round(finest * max(page.get_size()))))


def _extent(picture: pdfium.PdfImage) -> float:
    left, bottom, right, top = picture.get_bounds()
    return float(max(right - left, top - bottom))


def _rendered(page: pdfium.PdfPage, long_side: int, **how: object) -> Image.Image:
    """Four bytes a pixel where there is colour: Pillow takes that as it is.

    pypdfium2 rounds up, also what is a hair too much. A scan must not get one pixel more than it has: it would not be
    copied but stretched, which takes longer and blurs it.
    """
    scale = (long_side - 0.5) / max(page.get_size())
    bitmap: Image.Image = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=True, **how).to_pil()
    return bitmap


def _is_grey(image: Image.Image) -> bool:
    red, green, blue = image.convert("RGB").split()
    return red.tobytes() == green.tobytes() == blue.tobytes()
