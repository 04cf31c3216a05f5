"""Tables staff take away: nothing in them is calculated, no zero is lost, and they say no more than they must."""

import csv
import io
import logging
from datetime import datetime
from types import SimpleNamespace

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from branches import calendar
from queueing.day import attendance, spreadsheets
from queueing.day.exports import HEADINGS
from queueing.day.spreadsheets import Sheet
from queueing.models import HOLD_FOR, Ticket
from tests import factories
from tests.queueing.day import counter

DANGEROUS = ["=1+1", "=cmd|'/C calc'!A0", "+62812", "-5", "@SUM(A1)", "\t=1", "\r=1"]
AS_IT_IS = ["0812", "0123", "007", "LA-7K3M-9QTX-2", "09.00", "https://contoh.example", "a=b", "", "Café – ✓", "1e5"]


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def sheet_of(content: bytes):
    return load_workbook(io.BytesIO(content)).active


# --- CSV --------------------------------------------------------------------------------------------------------


def test_excel_knows_it_is_utf8_by_its_first_bytes():
    assert spreadsheets.as_csv(["Nama"], []).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_a_spreadsheet_would_calculate_has_an_apostrophe_in_front(text):
    [_, [cell]] = read_csv(spreadsheets.as_csv(["Nama"], [[text]]))

    assert cell == f"'{text}"


@pytest.mark.parametrize("text", AS_IT_IS)
def test_any_other_text_is_as_it_was(text):
    [_, [cell]] = read_csv(spreadsheets.as_csv(["Nama"], [[text]]))

    assert cell == text


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=3))
def test_no_text_breaks_out_of_its_cell(texts):
    [_, cells] = read_csv(spreadsheets.as_csv(["x"] * len(texts), [texts]))

    assert [cell.removeprefix("'") for cell in cells] == [text.removeprefix("'") for text in texts]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


def test_a_number_below_nought_is_a_number():
    assert read_csv(spreadsheets.as_csv(["Jumlah"], [[-3]])) == [["Jumlah"], ["-3"]]


# --- XLSX -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [*DANGEROUS[:5], *(text for text in AS_IT_IS if text)])
def test_every_text_is_a_text_when_it_is_opened_again(text):
    cell = sheet_of(spreadsheets.as_xlsx(Sheet("Tempat", ["Nama"], [[text]])))["A2"]

    assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")
    assert cell.hyperlink is None


def test_a_whole_number_is_a_number():
    cell = sheet_of(spreadsheets.as_xlsx(Sheet("Tempat", ["Jumlah"], [[12]])))["A2"]

    assert (cell.value, cell.data_type) == (12, "n")


def test_the_heading_stays_in_sight():
    sheet = sheet_of(spreadsheets.as_xlsx(Sheet("Tempat", ["Nama"], [["Siti"]])))

    assert (sheet.title, sheet.freeze_panes, sheet["A1"].value) == ("Tempat", "A2", "Nama")


# --- The places of a day and a month ----------------------------------------------------------------------------


@pytest.fixture
def now(now) -> datetime:
    """Eleven in the morning at the branch."""
    return counter.on_a_working_day(now)


@pytest.fixture
def here(house):
    branch = factories.branch("Asia/Makassar")
    branch.name = "=HYPERLINK(0)"  # a name anybody may have typed
    branch.save(update_fields=["name"])
    return branch


@pytest.fixture
def today(here, now):
    return calendar.local_day(here, now)


@pytest.fixture
def came(here, now) -> Ticket:
    ticket = counter.place_in(counter.hour(here, now=now, local=11), now=now)
    return attendance.arrive(ticket.pk, by="officer:1", now=now)


@pytest.fixture
def head(client, here, now, monkeypatch):
    for views in ("views", "month_views"):
        monkeypatch.setattr(f"queueing.day.{views}.timezone", SimpleNamespace(now=lambda: now))
    user = factories.officer(role="branch_head", branches=[here])
    client.force_login(user)
    return user


def test_a_day_is_taken_away_as_csv(client, head, here, today, came):
    answer = client.get(reverse("admin:day_export", args=[here.code, today, "csv"]))

    claim = counter.claim_of(came)
    lacking = len(claim.missing_papers())
    assert read_csv(answer.content) == [
        list(HEADINGS),
        [
            here.code, "'=HYPERLINK(0)", today.isoformat(), "11.00", "12.00", "WITA", "Di kantor cabang",
            claim.case_number, "JHT", "Menunggu dokumen", f"kurang {lacking}", "", "", "hadir", "11.00",
        ],
    ]  # fmt: skip
    assert answer.headers["Content-Disposition"] == f'attachment; filename="tempat-{here.code}-{today}.csv"'


def test_a_day_is_taken_away_as_xlsx_without_a_formula(client, head, here, today, came):
    sheet = sheet_of(client.get(reverse("admin:day_export", args=[here.code, today, "xlsx"])).content)

    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert sheet["B2"].value == "=HYPERLINK(0)"
    assert sheet["D2"].value == "11.00"


def test_a_month_has_the_places_of_its_days(client, head, here, today, came):
    lines = read_csv(client.get(reverse("admin:month_export", args=[here.code, today, "csv"])).content)

    assert [line[7] for line in lines[1:]] == [came.claim.case_number]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_name_number_or_contact_of_a_person_is_taken_away(client, head, here, today, came, kind):
    content = client.get(reverse("admin:day_export", args=[here.code, today, kind])).content

    said = content.decode() if kind == "csv" else str([c.value for row in sheet_of(content).iter_rows() for c in row])
    claim = counter.claim_of(came)
    for kept in (claim.applicant.name, claim.participant.name, claim.participant.nik, claim.applicant.email, "Budi"):
        assert kept not in said
    assert claim.applicant.phone.removeprefix("+62") not in said


def test_a_place_that_is_being_filled_in_is_left_out(client, head, here, today, now):
    slot = counter.hour(here, now=now, local=14)
    asker = factories.taking(slot, now=now).asker
    Ticket.objects.create(slot=slot, taken_at=now, held_until=now + HOLD_FOR, contact_index=asker.contact_index)

    content = client.get(reverse("admin:day_export", args=[here.code, today, "csv"])).content

    assert read_csv(content) == [list(HEADINGS)]


def test_who_took_what_is_put_on_record(client, head, here, today, came, caplog):
    with caplog.at_level(logging.INFO, logger="queueing.day.views"):
        client.get(reverse("admin:day_export", args=[here.code, today, "csv"]))

    assert f"exported places {here.code}-{today}.csv: 1 lines, by {head.actor}" in caplog.text


def test_another_kind_of_table_is_not_made(client, head, here, today):
    assert client.get(reverse("admin:day_export", args=[here.code, today, "pdf"])).status_code == 404
