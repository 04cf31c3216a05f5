"""Looks at one file a person sent and makes clean page images of it, or says in a sentence why it cannot be used.

What leaves here was drawn anew: no metadata, no place where a photo was taken, no script, no second file behind the
first. The portal never opens the file itself: that is done apart (`sandbox`), and what comes back is looked at before
it is believed. Runs in the worker, never in a web process.
"""

import logging
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import IO

from django.utils.formats import number_format

from claims.cleaning import kinds, ocr, plain_jpeg, sandbox, scanner
from claims.cleaning.apart.talk import COUNT, MAX_PAGES, MEGABYTE, NOTES, PAGE, Job, Outcome
from claims.cleaning.cards import CardRead
from claims.cleaning.sentences import OFFICER_NOTES, SENTENCES, WARNINGS, Busy, FileRefused, ScannerDown, Waits

__all__ = [
    "MAX_BYTES", "OFFICER_NOTES", "SENTENCES", "WARNINGS", "Busy", "CardRead", "CleanFile", "CleanPage", "FileRefused",
    "ScannerDown", "Waits", "Wants", "examine", "unlikeness",
]  # fmt: skip

logger = logging.getLogger(__name__)

MAX_BYTES = 6 * MEGABYTE

UNUSABLE = {
    Outcome.LOCKED: ("pdf_locked", "pdf_locked"),
    Outcome.EMPTY: ("pdf_empty", "pdf_empty"),
    Outcome.TOO_MANY_PIXELS: ("too_many_pixels", "too_many_pixels"),
    Outcome.TOO_HEAVY: ("picture_too_heavy", "pdf_too_heavy"),
    Outcome.NO_HEIC: ("heic", "heic"),
    Outcome.UNREADABLE: ("picture_unreadable", "pdf_unreadable"),
}
"""How the looking may end without pages, and the cause for it: of a picture, of a PDF."""


@dataclass(frozen=True)
class Wants:
    """What is to be found out besides, where tesseract is installed: it takes a second a page."""

    card: bool = False
    turns: bool = False


@dataclass(frozen=True)
class CleanPage:
    """A page as a plain JPEG, upright; sizes in pixels. `notes` are codes of WARNINGS."""

    image: bytes
    thumbnail: bytes
    width: int
    height: int
    likeness: int
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class CleanFile:
    """What became of one file. `notes` are codes of OFFICER_NOTES; `read` what was read on a card, if asked."""

    kind: str
    pages: list[CleanPage]
    notes: list[str] = field(default_factory=list)
    read: CardRead = field(default_factory=CardRead)


def examine(content: Iterable[bytes], *, file_name: str, declared_type: str, wants: Wants = Wants()) -> CleanFile:
    """Make clean pages of a JPEG, PNG, WebP, HEIC or PDF, or raise FileRefused with the sentence for the person.

    Raises Busy or ScannerDown (both Waits) when nothing can be said about the file now.
    """
    with sandbox.in_memory(content, MAX_BYTES) as (original, size):
        if not size:
            raise FileRefused("empty")
        if size > MAX_BYTES:
            raise FileRefused("too_big", megabytes=number_format(math.ceil(size / MEGABYTE * 10) / 10, 1))
        original.seek(0)
        job = kinds.decoder_for(original.read(kinds.HEAD), file_name=file_name, declared_type=declared_type)
        notes = scanner.scan(original)
        pages = pages_of(job, original)
    read = _look_closer(pages, wants)
    return CleanFile(kinds.kind_of(job), pages, notes, read)


def unlikeness(one: int, other: int) -> int:
    """In how many of its 64 bits the likeness of two pages differs: up to about 6 they show the same picture."""
    return ((one ^ other) & (1 << 64) - 1).bit_count()


def pages_of(job: Job, original: IO[bytes]) -> list[CleanPage]:
    """The pages of a file as its decoder drew them apart, or FileRefused."""
    done = sandbox.run(job, original)
    is_pdf = job == Job.PDF
    if done.outcome == Outcome.TOO_MANY_PAGES and len(done.handed_back) == COUNT.size:
        raise FileRefused("too_many_pages", pages=COUNT.unpack(done.handed_back)[0])
    if done.outcome != Outcome.DONE:
        raise FileRefused(UNUSABLE.get(done.outcome, UNUSABLE[Outcome.UNREADABLE])[is_pdf])
    try:
        return _parted(done.handed_back)
    except ValueError as failure:
        logger.error("What came back of a file was not made by us")  # noqa: TRY400 - the trace says no more
        raise FileRefused(UNUSABLE[Outcome.UNREADABLE][is_pdf]) from failure


def _parted(handed_back: bytes) -> list[CleanPage]:
    """The pages, none believed to be what it says it is. Raises ValueError for anything but pages of ours."""
    pages: list[CleanPage] = []
    at = 0
    while at < len(handed_back) and len(pages) < MAX_PAGES:
        if len(handed_back) < at + PAGE.size:
            raise ValueError("cut off")
        likeness, bits, *lengths = PAGE.unpack_from(handed_back, at)
        at += PAGE.size
        image, thumbnail = handed_back[at : at + lengths[0]], handed_back[at + lengths[0] : at + sum(lengths)]
        at += sum(lengths)
        plain_jpeg.size_of(thumbnail)
        noticed = [note for place, note in enumerate(NOTES) if bits >> place & 1]
        pages.append(CleanPage(image, thumbnail, *plain_jpeg.size_of(image), likeness, noticed))
    if not pages or at != len(handed_back):
        raise ValueError("not pages")
    return pages


def _look_closer(pages: list[CleanPage], wants: Wants) -> CardRead:
    """Read what is wanted on the first pages, and note those that seem to be turned."""
    found = CardRead()
    for page in pages[: ocr.PAGES_READ] if wants.card or wants.turns else []:
        with sandbox.in_memory([page.image], len(page.image)) as (image, _size):
            if wants.turns and ocr.is_turned(image):
                page.notes.append("turned")
            if wants.card:
                found += ocr.read_card(image)
    return found
