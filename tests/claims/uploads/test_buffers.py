"""Neither door holds more of a file than a piece and its copy, however large it is. The bench says what it costs."""

import pytest

from claims import originals
from claims.cleaning import MAX_BYTES
from claims.models import PaperFile
from claims.originals import PIECE
from claims.uploads import arriving
from tests.claims.uploads.sample import noisy_photo
from tests.claims.uploads.tus import begin, send

pytestmark = pytest.mark.usefixtures("house")

CONTENT = noisy_photo(MAX_BYTES)
MOST = 2 * (PIECE + arriving.CHUNK)


@pytest.fixture
def held(monkeypatch) -> list[int]:
    """Bytes in hand at every write: what waits to be sealed, and what was just handed over."""
    counted: list[int] = []
    write = originals.Keeping.write

    def counting(keeping: originals.Keeping, chunk: bytes) -> None:
        counted.append(len(keeping._waiting) + len(chunk))
        write(keeping, chunk)

    monkeypatch.setattr(originals.Keeping, "write", counting)
    return counted


def test_in_parts_no_more_is_held_than_a_piece(claim, mine, kind, held):
    send(mine, begin(mine, claim, kind, len(CONTENT))["Location"], CONTENT)

    assert b"".join(PaperFile.objects.get().original()) == CONTENT
    assert len(held) >= len(CONTENT) / MOST
    assert max(held) <= MOST


def test_a_door_that_read_all_of_it_first_would_be_seen(claim, mine, kind, held, monkeypatch):
    """The control of the test above."""
    monkeypatch.setattr(arriving, "legs", lambda chunks: [b"".join(chunks)])

    send(mine, begin(mine, claim, kind, len(CONTENT))["Location"], CONTENT)

    assert max(held) >= len(CONTENT)
