"""How long a paper takes until its pages are there, beside what decoding and encoding alone take in one process.

Ours runs from taking the row to the committed pages: the original unsealed, opened apart, the pages sealed, stored and
held against those of other claims. Both take turns, so that what else the machine does meets both. The photo is drawn:
12 megapixels, near 6 MB, held upright as EXIF says. Virus scanner and OCR are no part of it.
"""

import io
import random
import time
from collections.abc import Callable
from statistics import median
from typing import Any
from unittest import mock
from uuid import UUID

import pypdfium2
from django.utils import timezone
from PIL import ExifTags, Image, ImageOps
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from bench import line
from claims import looking, originals, papers
from claims.cleaning import ocr, sandbox
from claims.cleaning.apart.talk import Job
from claims.models import Claim, PaperFile

ROUNDS = 15
PAGES, LINES = 20, 45
DPI, QUALITY = 150, 85
A4 = (595, 842)  # points


def measure() -> None:
    """On the claims that were opened before."""
    with mock.patch.object(ocr, "languages", frozenset):  # tesseract may or may not be on this machine
        _say("papers.photo", Job.JPEG, phone_photo(), _by_pillow)
        _say("papers.pdf", Job.PDF, letters(seal=True), _by_pdfium)
        _say("papers.pdf_without_colour", Job.PDF, letters(seal=False), _by_pdfium)
        _say("papers.pdf_of_scans", Job.PDF, scans(), _by_pdfium)
    sandbox.end_all()


def _say(name: str, job: Job, content: bytes, alone: Callable[[bytes], object]) -> None:
    claims = Claim.objects.filter(status=Claim.Status.AWAITING_PAPERS, files=None)[: ROUNDS + 1]
    first, *files = [_received(claim, content) for claim in claims]
    first_took = _seconds(_look, first)
    alone(content)
    times = [(_seconds(_look, file), _seconds(alone, content)) for file in files]
    ours, limit = (sorted(of) for of in zip(*times, strict=True))
    with sandbox.in_memory([content], len(content)) as (original, size):
        done = sandbox.run(job, original)
    line.say(
        name, median(ours) * 1000, "ms", limit=median(limit) * 1000, bytes=size, rounds=ROUNDS,
        quickest_ms=round(ours[0] * 1000, 1), limit_quickest_ms=round(limit[0] * 1000, 1),
        with_a_new_zygote_ms=round(first_took * 1000, 1), peak_memory_mb=round(done.peak_memory / 1024**2, 1),
    )  # fmt: skip


def _received(claim: Claim, content: bytes) -> UUID:
    """The file as a door has taken it in; nobody has looked at it yet."""
    return papers.receive_file(
        claim.pk, kind=None, kept=originals.keep([content]), file_name="", declared_type="",
        came_by=PaperFile.CameBy.WEB, by="claimant:bench", now=timezone.now(),
    ).pk  # fmt: skip


def _look(file_id: UUID) -> None:
    file = looking.look_at(file_id, now=timezone.now())
    if file is None or file.state != PaperFile.State.READY:
        raise SystemExit("A paper of the bench was not found good.")


def _seconds(work: Callable[[Any], object], on: object) -> float:
    began = time.perf_counter()
    work(on)
    return time.perf_counter() - began


def _by_pillow(content: bytes) -> bytes:
    """Decode, orient and encode at full size."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(content)) as photo:
        ImageOps.exif_transpose(photo).save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _by_pdfium(content: bytes) -> list[bytes]:
    """Draw every page at 150 dpi and encode it."""
    images = []
    with pypdfium2.PdfDocument(content) as pdf:
        for page in pdf:
            out = io.BytesIO()
            page.render(scale=DPI / 72).to_pil().save(out, "JPEG", quality=QUALITY)
            images.append(out.getvalue())
    return images


def phone_photo(width: int = 4000, height: int = 3000) -> bytes:
    """Patches of colour under grain, as a camera's."""
    chance = random.Random(12)
    patches = Image.frombytes("RGB", (width // 8, height // 8), chance.randbytes(width * height * 3 // 64))
    grain = Image.frombytes("L", (width, height), chance.randbytes(width * height)).convert("RGB")
    shot = Image.blend(patches.resize((width, height), Image.Resampling.BICUBIC), grain, 0.05)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    out = io.BytesIO()
    shot.save(out, "JPEG", quality=93, exif=exif)
    return out.getvalue()


def letters(*, seal: bool) -> bytes:
    """Twenty full pages of writing, with or without a coloured seal: a page without colour is drawn in grey."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    for page in range(PAGES):
        if seal:
            canvas.setFillColorRGB(0.2, 0.2, 0.7)
            canvas.circle(480, 90, 40, fill=1)
            canvas.setFillGray(0)
        canvas.setFont("Helvetica", 11)
        for row in range(LINES):
            words = "Surat ini dibuat sebagai contoh dan tidak berlaku untuk apa pun"
            canvas.drawString(60, 790 - 16 * row, f"{page}.{row} {words}.")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def scans() -> bytes:
    """Twenty pages as an app on a phone scans them: a JPEG each."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    with pypdfium2.PdfDocument(letters(seal=True)) as pdf:
        for page in pdf:
            scan = io.BytesIO()
            page.render(scale=DPI / 72).to_pil().save(scan, "JPEG", quality=40)
            canvas.drawImage(ImageReader(scan), 0, 0, *A4)
            canvas.showPage()
    canvas.save()
    return out.getvalue()
