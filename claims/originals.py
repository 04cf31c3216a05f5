"""A file as it was sent, kept in sealed pieces, so that no process ever holds a whole file it only passes on.

Each file has a data key of its own. Whose row speaks of the file holds it, sealed under the key of the claim, so that
erasing the claim erases the file; what has no claim yet rests under the house's keys until it has one.

    kept = keep(chunks)

What cannot be had as one stream is written to a `Keeping` as it comes.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from privacy import sealed_files, vault

PIECE = 512 * 1024
"""Bytes of one piece: what a process holds of a file while it passes it on."""


@dataclass(frozen=True)
class Kept:
    """A whole file at rest. `key` is its data key; it rests sealed in the row that speaks of the file."""

    file_id: UUID
    pieces: list[str]
    size: int
    sha256: bytes
    key: bytes

    def __repr__(self) -> str:
        return f"<Kept {self.file_id}>"


class Keeping:
    """A file that is being kept as its bytes come. Bytes that do not fill a piece wait for the next."""

    def __init__(self, file_id: UUID | None = None, *, key: bytes = b"", pieces: Sequence[str] = ()) -> None:
        self.file_id, self.key = file_id or uuid4(), key or fresh_key()
        self.pieces, self.size = list(pieces), 0
        self._cipher = vault.DataKey(self.key)
        self._waiting = bytearray()
        self._sha256 = hashlib.sha256()

    def write(self, chunk: bytes) -> None:
        self.size += len(chunk)
        self._sha256.update(chunk)
        self._waiting += chunk
        while len(self._waiting) >= PIECE:
            self._store(PIECE)

    def flush(self) -> None:
        """Store also what does not fill a piece, so that `pieces` is all that was written."""
        if self._waiting:
            self._store(len(self._waiting))

    def finish(self) -> Kept:
        """All of it is here, written by this one; see `finished` for what came in several requests."""
        self.flush()
        return Kept(self.file_id, self.pieces, self.size, self._sha256.digest(), self.key)

    def discard(self) -> None:
        """Nothing came of it: remove what was stored."""
        discard(self.pieces)

    def _store(self, number: int) -> None:
        about = _about(self.file_id, len(self.pieces))
        self.pieces.append(sealed_files.store(bytes(self._waiting[:number]), key=self._cipher, about=about))
        del self._waiting[:number]


def fresh_key() -> bytes:
    """A data key for one file."""
    return os.urandom(vault.KEY_BYTES)


def keep(chunks: Iterable[bytes]) -> Kept:
    """Keep a whole file as it is read."""
    keeping = Keeping()
    for chunk in chunks:
        keeping.write(chunk)
    return keeping.finish()


def finished(file_id: UUID, *, key: bytes, pieces: Sequence[str]) -> Kept:
    """A file whose pieces came in several requests: its size and SHA-256 are read from them."""
    size, sha256 = 0, hashlib.sha256()
    for piece in read(pieces, key=vault.DataKey(key), file_id=file_id):
        size += len(piece)
        sha256.update(piece)
    return Kept(file_id, list(pieces), size, sha256.digest(), key)


def read(pieces: Sequence[str], *, key: vault.DataKey, file_id: UUID, first: int = 0) -> Iterator[bytes]:
    """The file, or its pieces from the `first` on. Raises vault.Unreadable when one was altered or is gone."""
    for number, name in enumerate(pieces[first:], first):
        yield sealed_files.read(name, key=key, about=_about(file_id, number))


def discard(pieces: Sequence[str]) -> None:
    """Remove the pieces. Harmless when they are already gone."""
    for name in pieces:
        sealed_files.discard(name)


def _about(file_id: UUID, number: int) -> str:
    """What a piece is bound to: neither another file's nor another place in this one passes for it."""
    return f"claims.original:{file_id}:{number}"
