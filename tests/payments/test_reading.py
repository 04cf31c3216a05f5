"""The file that comes back is read strictly: all that is wrong is said by row, and then nothing is taken."""

from datetime import timedelta

import pytest

from payments import handing_over, making, reading
from payments.models import ResultFile
from payments.reading import COLUMNS, Unread
from tests.payments import paying_out
from tests.payments.paying_out import A, brought, line_of, row, written


def errors(content: bytes, now) -> tuple[str, ...]:
    with pytest.raises(Unread) as unread:
        reading.read(content, now=now)
    return unread.value.errors


@pytest.fixture
def line(batch, claims):
    return line_of(claims[0])


def test_a_good_file_is_read_with_the_lines_it_speaks_of(batch, claims, now):
    lines = [line_of(claim) for claim in claims]
    content = written(
        row(lines[0], at=now, reference="TRX/1"),
        row(lines[1], "dana_kembali", at=now, code="holder_differs"),
        row(lines[2], "ditolak", at=now, code="npwp_missing", words="NPWP tidak ada"),
    )

    found = reading.read(content, now=now)

    assert [line.pk for _said, line in found.rows] == [line.pk for line in lines]
    assert [(said.outcome, said.code, said.reference, said.words) for said, _ in found.rows] == [
        ("paid", "", "TRX/1", ""),
        ("returned", "holder_differs", "", ""),
        ("refused", "npwp_missing", "", "NPWP tidak ada"),
    ]


def test_the_mark_that_spreadsheets_put_first_and_empty_rows_at_the_end_do_not_matter(line, now):
    content = b"\xef\xbb\xbf" + written(row(line, at=now)) + b",,,,,,\r\n\r\n"

    assert len(reading.read(content, now=now).rows) == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "kosong"),
        (written()[:20], "judul kolom"),
        (written(), "tidak berisi satu hasil pun"),
        (written(columns=COLUMNS[:-1]), "judul kolom"),
        (written(columns=[*COLUMNS[1:], COLUMNS[0]]), "judul kolom"),
        ("nomor_kiriman,é".encode("latin-1"), "UTF-8"),
        (written() + b'"BYR', "tanda kutip"),
        (b"x" * (reading.LARGEST + 1), "lebih dari 2 MB"),
        (written(*([["x"] * 7] * (reading.MOST_ROWS + 1))), "lebih dari 5000 baris"),
    ],
)
def test_what_is_no_file_of_results_is_refused_whole(content, says, now):
    [said] = errors(content, now)

    assert says in said


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("nomor_kiriman", "BYR-26-1", "nomor kiriman"),
        ("nomor_kiriman", "BYR-2019-00001", "tidak ada di BYR-2019-00001"),
        ("nomor_kasus", "", "nomor kasus kosong"),
        ("nomor_kasus", "LA-2222-2222-2", "klaim LA-2222-2222-2 tidak ada di"),
        ("hasil", "PAID", "hasil harus salah satu dari"),
        ("waktu", "24/11/2026 10:15", "waktu harus seperti"),
        ("waktu", "2026-11-24T10:15:00", "waktu harus seperti"),
        ("waktu", "2026-02-30T10:15:00+07:00", "waktu harus seperti"),
        ("waktu", "2099-01-01T00:00:00Z", "masih di depan"),
        ("waktu", "2020-01-01T00:00:00Z", "dikirim"),
        ("kode", "account_closed", "kode harus kosong"),
        ("rujukan", "TRX;1", "rujukan"),
        ("rujukan", "9" * 41, "rujukan"),
        ("keterangan", "a" * 301, "keterangan"),
    ],
)
def test_each_value_is_read_strictly(line, now, column, value, says):
    values = row(line, at=now)
    values[COLUMNS.index(column)] = value

    [said] = errors(written(values), now)

    assert said.startswith("Baris 2: ")
    assert says in said


@pytest.mark.parametrize(("outcome", "code"), [("dana_kembali", "gone"), ("ditolak", "NPWP missing"), ("ditolak", "")])
def test_what_was_not_paid_has_a_code_we_can_read(line, now, outcome, code):
    values = row(line, outcome, at=now)
    values[COLUMNS.index("kode")] = code

    [said] = errors(written(values), now)

    assert "kode" in said


def test_everything_that_is_wrong_is_said_at_once_by_its_row(batch, claims, now):
    good, early, unknown = (row(line_of(claim), at=now) for claim in claims)
    early[3], unknown[1] = "2020-01-01T00:00:00Z", "LA-2222-2222-2"

    said = errors(written(good, early, ["BYR", "", "?", "", "", ""], unknown), now)

    assert [each.split(":")[0] for each in said] == ["Baris 3", "Baris 4", "Baris 5"]


def test_nothing_of_a_file_with_one_wrong_row_is_kept(batch, claims, now):
    good, wrong = row(line_of(claims[0]), at=now), row(line_of(claims[1]), at=now + timedelta(hours=1))

    with pytest.raises(Unread):
        brought(good, wrong, now=now)

    assert not ResultFile.objects.exists()
    assert line_of(claims[0]).is_awaited


def test_a_row_twice_is_one(line, now):
    once = row(line, at=now)

    assert len(reading.read(written(once, once), now=now).rows) == 1


def test_no_result_is_read_of_a_batch_that_was_not_sent_or_a_line_that_was_held_back(claims, now):
    batch = making.make_batch(by=A, now=now)
    held, other = line_of(claims[0]), line_of(claims[1])
    assert "belum dikirim" in errors(written(row(other, at=now)), now)[0]

    handing_over.hold_back(held.pk, because="data", words="", by=A, now=now)
    paying_out.approved(batch, now=now)
    handing_over.hand_out(batch.pk, by=A, now=now)

    assert "ditahan" in errors(written(row(held, at=now)), now)[0]
