"""What the tests of slips and forms read off a sheet."""

import pypdfium2
import zxingcpp
from django.http import HttpResponse


def words_of(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def codes_of(content: bytes) -> list[set[str]]:
    """What a scanner reads on each page."""
    with pypdfium2.PdfDocument(content) as document:
        pictures = [page.render(scale=2).to_pil() for page in document]
    return [{f"{each.format}: {each.text}" for each in zxingcpp.read_barcodes(picture)} for picture in pictures]


def pdf_of(response: HttpResponse) -> bytes:
    """The sheet of an answer that is one."""
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert "no-store" in response["Cache-Control"]
    return response.content
