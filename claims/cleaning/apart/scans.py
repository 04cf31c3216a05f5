"""What a sheet-fed scanner made: which codes stand on each page, which pages are blank, and some pages as a PDF.

A page is drawn in grey at 100 dpi or so: a separator's QR code has four dots for each of its squares then, and the
drawing costs a third of what the page costs that is kept.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import IO

import pypdfium2 as pdfium
import zxingcpp
from PIL import Image

from . import pdfs, pictures
from .talk import LEAF, MAX_SCAN_PAGES, Job

LONG_SIDE, THUMBNAIL = 1200, 240
QUALITY = 70
LONGEST_CODES = 400
"""Bytes of what is handed back of a page's codes. Ours are short; what is longer is none of ours."""

PAPER, DARKER_BY = 120, 50
"""Shades. What is no brighter than the first at its brightest is no blank sheet; ink is darker than the sheet by the
second, which leaves out the other side shining through."""

INK = 0.0004
"""The share of a page's pixels that its least writing takes: a signature of 4 cm takes three times as much, the dust of
a scanner's glass a quarter."""

EDGE = 0.03
"""The share of each side that is not looked at: punched holes, staples and the scanner's own dark rim."""


_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


@dataclass(frozen=True)
class Leaf:
    """One page, looked at: the texts of its QR codes, whether nothing stands on it, and the page very small."""

    codes: list[str]
    is_blank: bool
    thumbnail: bytes


def leaves_of(content: bytes, kind: Job, first: int, number: int) -> Iterator[Leaf]:
    """The pages from the `first` on, counted from 0, at most so many of them."""
    if kind != Job.PDF:
        yield from (_looked_at(page.image.convert("L")) for page in pictures.pages_of(content, kind))
        return
    with closing(pdfs.opened(content, most=MAX_SCAN_PAGES)) as pdf:
        for place in range(first, min(first + number, len(pdf))):
            with closing(pdf[place]) as page:
                scale = LONG_SIDE / max(page.get_size())
                yield _looked_at(page.render(scale=scale, grayscale=True).to_pil())


def number_of_pages(content: bytes, kind: Job) -> int:
    if kind != Job.PDF:
        return 1
    with closing(pdfs.opened(content, most=MAX_SCAN_PAGES)) as pdf:
        return len(pdf)


def cut(content: bytes, places: Sequence[int], target: IO[bytes]) -> None:
    """Write these pages, counted from 0, as a PDF of their own, as they were scanned: nothing is drawn anew."""
    with closing(pdfs.opened(content, most=MAX_SCAN_PAGES)) as whole, closing(pdfium.PdfDocument.new()) as part:
        part.import_pages(whole, list(places))
        part.save(target)


def hand_back(leaf: Leaf, target: IO[bytes]) -> None:
    codes = "\n".join(leaf.codes).encode("ascii", "replace")[:LONGEST_CODES]
    target.write(LEAF.pack(leaf.is_blank, len(codes), len(leaf.thumbnail)))
    target.writelines([codes, leaf.thumbnail])


def _looked_at(grey: Image.Image) -> Leaf:
    found = zxingcpp.read_barcodes(grey, formats=_QR, try_invert=False)
    small = grey.reduce(max(1, max(grey.size) // THUMBNAIL))
    small.info = {}
    out = io.BytesIO()
    small.save(out, "JPEG", quality=QUALITY)
    return Leaf([code.text.replace("\n", " ") for code in found], not found and is_blank(grey), out.getvalue())


def is_blank(grey: Image.Image) -> bool:
    """Whether nothing is written on the page."""
    left, top = round(grey.width * EDGE), round(grey.height * EDGE)
    shades = grey.crop((left, top, grey.width - left, grey.height - top)).histogram()
    pixels = sum(shades)
    sheet = _median(shades, pixels)
    return sheet > PAPER and sum(shades[: max(0, sheet - DARKER_BY)]) < INK * pixels


def _median(shades: Sequence[int], pixels: int) -> int:
    left = pixels / 2
    for shade, number in enumerate(shades):
        left -= number
        if left <= 0:
            return shade
    return 255
