"""Draws the pages of one PDF in a process of its own, which a hostile PDF may fill, slow down or crash.

A PDF is a program: nine forms that each call the next one ten times draw a thousand million times, and no look at the
file beforehand tells all such tricks. So the drawing is limited instead. `pages_drawn_apart` runs this file as a script
and gives it the PDF on its standard input; the script takes the means to do harm from itself before it looks.
It is no jail for somebody who takes over pdfium: docs/decisions/2026-11-21-pdfs-are-drawn-in-a-child.md.

Standard output holds one JPEG per page, each behind its length; only the exit code DRAWN makes it valid. Nothing of
Django is needed, so that the script starts at once.
"""

import ctypes
import io
import logging
import os
import re
import resource
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from enum import IntEnum
from pathlib import Path
from typing import IO

import pypdfium2 as pdfium
from PIL import Image, JpegImagePlugin  # noqa: F401 - once the doors are shut no plugin can be loaded any more

logger = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
MAX_PAGES = 20
MAX_PIXELS = 50_000_000
"""Of one picture, also of one inside a PDF. The cameras of today's cheap phones stop at this when used in full."""

LONG_SIDE = 2000
QUALITY = 85
MAX_DRAWN_BYTES = 64 * MEGABYTE
"""Twenty pages of pure grain at QUALITY stay below this."""

MAX_MEMORY = 1024 * MEGABYTE
"""Bytes of address space. The largest picture that is allowed takes 300 MB while pdfium draws it."""

MAX_SECONDS = 10
"""Of computing. Twenty scanned pages take two."""

PATIENCE = 15.0
"""Seconds by the clock on the wall, after which a drawing is stopped that computes little and still does not end."""

LENGTH = struct.Struct(">I")


class Outcome(IntEnum):
    """The script's exit codes; 1 and 2 are Python's own, and any other is a death."""

    DRAWN = 0
    LOCKED = 10
    EMPTY = 11
    TOO_MANY_PAGES = 12  # standard output holds their number
    TOO_MANY_PIXELS = 13
    UNREADABLE = 14


class Undrawable(Exception):
    """No pages, for the cause `outcome`. `pages` is their number when there are too many."""

    def __init__(self, outcome: Outcome, pages: int = 0) -> None:
        super().__init__(outcome.name)
        self.outcome, self.pages = outcome, pages


class NotStarted(Exception):
    """The machine has no room for one more process now; nothing was said about the PDF."""


# --- The portal's side ----------------------------------------------------------------------------------------------


def pages_drawn_apart(content: bytes) -> list[bytes]:
    """Every page of the PDF as a JPEG of the script's making, or Undrawable. Callers see to it that few run at once."""
    try:
        with os.fdopen(os.memfd_create("pages"), "w+b") as out:
            outcome = _run_apart(content, out)
            out.seek(0)
            drawn = out.read(MAX_DRAWN_BYTES)
    except OSError as failure:
        raise NotStarted from failure
    if outcome == Outcome.TOO_MANY_PAGES:
        raise Undrawable(outcome, pages=LENGTH.unpack(drawn)[0])
    if outcome != Outcome.DRAWN:
        raise Undrawable(outcome)
    return list(_parted(drawn))


def _run_apart(content: bytes, out: IO[bytes]) -> Outcome:
    """Run this file on `content`, isolated and with nothing in its environment: no room's module, no key of the portal.

    What it writes goes to a file in memory, which the portal reads no further than it wants to.
    """
    script = [sys.executable, "-I", "-B", str(Path(__file__).resolve())]
    try:
        done = subprocess.run(  # noqa: S603 - our own script; the PDF is no part of the command
            script, input=content, stdout=out, stderr=subprocess.DEVNULL, timeout=PATIENCE, env={}, check=False
        )
    except subprocess.TimeoutExpired:
        logger.warning("A PDF was not drawn within %s seconds", PATIENCE)
        return Outcome.UNREADABLE
    if done.returncode not in set(Outcome):
        logger.warning("The drawing of a PDF died: %s", done.returncode)
        return Outcome.UNREADABLE
    return Outcome(done.returncode)


def _parted(drawn: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(drawn):
        begin = at + LENGTH.size
        at = begin + LENGTH.unpack(drawn[at:begin])[0]
        yield drawn[begin:at]


# --- The script's side ----------------------------------------------------------------------------------------------


def limit_cost() -> None:
    """Whatever the PDF asks for, this process gets no more time and memory than this, and leaves no core file."""
    _limit(resource.RLIMIT_AS, MAX_MEMORY)
    _limit(resource.RLIMIT_CPU, MAX_SECONDS)
    _limit(resource.RLIMIT_FSIZE, MAX_DRAWN_BYTES)  # standard output is a file in memory: no other can be opened
    _limit(resource.RLIMIT_CORE, 0)


def shut_doors() -> None:
    """No new process (root still may), and no new descriptor: so no file is opened and no network reached."""
    _limit(resource.RLIMIT_NPROC, 0)
    _limit(resource.RLIMIT_NOFILE, 3)
    if sys.platform == "linux":
        set_no_new_privileges = 38
        ctypes.CDLL(None).prctl(set_no_new_privileges, 1, 0, 0, 0)


def _limit(what: int, most: int) -> None:
    allowed = resource.getrlimit(what)[1]
    limit = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
    resource.setrlimit(what, (limit, limit))


def pages_of(content: bytes) -> Iterator[Image.Image]:
    """Every page, drawn. Nothing of the PDF itself is kept, so neither is what it wanted to run."""
    with closing(_opened(content)) as pdf:
        if len(pdf) == 0:
            raise Undrawable(Outcome.EMPTY)
        if len(pdf) > MAX_PAGES:
            raise Undrawable(Outcome.TOO_MANY_PAGES, pages=len(pdf))
        pdf.init_forms()  # without this a filled-in form is drawn empty
        for number in range(len(pdf)):
            with closing(pdf[number]) as page:
                yield _drawn(page)


def _opened(content: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(content)
    except pdfium.PdfiumError as failure:
        if failure.err_code in (pdfium.raw.FPDF_ERR_PASSWORD, pdfium.raw.FPDF_ERR_SECURITY):
            raise Undrawable(Outcome.LOCKED) from failure
        raise Undrawable(Outcome.EMPTY if re.search(rb"/Count\s+0\b", content) else Outcome.UNREADABLE) from failure


def _drawn(page: pdfium.PdfPage) -> Image.Image:
    for picture in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE]):  # those nested elsewhere meet the limits
        width, height = picture.get_px_size()
        if width * height > MAX_PIXELS:
            raise Undrawable(Outcome.TOO_MANY_PIXELS)
    bitmap = page.render(scale=LONG_SIDE / max(page.get_size()), rev_byteorder=True)
    with closing(bitmap):
        return bitmap.to_pil().convert("RGB")


class Jpeg(io.BytesIO):
    """By such a name Pillow needs its JPEG plugin alone; told the format, it loads five, 30 ms later."""

    name = "page.jpg"


def draw(content: bytes, out: IO[bytes]) -> Outcome:
    """Write the pages of the PDF to `out`, or say why not."""
    try:
        for page in pages_of(content):
            jpeg = Jpeg()
            page.save(jpeg, quality=QUALITY)
            out.write(LENGTH.pack(jpeg.tell()) + jpeg.getvalue())
    except Undrawable as no:
        if no.outcome == Outcome.TOO_MANY_PAGES:
            out.write(LENGTH.pack(no.pages))
        return no.outcome
    return Outcome.DRAWN


def main() -> Outcome:
    """Draw standard input to standard output, within the limits."""
    limit_cost()
    content = sys.stdin.buffer.read()
    shut_doors()
    outcome = draw(content, sys.stdout.buffer)
    sys.stdout.flush()
    return outcome


if __name__ == "__main__":
    sys.exit(main())
