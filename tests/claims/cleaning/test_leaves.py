"""A scan is looked through apart, and what comes back of it is not believed either."""

import logging

import pytest

from claims.cleaning import FileRefused, leaves
from claims.cleaning.apart.talk import COUNT, LEAF, Outcome
from tests import sample_files
from tests.claims.cleaning.looking import played_by
from tests.dropbox.scans import scanner

pytestmark = pytest.mark.usefixtures("own_zygotes")

SMALL = sample_files.jpeg(64, 48)


def leaf(codes: bytes = b"LAPAK:KTP", thumbnail: bytes = SMALL) -> bytes:
    return LEAF.pack(False, len(codes), len(thumbnail)) + codes + thumbnail


def opened(content: bytes):
    return leaves.opened([content], file_name="pindaian.pdf", declared_type="")


def seen(content: bytes, first: int = 0, number: int = 9) -> tuple[int, list[leaves.Leaf]]:
    with opened(content) as scan:
        return scan.leaves(first, number)


def handing_back(content: bytes) -> str:
    return f"os.write(target, {content!r})\nend({int(Outcome.DONE)})"


def test_codes_blankness_and_the_number_of_pages_are_seen():
    pages, found = seen(scanner.pdf(scanner.separator("LAPAK:KTP"), scanner.page(), scanner.blank()))

    assert pages == 3
    assert [(each.codes, each.is_blank) for each in found] == [(("LAPAK:KTP",), False), ((), False), ((), True)]


def test_only_the_pages_asked_for_are_looked_at():
    content = scanner.pdf(*map(scanner.page, range(5)))

    assert [len(seen(content, first, 2)[1]) for first in (0, 2, 4, 9)] == [2, 2, 1, 0]


def test_pages_are_cut_out_as_they_were_scanned():
    content = scanner.pdf(scanner.page(1), scanner.separator("LAPAK:KK"), scanner.page(2))
    with opened(content) as scan:
        part = scan.cut([1, 2])

    pages, found = seen(part)
    assert (pages, found[0].codes) == (2, ("LAPAK:KK",))


def test_a_scan_of_more_pages_than_a_tray_holds_is_refused_with_their_number():
    with pytest.raises(FileRefused, match="301 halaman"):
        seen(sample_files.pdf(301))


@pytest.mark.parametrize(
    "handed_back",
    [
        b"", b"\0", COUNT.pack(1), COUNT.pack(1) + leaf()[:-1], COUNT.pack(1) + leaf(thumbnail=b"GIF89a"),
        COUNT.pack(1) + leaf() * 2, COUNT.pack(2) + leaf(), COUNT.pack(1) + leaf(codes=b"\xff\xfe"),
        COUNT.pack(1) + LEAF.pack(False, 60_000, 2**32 - 1) + SMALL,
    ],
)  # fmt: skip
def test_a_process_that_was_taken_over_hands_back_no_pages_and_drops_none(handed_back, monkeypatch, tmp_path, caplog):
    caplog.set_level(logging.CRITICAL)
    content = scanner.pdf(scanner.page())

    with played_by(monkeypatch, tmp_path, handing_back(handed_back)), pytest.raises(FileRefused):
        seen(content)


def test_pages_as_they_should_be_are_taken(monkeypatch, tmp_path):
    content = scanner.pdf(scanner.page())

    with played_by(monkeypatch, tmp_path, handing_back(COUNT.pack(1) + leaf())):
        assert seen(content) == (1, [leaves.Leaf(("LAPAK:KTP",), False, SMALL)])
