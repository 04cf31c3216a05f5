"""Whatever lies in the scanner, in whatever order: each page has one fate, and none is lost."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dropbox.models import Leaf
from dropbox.scans.codes import Said
from dropbox.scans.splitting import Seen, split

Fate = Leaf.Fate
SLIP, OTHER_SLIP, KTP, KK, DAMAGED = Said("LA-1"), Said("LA-2"), Said(kind="KTP"), Said(kind="KK"), Said()
PAGE, BLANK = Seen(), Seen(is_blank=True)


def sheet(*said: Said) -> Seen:
    return Seen(codes=said)


def where(*pages: Seen) -> list[tuple[str, str, str]]:
    return [(each.fate, each.owner, each.kind) for each in split(pages)]


def test_a_page_follows_the_last_separators_before_it():
    assert where(sheet(SLIP), sheet(KTP), PAGE, sheet(KK), PAGE) == [
        (Fate.SEPARATOR, "LA-1", ""),
        (Fate.SEPARATOR, "LA-1", "KTP"),
        (Fate.TO_FILE, "LA-1", "KTP"),
        (Fate.SEPARATOR, "LA-1", "KK"),
        (Fate.TO_FILE, "LA-1", "KK"),
    ]


def test_the_next_envelope_does_not_inherit_the_paper_of_the_last():
    *_others, last = split([sheet(SLIP), sheet(KTP), PAGE, sheet(OTHER_SLIP), PAGE])

    assert (last.fate, last.owner, last.because) == (Fate.TRAY, "LA-2", "no_kind")


def test_behind_a_damaged_number_nothing_goes_to_the_envelope_before_it():
    *_others, last = split([sheet(SLIP), sheet(KTP), PAGE, sheet(DAMAGED), sheet(KTP), PAGE])

    assert (last.fate, last.owner, last.because) == (Fate.TRAY, "", "unknown_code")


def test_a_blank_page_ends_nothing():
    placed = list(split([sheet(SLIP), sheet(KTP), PAGE, BLANK, PAGE]))

    assert placed[3].fate == Fate.BLANK
    assert placed[2].part == placed[4].part


def test_two_separators_on_one_sheet_are_both_read():
    assert where(sheet(SLIP, KTP), PAGE)[1] == (Fate.TO_FILE, "LA-1", "KTP")


def test_a_name_begins_anew_what_the_file_before_left_open():
    pages = [
        Seen(file_says=Said("LA-1", "KTP"), begins_file=True),
        Seen(begins_file=True),
        Seen(file_says=Said(kind="KK"), begins_file=True),
        Seen(file_says=Said("LA-2", ""), begins_file=True),
    ]

    assert where(*pages) == [
        (Fate.TO_FILE, "LA-1", "KTP"), (Fate.TO_FILE, "LA-1", "KTP"), (Fate.TO_FILE, "LA-1", "KK"),
        (Fate.TRAY, "LA-2", ""),
    ]  # fmt: skip


def test_pages_of_two_files_are_never_one_part():
    first, second = split([Seen(file_says=Said("LA-1", "KTP"), begins_file=True), Seen(begins_file=True)])

    assert first.part != second.part


SAID = st.sampled_from([SLIP, OTHER_SLIP, KTP, KK, DAMAGED])
ANY_PAGE = st.builds(
    Seen,
    codes=st.lists(SAID, max_size=2).map(tuple),
    is_blank=st.booleans(),
    file_says=st.none() | SAID,
    begins_file=st.booleans(),
)


MANY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@MANY
@given(st.lists(ANY_PAGE, max_size=20))
def test_every_page_that_goes_in_comes_out_with_one_fate(pages):
    placed = list(split(pages))
    fates = [each.fate for each in placed]

    assert len(placed) == len(pages)
    assert fates.count(Fate.SEPARATOR) == sum(bool(page.codes) for page in pages)
    assert set(fates) <= {Fate.SEPARATOR, Fate.BLANK, Fate.TO_FILE, Fate.TRAY}


@MANY
@given(st.lists(ANY_PAGE, max_size=20))
def test_what_is_filed_has_an_envelope_and_a_paper_and_what_is_not_has_a_cause(pages):
    for each in split(pages):
        assert (each.fate != Fate.TO_FILE) or (each.owner and each.kind)
        assert bool(each.because) == (each.fate == Fate.TRAY)


@pytest.mark.parametrize("separators", [(SLIP,), (SLIP, KTP), (KTP,), (DAMAGED,)])
def test_a_part_is_one_papers_alone(separators):
    pages = [sheet(SLIP), sheet(KK), PAGE, *(sheet(said) for said in separators), PAGE]

    before, *_between, after = [each for each in split(pages) if each.fate != Fate.SEPARATOR]

    assert before.part != after.part
