"""The pages of a PDF, drawn. Nothing of the PDF itself is kept, so neither is what it wanted to run.

A PDF is a program: nine forms that each call the next one ten times draw a thousand million times, and no look at the
file beforehand tells all such tricks. So not the tricks are looked for but the cost is limited (`limits`).
"""

import re
from collections.abc import Iterator
from contextlib import closing

import pypdfium2 as pdfium
from PIL import Image

from .talk import MAX_PAGES, MAX_PIXELS, Outcome, Unusable

LONG_SIDE = 2000
"""Pixels of a page as it is drawn."""


def pages_of(content: bytes) -> Iterator[Image.Image]:
    """Every page, drawn; each is to be used before the next is asked for."""
    with closing(_opened(content)) as pdf:
        if len(pdf) == 0:
            raise Unusable(Outcome.EMPTY)
        if len(pdf) > MAX_PAGES:
            raise Unusable(Outcome.TOO_MANY_PAGES, pages=len(pdf))
        pdf.init_forms()  # without this a filled-in form is drawn empty
        for number in range(len(pdf)):
            with closing(pdf[number]) as page:
                _refuse_huge_pictures(page)
                with closing(page.render(scale=LONG_SIDE / max(page.get_size()), rev_byteorder=True)) as bitmap:
                    yield bitmap.to_pil()  # its pixels are the bitmap's own: 8 MB less to copy


def _opened(content: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(content)
    except pdfium.PdfiumError as failure:
        if failure.err_code in (pdfium.raw.FPDF_ERR_PASSWORD, pdfium.raw.FPDF_ERR_SECURITY):
            raise Unusable(Outcome.LOCKED) from failure
        raise Unusable(Outcome.EMPTY if re.search(rb"/Count\s+0\b", content) else Outcome.UNREADABLE) from failure


def _refuse_huge_pictures(page: pdfium.PdfPage) -> None:
    for picture in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE]):  # those nested elsewhere meet the limits
        width, height = picture.get_px_size()
        if width * height > MAX_PIXELS:
            raise Unusable(Outcome.TOO_MANY_PIXELS)
