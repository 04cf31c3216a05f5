"""What a scanner or a hand put into the gate's one field is known for what it is."""

from uuid import uuid4

import pytest

from claims import fresh
from frontdesk.reading import Scanned, read

VISIT = str(uuid4())


@pytest.fixture
def case() -> str:
    return fresh.case_number()


@pytest.mark.parametrize("written", ["{}", " {} ", "https://lapak.example/klaim/{}/", "LAPAK|{}|amplop"])
def test_a_case_number_is_found_alone_and_in_what_a_slip_holds(case, written):
    assert read(written.format(case)) == Scanned(case_number=case)


def test_a_case_number_is_read_as_it_is_typed_in_a_hurry(case):
    assert read(case.lower().replace("-", " ")) == Scanned(case_number=case)


def test_a_case_number_with_one_wrong_letter_is_nobodys(case):
    wrong = case[:-1] + ("2" if case[-1] != "2" else "3")

    assert read(wrong) is None


@pytest.mark.parametrize("written", ["{}", "https://lapak.example/kunjungan/{}/"])
def test_a_ticket_is_known_by_the_key_of_its_visit(written):
    assert read(written.format(VISIT.upper())) == Scanned(visit=VISIT)


@pytest.mark.parametrize("typed", ["A12", "a012", "A 12", "a-12", "A0012"])
def test_a_number_of_the_day_is_known_by_its_letter(typed):
    assert read(typed) == Scanned(number=("A", 12))


@pytest.mark.parametrize("typed", ["3171011708850001", "3171 0117 0885 0001", "3171.011708850001"])
def test_sixteen_digits_are_a_nik(typed):
    assert read(typed) == Scanned(nik="3171011708850001")


@pytest.mark.parametrize("typed", ["", "   ", "Budi", "D12", "A0", "317101170885000", "31710117088500011", "x" * 300])
def test_anything_else_is_nothing(typed):
    assert read(typed) is None
