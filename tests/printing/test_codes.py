"""Codes are drawn to be read: each is drawn as it would be and read back by another program."""

import re

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageDraw

from printing import codes, sheets

CASE = "LA-VTYM-KVSX-Q"


def read(picture: Image.Image) -> set[tuple[str, str]]:
    return {(found.text, str(found.format)) for found in zxingcpp.read_barcodes(picture)}


def first_page(content: bytes) -> Image.Image:
    with pypdfium2.PdfDocument(content) as document:
        return document[0].render(scale=2).to_pil()


def test_codes_on_a_sheet_are_read_back():
    content = sheets.pdf([codes.qr(CASE), codes.code128(CASE)], about="Contoh", footer="Contoh")

    assert read(first_page(content)) == {(CASE, "QR Code"), (CASE, "Code 128")}


def test_bars_of_a_page_are_read_back():
    drawn = codes.code128_svg(CASE)
    width = int(re.search(r'viewBox="0 0 (\d+) 20"', drawn)[1])
    picture = Image.new("L", (width * 3, 60), 255)
    for at, wide in re.findall(r"M(\d+) 0h(\d+)v20", drawn):
        ImageDraw.Draw(picture).rectangle((int(at) * 3, 0, (int(at) + int(wide)) * 3 - 1, 59), fill=0)

    assert read(picture) == {(CASE, "Code 128")}


@pytest.mark.parametrize("draw", [codes.qr_svg, codes.code128_svg])
def test_what_a_page_draws_needs_no_style_of_its_own_and_is_silent(draw):
    drawn = draw(CASE)

    assert drawn.startswith('<svg aria-hidden="true"')
    assert "style" not in drawn
    assert "id=" not in drawn
