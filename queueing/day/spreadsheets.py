"""Tables that leave the house: CSV and XLSX in which a text stays the text it was.

Spreadsheets read 0812 as eight hundred and twelve and `=cmd|…` as something to run. In XLSX every text is written as a
text, so it shows its zeros. CSV knows no types: the zeros are in the file, though who opens it by double click may not
see them; and a text that a spreadsheet would calculate gets an apostrophe in front (OWASP, "CSV Injection").
"""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import xlsxwriter
from django.http import Http404, HttpResponse

Value = str | int
Line = Sequence[Value]


class Sheet(NamedTuple):
    """One table: its name, what its columns are, and its lines."""

    title: str
    headings: Sequence[str]
    lines: Sequence[Line]


_CALCULATED = ("=", "+", "-", "@", "\t", "\r")
_AS_WRITTEN = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False, "in_memory": True}
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_csv(headings: Sequence[str], lines: Iterable[Line]) -> bytes:
    """UTF-8 with the mark by which Excel knows it, lines ended as RFC 4180 has them."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(headings)
    writer.writerows([harmless(value) for value in line] for line in lines)
    return text.getvalue().encode("utf-8-sig")


def harmless(value: Value) -> Value:
    """The value as a CSV may hold it: a spreadsheet does not calculate it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_CALCULATED) else value


def as_xlsx(*sheets: Sheet) -> bytes:
    """A sheet for each. Texts are texts, whole numbers numbers, nothing is a formula."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, _AS_WRITTEN) as workbook:
        for sheet in sheets:
            _add(workbook, sheet)
    return file.getvalue()


def _add(workbook: xlsxwriter.Workbook, sheet: Sheet) -> None:
    """The heading stays in sight."""
    page, as_text = workbook.add_worksheet(sheet.title), workbook.add_format({"num_format": "@"})
    for column, heading in enumerate(sheet.headings):
        page.write_string(0, column, heading, workbook.add_format({"bold": True, "text_wrap": True}))
    for row, line in enumerate(sheet.lines, start=1):
        for column, value in enumerate(line):
            if isinstance(value, int):
                page.write_number(row, column, value)
            else:
                page.write_string(row, column, value, as_text)
    page.freeze_panes(1, 0)
    page.autofit()


def take_away(name: str, kind: str, *sheets: Sheet) -> HttpResponse:
    """The tables as a file of this kind; a CSV holds one of them. 404 for kinds there are not."""
    if kind == "csv" and len(sheets) == 1:
        answer = HttpResponse(as_csv(sheets[0].headings, sheets[0].lines), content_type=CSV_TYPE)
    elif kind == "xlsx":
        answer = HttpResponse(as_xlsx(*sheets), content_type=XLSX_TYPE)
    else:
        raise Http404
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer
