"""Looks through what a sheet-fed scanner made: the codes on its pages, the blank ones, and some pages cut out of it.

As with every file, the portal opens nothing itself (`sandbox`). What staff scan is larger than what people send, so it
is looked through some pages at a time, by two processes at once; and nothing of it is kept that is not cut out and
looked at once more as any file is (`cleaning.examine`).
"""

import logging
import os
import struct
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from claims.cleaning import UNUSABLE, kinds, plain_jpeg, sandbox
from claims.cleaning.apart.talk import COUNT, LEAF, LEAVES, MEGABYTE, PLACE, Job, Outcome
from claims.cleaning.sentences import FileRefused

logger = logging.getLogger(__name__)

MAX_SCAN_BYTES = 120 * MEGABYTE
"""A hundred sheets in colour at 200 dpi are 30 to 60 MB."""

AT_ONCE = sandbox.AT_ONCE


@dataclass(frozen=True)
class Leaf:
    """One page of a scan, as it was seen: the texts of its QR codes, whether it is blank, and the page very small."""

    codes: tuple[str, ...]
    is_blank: bool
    thumbnail: bytes


@dataclass(frozen=True)
class Scan:
    """A scan that is open to be looked through. `kind` is its decoder."""

    source: IO[bytes]
    kind: Job

    @property
    def is_pdf(self) -> bool:
        return self.kind == Job.PDF

    def leaves(self, first: int, number: int) -> tuple[int, list[Leaf]]:
        """How many pages it has, and those from the `first` on (counted from 0), at most so many. Or FileRefused."""
        wanted = LEAVES.pack(self.kind, first, number)
        handed_back = self._done(Job.LEAVES, wanted)
        try:
            pages = COUNT.unpack_from(handed_back)[0]
            leaves = list(_parted(handed_back[COUNT.size :], number))
            if len(leaves) != max(0, min(number, pages - first)):
                raise ValueError("pages are missing")
            return pages, leaves
        except (ValueError, struct.error) as failure:
            logger.error("What came back of a scan was not made by us")  # noqa: TRY400 - the trace says no more
            raise self._refusal(Outcome.UNREADABLE) from failure

    def whole(self) -> bytes:
        """The file as it came, for what is one page: a picture."""
        return os.pread(self.source.fileno(), MAX_SCAN_BYTES, 0)

    def cut(self, places: Sequence[int]) -> bytes:
        """These pages, counted from 0, as a PDF of their own, as they were scanned."""
        return self._done(Job.CUT, b"".join(PLACE.pack(place) for place in places))

    def _done(self, job: Job, wanted: bytes) -> bytes:
        done = sandbox.run(job, self.source, wanted=wanted)
        if done.outcome == Outcome.TOO_MANY_PAGES and len(done.handed_back) == COUNT.size:
            raise FileRefused("scan_too_long", pages=COUNT.unpack(done.handed_back)[0])
        if done.outcome != Outcome.DONE:
            raise self._refusal(done.outcome)
        return done.handed_back

    def _refusal(self, outcome: Outcome) -> FileRefused:
        return FileRefused(UNUSABLE.get(outcome, UNUSABLE[Outcome.UNREADABLE])[self.is_pdf])


@contextmanager
def opened(content: Iterable[bytes], *, file_name: str, declared_type: str) -> Iterator[Scan]:
    """The scan, by what its first bytes are. Raises FileRefused when it cannot be one."""
    with sandbox.in_memory(content, MAX_SCAN_BYTES) as (source, size):
        if not size:
            raise FileRefused("empty")
        source.seek(0)
        head = source.read(kinds.HEAD)
        yield Scan(source, kinds.decoder_for(head, file_name=file_name, declared_type=declared_type))


def _parted(handed_back: bytes, most: int) -> Iterator[Leaf]:
    """The pages, none believed to be what it says it is. Raises ValueError for anything but pages of ours."""
    at = found = 0
    while at < len(handed_back):
        if found == most or len(handed_back) < at + LEAF.size:
            raise ValueError("not pages")
        is_blank, of_codes, of_thumbnail = LEAF.unpack_from(handed_back, at)
        at += LEAF.size
        codes, thumbnail = handed_back[at : at + of_codes], handed_back[at + of_codes : at + of_codes + of_thumbnail]
        at += of_codes + of_thumbnail
        plain_jpeg.size_of(thumbnail)
        yield Leaf(tuple(codes.decode("ascii").splitlines()), is_blank, thumbnail)
        found += 1
