"""Some pages of a scan as a file of their own, no larger than any file a claim takes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from claims import cleaning
from claims.cleaning import leaves as looking_through
from claims.cleaning.apart.talk import MAX_PAGES, Job
from claims.cleaning.sandbox import in_memory
from dropbox.models.scans import Leaf, Scan

PDF, JPEG = "application/pdf", "image/jpeg"


@dataclass(frozen=True)
class Piece:
    """Pages of one scan, and the file they make together."""

    leaves: Sequence[Leaf]
    content: bytes
    file_name: str
    type: str


@contextmanager
def opened(scan: Scan) -> Iterator[looking_through.Scan]:
    """The scan, to be looked through apart."""
    name, declared = scan.file_name, scan.declared_type
    with looking_through.opened(scan.original(), file_name=name, declared_type=declared) as source:
        yield source


def pieces(source: looking_through.Scan, leaves: Sequence[Leaf]) -> Iterator[Piece]:
    """The pages in as few files as hold them, as they were scanned. A page too heavy by itself is drawn anew."""
    for at in range(0, len(leaves), MAX_PAGES):
        yield from _pieces(source, leaves[at : at + MAX_PAGES])


def _pieces(source: looking_through.Scan, leaves: Sequence[Leaf]) -> Iterator[Piece]:
    content = source.cut([leaf.number - 1 for leaf in leaves]) if source.is_pdf else source.whole()
    if len(content) <= cleaning.MAX_BYTES:
        file_type = PDF if source.is_pdf else ""
        yield Piece(leaves, content, _named(leaves, "pdf") if source.is_pdf else leaves[0].scan.file_name, file_type)
    elif len(leaves) > 1:
        middle = len(leaves) // 2
        yield from _pieces(source, leaves[:middle])
        yield from _pieces(source, leaves[middle:])
    else:
        yield Piece(leaves, _drawn(source.kind, content), _named(leaves, "jpg"), JPEG)


def _drawn(kind: Job, content: bytes) -> bytes:
    with in_memory([content], len(content)) as (file, _size):
        return cleaning.pages_of(kind, file)[0].image


def _named(leaves: Sequence[Leaf], suffix: str) -> str:
    first, last = leaves[0].number, leaves[-1].number
    pages = f"halaman {first}" if first == last else f"halaman {first}-{last}"
    return f"{leaves[0].scan.file_name.rpartition('.')[0] or 'pindaian'}, {pages}.{suffix}"
