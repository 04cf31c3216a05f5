import hashlib
import os
from uuid import uuid4

import pytest

from claims import originals
from claims.originals import PIECE, Keeping
from privacy import vault


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 17])
def test_what_is_kept_is_read_as_it_was_written(size):
    content = os.urandom(size)
    keeping = Keeping()
    for at in range(0, size, 60_000):
        keeping.write(content[at : at + 60_000])

    kept = keeping.finish()

    assert b"".join(read(kept)) == content
    assert (kept.size, kept.sha256) == (size, hashlib.sha256(content).digest())
    assert len(kept.pieces) == -(-size // PIECE)


def test_a_file_that_came_in_two_goes_is_one():
    first, second = os.urandom(PIECE + 5), os.urandom(10)
    begun = Keeping()
    begun.write(first)
    begun.flush()
    later = Keeping(begun.file_id, key=begun.key, pieces=begun.pieces)
    later.write(second)
    later.flush()

    kept = originals.finished(begun.file_id, key=begun.key, pieces=later.pieces)

    assert b"".join(read(kept)) == first + second
    assert kept.sha256 == hashlib.sha256(first + second).digest()


def test_pieces_do_not_open_in_another_order_or_as_another_file():
    keeping = Keeping()
    keeping.write(os.urandom(2 * PIECE))
    kept = keeping.finish()

    with pytest.raises(vault.Unreadable):
        list(originals.read(kept.pieces[::-1], key=vault.DataKey(kept.key), file_id=kept.file_id))
    with pytest.raises(vault.Unreadable):
        list(originals.read(kept.pieces, key=vault.DataKey(kept.key), file_id=uuid4()))


def test_nothing_is_left_of_what_is_discarded():
    keeping = Keeping()
    keeping.write(os.urandom(PIECE))

    keeping.discard()

    with pytest.raises(vault.Unreadable):
        list(originals.read(keeping.pieces, key=vault.DataKey(keeping.key), file_id=keeping.file_id))


def read(kept):
    return originals.read(kept.pieces, key=vault.DataKey(kept.key), file_id=kept.file_id)
