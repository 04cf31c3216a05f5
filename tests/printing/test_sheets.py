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


def test_a_line_of_a_form_that_is_not_known_is_left_high_enough_to_write_on():
    known = sheets.fill_in([("Nama", "Budi Contoh")])
    unknown = sheets.fill_in([("Nama", "")])

    heights = [piece.wrap(sheets.WIDTH, 1000)[1] for piece in (known, unknown)]

    assert heights[0] < heights[1]


def test_choices_stand_beside_each_other_and_sheets_follow_each_other():
    pieces = [
        sheets.choices(["sembuh", "cacat"]),
        sheets.next_sheet(),
        sheets.big("LA-VTYM"),
        sheets.tick(is_ticked=True),
    ]

    first, second = words_of(sheets.pdf(pieces, about="Contoh", footer="Contoh"))

    assert "sembuh" in first
    assert "cacat" in first
    assert "LA-VTYM" in second
