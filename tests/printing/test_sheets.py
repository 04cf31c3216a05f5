"""Sheets of paper: words as they are, tables that go on, the page's number under each."""

import pypdfium2

from printing import sheets


def words_of(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as document:
        return [page.get_textpage().get_text_range() for page in document]


def test_words_are_never_read_as_mark_up():
    name = "Budi <b>Contoh</b> & Anak"

    [page] = words_of(sheets.pdf([sheets.text(name)], about="Contoh", footer="Contoh"))

    assert name in page


def test_a_long_table_goes_on_with_its_headings_and_pages_are_numbered():
    rows = [[str(number), f"AM-{number}"] for number in range(120)]

    pages = words_of(sheets.pdf([sheets.table(["Nomor", "Amplop"], rows, widths=(1, 3))], about="C", footer="Contoh"))

    assert len(pages) > 2
    assert all("Amplop" in page and f"Halaman {number}" in page for number, page in enumerate(pages, start=1))
    assert "AM-119" in pages[-1]
