"""What is taken from the words on a card, line by line as tesseract gives them."""

import pytest

from claims.cleaning.cards import CardRead, card_of

KTP = """
PROVINSI CONTOH
NIK : 3171011708850001
Nama : BUDI CONTOH SANTOSA
Tempat/Tgl Lahir : KOTA CONTOH, 17-08-1985
Berlaku Hingga : SEUMUR HIDUP
Kota Contoh 21-11-2019
"""
BELOW = "Nama\n\nBudi Contoh Santosa\n\nNIK\n3171011708850001\n\nLahir\nKota Mega, 17-08-1985\n"
KK = """
Nama Kepala Keluarga : BUDI CONTOH
Nama Lengkap NIK Tanggal Lahir
1 Budi Contoh 3171011708850001 LAKI-LAKI 17-08-1985
2 Sekar Contoh 3171014309870002 PEREMPUAN 03-09-1987
"""


@pytest.mark.parametrize("words", [KTP, BELOW], ids=["on the line of its label", "below its label"])
def test_a_card_says_who_somebody_is(words):
    read = card_of(words)

    assert read.niks == ("3171011708850001",)
    assert [name.upper() for name in read.names] == ["BUDI CONTOH SANTOSA"]
    assert read.births == ("1985-08-17",)  # not the day it was made out


def test_a_family_card_says_it_of_each_member():
    read = card_of(KK)

    assert read.niks == ("3171011708850001", "3171014309870002")
    assert {"Budi Contoh", "Sekar Contoh"} <= set(read.names)
    assert read.births == ("1985-08-17", "1987-09-03")


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Nama",
        "Nama NIK Hubungan",
        "Nama : 7",
        "Tempat/Tgl Lahir : KOTA, 45-13-1985",
        "Lahir",
        "17-08-1985",
        "Namanya Budi",
    ],
)
def test_what_is_odd_is_left_out(words):
    assert card_of(words) == CardRead()


def test_a_page_of_endless_rows_is_cut():
    people = [("Ke" + "a" * number, f"317101170885{number:04d}", f"17-08-{1900 + number}") for number in range(1, 60)]
    rows = "\n".join(" ".join(person) for person in people)

    read = card_of(rows)

    assert {len(read.niks), len(read.names), len(read.births)} == {12}


def test_two_pages_are_read_as_one():
    both = card_of(KTP) + card_of(KK)

    assert both.niks == ("3171011708850001", "3171014309870002")
