"""How long a hundred scanned pages take until they are in their claims, and until the first of them shows.

Three times what decoding and encoding the same pages takes one process is the limit. Ours runs from the batch at rest
to the last file received: unsealed, looked through apart by two processes, split by QR codes, cut out, sealed and put
on record, small pictures and all. A second line goes on until every file was looked at as any file is, by two at once,
which a worker of its own does. Virus scanner and OCR are no part of it.
"""

import io
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event, Thread
from unittest import mock
from uuid import UUID

import pypdfium2
import segno
from django.db import connection
from django.db.models import Count
from django.utils import timezone
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from bench import line
from bench.cleaning import A4, QUALITY, letters
from claims import deadlines, looking, originals
from claims.cleaning import ocr, sandbox
from claims.models import Claim, PaperFile
from dropbox.models import Leaf
from dropbox.scans import bringing, reading

DPI, SCANNERS_QUALITY = 200, 75
CLAIMS, KINDS, PAGES_OF_A_PAPER = 4, ("KTP", "KK", "REK", "KPJ"), 5
"""A slip, and for each paper a separator and its pages, for each of the claims: a hundred in all."""

PAGES = 100
FIRST_PAGE_WITHIN = 5000.0  # milliseconds
BY = "officer:0"


def measure() -> None:
    """On claims that were opened before and are sent to the drop box for this."""
    with mock.patch.object(ocr, "languages", frozenset):  # tesseract may or may not be on this machine
        first, filed, looked_at, alone = _took()
    sandbox.end_all()
    limit = 3 * alone * 1000
    line.say("scans.filed", filed * 1000, "ms", limit=limit, pages=PAGES, dpi=DPI)
    line.say("scans.looked_at", looked_at * 1000, "ms", limit=limit, pages=PAGES, dpi=DPI)
    line.say("scans.first_page", first * 1000, "ms", limit=FIRST_PAGE_WITHIN, pages=PAGES)


def _took() -> tuple[float, float, float, float]:
    """Seconds until the first page showed, all were filed, and all looked at; and what the pages take alone."""
    claims = _at_the_box()
    content = scan([claim.case_number for claim in claims])
    brought = [bringing.Brought(originals.keep([content]), "pindaian.pdf", "")]
    batch = bringing.bring(claims[0].branch, brought, by=BY, now=timezone.now()).batch
    with _watched(batch.pk) as first_page:
        filed = _seconds(lambda: reading.read(batch.pk, now=timezone.now()))
    files = PaperFile.objects.filter(claim__in=claims).values_list("pk", flat=True)
    expected = CLAIMS * len(KINDS) * PAGES_OF_A_PAPER
    if Leaf.objects.filter(scan__batch=batch, fate=Leaf.Fate.FILED).count() != expected:
        raise SystemExit("Pages of the bench's scan went elsewhere than into their claims.")
    looks = _seconds(lambda: _all_looked_at(list(files)))
    return first_page[0], filed, filed + looks, _seconds(lambda: _decoded_and_encoded(content))


def _at_the_box() -> list[Claim]:
    """Claims of one branch, none with a file yet, sent to its drop box."""
    idle = Claim.objects.filter(status=Claim.Status.AWAITING_PAPERS, files=None)
    branch = idle.values("branch").annotate(number=Count("pk")).order_by("-number")[0]["branch"]
    claims = list(idle.filter(branch=branch).select_related("branch")[:CLAIMS])
    for claim in claims:
        deadlines.close_papers(claim.pk, by="system:bench", now=claim.papers_due_at or timezone.now())
    return claims


@contextmanager
def _watched(batch_id: UUID) -> Iterator[list[float]]:
    """How long it takes until the first page of the batch is there for whoever asks the database."""
    began, over = time.perf_counter(), Event()
    shown: list[float] = []

    def ask() -> None:
        while not shown and not over.wait(0.02):
            if Leaf.objects.filter(scan__batch=batch_id).exists():
                shown.append(time.perf_counter() - began)
        connection.close()

    asking = Thread(target=ask)
    asking.start()
    yield shown
    over.set()
    asking.join()


def _all_looked_at(files: list[UUID]) -> None:
    """By two at once, as the worker of the papers does it."""

    def look(some: list[UUID]) -> None:
        for file_id in some:
            looking.look_at(file_id, now=timezone.now())
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(look, (files[::2], files[1::2])))


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _decoded_and_encoded(content: bytes) -> None:
    """Every page drawn as it was scanned, and encoded."""
    with pypdfium2.PdfDocument(content) as pdf:
        for page in pdf:
            page.render(scale=DPI / 72).to_pil().save(io.BytesIO(), "JPEG", quality=QUALITY)


def scan(case_numbers: list[str]) -> bytes:
    """A hundred pages of A4 in colour from a sheet-fed scanner."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    sheets = list(_sheets(case_numbers))
    for sheet in [*sheets, *[_blank()] * (PAGES - len(sheets))]:
        scanned = io.BytesIO()
        sheet.save(scanned, "JPEG", quality=SCANNERS_QUALITY)
        canvas.drawImage(ImageReader(scanned), 0, 0, *A4)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _sheets(case_numbers: list[str]) -> Iterator[Image.Image]:
    with pypdfium2.PdfDocument(letters(seal=True)) as pdf:
        pages = [page.render(scale=DPI / 72).to_pil().convert("RGB") for page in pdf]
    for case_number in case_numbers:
        yield _separator(case_number)
        for kind in KINDS:
            yield _separator(f"LAPAK:{kind}")
            for number in range(PAGES_OF_A_PAPER):
                page = pages[number].copy()
                ImageDraw.Draw(page).text((200, 100), f"{case_number} {kind} {number}", fill="black")
                yield page


def _separator(text: str) -> Image.Image:
    sheet, code = _blank(), io.BytesIO()
    segno.make(text, error="m", micro=False).save(code, kind="png", scale=10, border=4)
    sheet.paste(Image.open(code).convert("RGB"), (200, 200))
    return sheet


def _blank() -> Image.Image:
    return Image.new("RGB", (A4[0] * DPI // 72, A4[1] * DPI // 72), (247, 246, 243))
