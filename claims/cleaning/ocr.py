"""Reads what stands on a page, where tesseract is installed (apt: tesseract-ocr, tesseract-ocr-ind). Never a verdict.

tesseract gets page images of our own making only, and runs apart under the limits of every other job. Where it or its
Indonesian is missing nothing is read, and the operator's page says so.
"""

import re
import shutil
import subprocess
from functools import cache
from typing import IO

from claims.cleaning import sandbox
from claims.cleaning.apart.talk import Job, Outcome
from claims.cleaning.cards import CardRead, card_of
from claims.cleaning.sentences import Busy

PAGES_READ = 2
"""Of a file; an identity card has one page, a family card one or two."""

SURE = 3.0
"""tesseract's confidence that writing stands turned. On drawn tables, letters and slips it was 4 to 13 and
always right; of a card with few words it says nothing."""


def is_there() -> bool:
    """Whether cards can be read on this machine."""
    return "ind" in languages()


def tells_turns() -> bool:
    return "osd" in languages()


def read_card(page: IO[bytes]) -> CardRead:
    """Numbers, names and birth dates on the page image of an identity or family card."""
    return card_of(_read(Job.READ, page)) if is_there() else CardRead()


def is_turned(page: IO[bytes]) -> bool:
    """Whether the writing stands on its side or its head, as far as tesseract is sure."""
    told = _read(Job.TURN, page) if tells_turns() else ""
    rotate = re.search(r"Rotate: (\d+)", told)
    sure = re.search(r"Orientation confidence: ([\d.]+)", told)
    return bool(rotate and sure and int(rotate[1]) != 0 and float(sure[1]) >= SURE)


@cache
def languages() -> frozenset[str]:
    """What tesseract can read; empty without it. Asked once: who installs it restarts the worker."""
    try:
        listed = subprocess.run([_program(), "--list-langs"], capture_output=True, timeout=10, check=True)  # noqa: S603 - fixed
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    return frozenset(listed.stdout.decode(errors="replace").split()[1:])


def _program() -> str:
    return shutil.which("tesseract") or "/usr/bin/tesseract"


def _read(job: Job, page: IO[bytes]) -> str:
    """What tesseract says. Nothing when it fails: the officer reads for themselves."""
    try:
        done = sandbox.run(job, page, wanted=_program().encode())
    except Busy:
        return ""
    return done.handed_back.decode(errors="replace") if done.outcome == Outcome.DONE else ""
