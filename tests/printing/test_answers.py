"""A sheet's way to a browser."""

from printing.answers import pdf_answer


def test_a_sheet_is_shown_under_its_name_and_kept_by_nobody():
    answer = pdf_answer(b"%PDF-", "lembar-amplop")

    assert answer["Content-Disposition"] == 'inline; filename="lembar-amplop.pdf"'
    assert answer["Cache-Control"] == "no-store, private"
