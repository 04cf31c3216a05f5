from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from formpack.fields import (
    BankNameField,
    DigitsField,
    FullNameField,
    OneTimeCodeField,
    PaperFileField,
    PhoneField,
    ThreeBoxDateField,
)


def refusal(field, value) -> str:
    with pytest.raises(ValidationError) as refused:
        field.clean(value)
    return refused.value.messages[0]


@pytest.mark.parametrize(
    "typed", ["3171060850170001", " 3171 0608 5017 0001 ", "3171.0608-5017–0001", "\u200b3171060850170001\ufeff"]
)
def test_a_nik_is_read_however_it_was_grouped(typed):
    assert DigitsField(label="NIK", length=16).clean(typed) == "3171060850170001"


def test_a_number_keeps_its_leading_zeros():
    assert DigitsField(label="Nomor rekening", min_length=8, max_length=16).clean("0012345678") == "0012345678"


def test_a_nik_with_letters_or_too_short_says_what_is_wrong():
    nik = DigitsField(label="NIK", length=16)

    assert refusal(nik, "31710608501700O1") == "NIK hanya boleh berisi angka, tanpa huruf."
    assert refusal(nik, "317106085017000") == "NIK harus 16 angka. Yang Anda tulis 15 angka."
    assert refusal(nik, "") == "Isi NIK."


def test_a_number_of_varying_length_names_both_ends():
    account = DigitsField(label="Nomor rekening", min_length=8, max_length=16)

    assert refusal(account, "1234") == "Nomor rekening harus 8 sampai 16 angka. Yang Anda tulis 4 angka."


@pytest.mark.parametrize(
    "typed",
    ["0812 3456 7890", "62812-3456-7890", "+62 812 3456 7890", "(0812) 3456.7890", "\u202a+6281234567890\u202c"],
)
def test_a_phone_number_is_read_as_people_write_it(typed):
    assert PhoneField(label="Nomor ponsel").clean(typed) == "+6281234567890"


def test_a_foreign_number_is_read_with_its_plus():
    assert PhoneField(label="Nomor ponsel").clean("+60 12-345 6789") == "+60123456789"


@pytest.mark.parametrize("typed", ["0812", "abc", "0812345678901234567", "+999 1234567", "0812 3456 7890 ext 5"])
def test_what_is_no_phone_number_is_refused_with_an_example(typed):
    assert "contoh 0812 3456 7890" in refusal(PhoneField(label="Nomor ponsel"), typed)


def test_a_code_may_be_pasted_with_a_gap():
    assert OneTimeCodeField(label="Kode").clean("123 456") == "123456"
    assert refusal(OneTimeCodeField(label="Kode"), "12345") == "Kode harus 6 angka. Yang Anda tulis 5 angka."


@pytest.mark.parametrize("month", ["8", "08", "Agustus", "agu", "Ags", "August"])
def test_a_month_may_be_a_number_or_a_word(month):
    assert ThreeBoxDateField(label="Tanggal lahir").clean(["17", month, "1985"]) == date(1985, 8, 17)


@pytest.mark.parametrize(
    ("boxes", "sentence"),
    [
        (["", "", ""], "Tanggal lahir harus berisi hari, bulan dan tahun, contoh 17 8 1985."),
        (["17", "8", ""], "Tanggal lahir belum lengkap: isi juga tahun."),
        (["", "8", ""], "Tanggal lahir belum lengkap: isi juga hari dan tahun."),
        (["31", "2", "1985"], "Tanggal lahir harus tanggal yang ada di kalender, contoh 17 8 1985."),
        (["17", "8", "85"], "Tahun pada tanggal lahir harus empat angka, contoh 1985."),
        (["17", "kuda", "1985"], "Tanggal lahir harus ditulis dengan angka, contoh 17 8 1985."),
        (["17", "8", "99999999999999999999"], "Tahun pada tanggal lahir harus empat angka, contoh 1985."),
        (["0", "8", "0000"], "Tanggal lahir harus tanggal yang ada di kalender, contoh 17 8 1985."),
    ],
)
def test_a_date_that_cannot_be_read_says_which_part(boxes, sentence):
    assert refusal(ThreeBoxDateField(label="Tanggal lahir"), boxes) == sentence


def test_an_optional_date_may_stay_empty():
    assert ThreeBoxDateField(label="Tanggal meninggal", required=False).clean(["", "", ""]) is None


def test_a_name_of_one_word_is_a_name_and_blanks_are_squeezed():
    assert FullNameField(label="Nama lengkap").clean("Suharti") == "Suharti"
    assert FullNameField(label="Nama lengkap").clean("  Siti\u00a0 Rahmawati ") == "Siti Rahmawati"
    assert FullNameField(label="Nama lengkap").clean("H. Moh. Syafi'i, S.E.") == "H. Moh. Syafi'i, S.E."


def test_a_name_with_markup_or_digits_is_refused():
    assert "tidak boleh memuat angka" in refusal(FullNameField(label="Nama lengkap"), "<b>Siti</b>")
    assert "tidak boleh memuat angka" in refusal(FullNameField(label="Nama lengkap"), "Siti 2")


@pytest.mark.parametrize("typed", ["=Budi", "@Budi", "+Budi", "Budi;=1+1", "Budi = Siti"])
def test_a_name_that_a_spreadsheet_would_run_is_refused(typed):
    for field in (FullNameField(label="Nama lengkap"), BankNameField(label="Nama bank")):
        assert "tanda seperti < > = @ ; +" in refusal(field, typed)


def test_a_name_begins_with_a_letter():
    assert refusal(FullNameField(label="Nama lengkap"), "-") == "Nama lengkap harus dimulai dengan huruf."
    assert refusal(BankNameField(label="Nama bank"), "- BRI") == "Nama bank harus dimulai dengan huruf."
    assert FullNameField(label="Nama lengkap").clean("\u2019Aisyah") == "\u2019Aisyah"


def test_a_bank_may_hold_a_number_and_blanks_nobody_sees_are_gone():
    assert BankNameField(label="Nama bank").clean(" Bank\u00a09 Jambi\u200b") == "Bank 9 Jambi"


def test_a_file_is_one_not_empty_and_under_the_limit():
    paper = PaperFileField(label="KTP", max_megabytes=1)
    megabyte = 1024 * 1024

    assert paper.clean(SimpleUploadedFile("ktp.jpg", b"x" * megabyte)).size == megabyte
    assert "1,1 MB, sedangkan batasnya 1 MB" in refusal(paper, SimpleUploadedFile("ktp.jpg", b"x" * (megabyte + 1)))
    assert "kosong" in refusal(paper, SimpleUploadedFile("ktp.jpg", b""))
    assert refusal(paper, None) == "Pilih foto atau berkas dulu."
    assert "satu berkas" in refusal(paper, [SimpleUploadedFile("a.jpg", b"a"), SimpleUploadedFile("b.jpg", b"b")])
