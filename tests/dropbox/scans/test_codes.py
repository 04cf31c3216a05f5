"""What codes on pages and names of files say."""

import pytest

from claims import fresh
from dropbox.scans.codes import Said, in_name, on_page

KINDS = frozenset({"KTP", "KK", "F3KK1", "PHK_TT"})


@pytest.fixture
def case() -> str:
    return fresh.case_number()


def test_a_slip_an_envelopes_label_and_a_papers_sheet_are_told_apart(case):
    label = f"AM{case[2:]}"

    assert on_page(case) == Said(owner=case)
    assert on_page(f"https://lapak.example/amplop/{case}/") == Said(owner=case)
    assert on_page(label) == Said(owner=label)
    assert on_page("lapak:ktp") == Said(kind="KTP")


@pytest.mark.parametrize("text", ["https://dukcapil.example/kk/31710", "", "0812345", "LAPAKU"])
def test_a_strangers_code_says_nothing(text):
    assert on_page(text) is None


def test_one_of_ours_that_cannot_be_read_is_damaged(case):
    other = "3" if case[-1] != "3" else "4"

    assert on_page(case[:-1] + other).is_damaged
    assert on_page("LAPAK:").is_damaged


def test_a_files_name_says_whose_it_is_and_which_paper(case):
    assert in_name(f"{case}_KTP_2.jpg", KINDS) == Said(case, "KTP")
    assert in_name(f"{case.lower()} phk_tt.pdf", KINDS) == Said(case, "PHK_TT")
    assert in_name(f"F3KK1 {case}.pdf", KINDS) == Said(case, "F3KK1")
    assert in_name("KK.pdf", KINDS) == Said("", "KK")
    assert in_name("Scan_20261122_0001.pdf", KINDS) is None
