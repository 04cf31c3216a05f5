"""Looks at one file a person sent and makes clean page images of it, or says in a sentence why it cannot be used.

What leaves here was drawn anew: no metadata, no place where a photo was taken, no script, no second file behind the
first. Limits are checked before anything is decoded. The bytes decide what a file is; its name and declared type may
only agree with them (`.png` on a JPEG is a slip and passes, a PDF called `.jpg` is sent back with what to do).

Colour profiles are dropped unread: a paper stays legible without one, and a profile is one more format to attack.
"""

import hashlib
import io
import logging
import math
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import PurePath
from threading import BoundedSemaphore

import pylibmagic  # noqa: F401 - carries libmagic, and must be imported before magic looks for it

# isort: split
import magic
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from PIL import ExifTags, Image

from claims import pdf_drawing
from claims.pdf_drawing import MAX_PIXELS, MEGABYTE, QUALITY, Outcome
from workflow import Refused

logger = logging.getLogger(__name__)

MAX_BYTES = 6 * MEGABYTE
MAX_SCANS = 50
"""A progressive JPEG is decoded once per scan, 65 ms each at full size. Cameras write ten, an attacker 50,000."""

PICTURE_LONG_SIDE = 3000
THUMBNAIL_LONG_SIDE = 320
LEGIBLE_SHORT_SIDE = 600
"""Pixels. Below this an identity card's small print is rarely legible; the person is warned, not refused."""

PICTURE, PDF = "image", "pdf"
KIND_OF_TYPE = {"image/jpeg": PICTURE, "image/png": PICTURE, "application/pdf": PDF}
_PICTURE_LABELS = ("jpg", "jpeg", "jpe", "jfif", "png", "image/jpeg", "image/jpg", "image/pjpeg", "image/png")
KIND_OF_LABEL = dict.fromkeys(_PICTURE_LABELS, PICTURE) | dict.fromkeys(("pdf", "application/pdf"), PDF)
UNLABELLED = ("", "application/octet-stream", "binary/octet-stream")  # what a phone sends when it does not know
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF's orientation, and the turn that sets the picture upright."""

SENTENCES = {
    "empty": _("Berkas ini kosong. Foto ulang dokumennya, atau pilih berkas lain."),
    "too_big": _(
        "Berkas ini %(megabytes)s MB, sedangkan batasnya 6 MB. Kirim foto biasa, atau bagi menjadi beberapa berkas."
    ),
    "wrong_kind": _(
        "Berkas ini bukan foto JPEG atau PNG dan bukan PDF. Kirim dokumen sebagai salah satu dari ketiganya."
    ),
    "heic": _(
        "Foto ini berformat HEIC, yang belum bisa kami baca. "
        "Di pengaturan kamera pilih “Paling Kompatibel”, foto ulang, atau kirim tangkapan layarnya."
    ),
    "picture_mislabelled": _(
        "Isi berkas ini foto, tetapi namanya bukan nama foto. Simpan ulang sebagai .jpg, lalu kirim lagi."
    ),
    "pdf_mislabelled": _(
        "Isi berkas ini PDF, tetapi namanya bukan nama PDF. Simpan ulang sebagai .pdf, lalu kirim lagi."
    ),
    "picture_unreadable": _(
        "Foto ini rusak atau terpotong, jadi tidak bisa dibuka. Foto ulang, atau kirim lagi berkasnya."
    ),
    "too_many_pixels": _(
        "Gambar ini terlalu besar: lebih dari 50 megapiksel. Kecilkan ukurannya di pengaturan kamera, lalu foto ulang."
    ),
    "pdf_unreadable": _(
        "PDF ini rusak atau terpotong, jadi tidak bisa dibuka. Simpan ulang, atau kirim foto tiap halamannya."
    ),
    "pdf_locked": _("PDF ini terkunci kata sandi. Simpan ulang tanpa kata sandi, atau kirim foto tiap halamannya."),
    "pdf_empty": _("PDF ini tidak berisi halaman. Periksa berkasnya, atau kirim foto tiap halamannya."),
    "too_many_pages": _("PDF ini berisi %(pages)s halaman, sedangkan batasnya 20. Kirim hanya halaman yang diminta."),
}
BUSY = _("Kami sedang memeriksa banyak berkas. Tunggu beberapa menit, lalu buka lagi halaman ini.")
WARNINGS = {
    "too_small": _("Gambar ini kecil, jadi tulisannya mungkin tidak terbaca. Bila bisa, foto ulang lebih dekat."),
}

UNDRAWABLE = {
    Outcome.LOCKED: "pdf_locked",
    Outcome.EMPTY: "pdf_empty",
    Outcome.TOO_MANY_PAGES: "too_many_pages",
    Outcome.TOO_MANY_PIXELS: "too_many_pixels",
    Outcome.UNREADABLE: "pdf_unreadable",
}
"""What the drawing of a PDF may end with, and the sentence for it."""

DECODER_FAILURES = (
    OSError,  # the usual one: cut off, damaged, of no known format
    SyntaxError,  # Pillow's own for a broken PNG
    ValueError,  # also for a note that unpacks without end
    TypeError,
    AttributeError,
    AssertionError,
    EOFError,
    LookupError,
    ArithmeticError,
    RuntimeError,
    MemoryError,
    struct.error,
    zlib.error,
)
"""Everything Pillow and its plugins have been seen to raise over bad bytes."""

# A large picture takes 200 MB while it is decoded, a PDF up to a gigabyte while it is drawn, so few at a time.
_decoding = BoundedSemaphore(2)
_drawing = BoundedSemaphore(1)
_PATIENCE = 30.0  # seconds a request waits for its turn


class Busy(Refused):
    """Too many files are being looked at; nothing was said about this one. Look at it again later."""

    def __init__(self) -> None:
        super().__init__(str(BUSY))


class FileRefused(Refused):
    """The file cannot be used. `cause` is one of SENTENCES, for the ledger and for counting."""

    def __init__(self, cause: str, **facts: object) -> None:
        super().__init__(str(SENTENCES[cause]) % facts if facts else str(SENTENCES[cause]))
        self.cause = cause


@dataclass(frozen=True)
class CleanPage:
    """What became of one file: page images in order, all JPEG, and what a machine noticed (codes of WARNINGS)."""

    kind: str
    images: list[bytes]
    thumbnail: bytes
    sha256_original: bytes
    width: int
    height: int
    warnings: list[str] = field(default_factory=list)


def examine(content: bytes, *, file_name: str, declared_type: str) -> CleanPage:
    """Make clean page images of a JPEG, PNG or PDF, or raise FileRefused with the sentence for the person.

    Raises Busy when no turn came within half a minute. `width` and `height` are those of the first page image, in
    pixels.
    """
    if not content:
        raise FileRefused("empty")
    if len(content) > MAX_BYTES:
        raise FileRefused("too_big", megabytes=number_format(math.ceil(len(content) / MEGABYTE * 10) / 10, 1))
    kind = _kind_of(content)
    _refuse_other_label(kind, file_name, declared_type)
    with _refusing("picture_unreadable" if kind == PICTURE else "pdf_unreadable"):
        images = [_clean_picture(content)] if kind == PICTURE else _draw_pdf(content)
        with Image.open(io.BytesIO(images[0]), formats=("JPEG",)) as first:
            width, height = first.size
            thumbnail = _jpeg(_within(_shrunk_by_decoder(first, THUMBNAIL_LONG_SIDE), THUMBNAIL_LONG_SIDE))
    too_small = kind == PICTURE and min(width, height) < LEGIBLE_SHORT_SIDE
    return CleanPage(
        kind=kind,
        images=images,
        thumbnail=thumbnail,
        sha256_original=hashlib.sha256(content).digest(),
        width=width,
        height=height,
        warnings=["too_small"] if too_small else [],
    )


def _kind_of(content: bytes) -> str:
    """What the bytes are, whatever anybody calls them."""
    sniffed = magic.from_buffer(content[:4096], mime=True)
    if sniffed in ("image/heic", "image/heif"):
        raise FileRefused("heic")
    if sniffed not in KIND_OF_TYPE:
        raise FileRefused("wrong_kind")
    return KIND_OF_TYPE[sniffed]


def _refuse_other_label(kind: str, file_name: str, declared_type: str) -> None:
    """Refuse a file whose name or declared type says something else than its bytes."""
    suffix = PurePath(file_name).suffix.removeprefix(".").lower()
    is_extension = suffix.isalnum() and not suffix.isdigit()  # "KTP an. Sari" and "10.22.33" have none
    for label in (suffix if is_extension else "", declared_type.partition(";")[0].strip().lower()):
        if label not in UNLABELLED and KIND_OF_LABEL.get(label) != kind:
            raise FileRefused("picture_mislabelled" if kind == PICTURE else "pdf_mislabelled")


def _clean_picture(content: bytes) -> bytes:
    """The picture alone, upright, as a fresh JPEG. Of several pictures in one file (MPO) the first."""
    with _turn_for(_decoding):
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
            _refuse_too_many_pixels(*picture.size)
            if picture.format != "PNG" and content.count(b"\xff\xda") > MAX_SCANS:
                raise FileRefused("picture_unreadable")
            _shrunk_by_decoder(picture, PICTURE_LONG_SIDE).load()
            turn = _turn_upright(picture)
            clean = _within(_on_white_paper(picture), PICTURE_LONG_SIDE)
        return _jpeg(clean.transpose(turn) if turn is not None else clean)


def _draw_pdf(content: bytes) -> list[bytes]:
    """Every page of the PDF as a JPEG, drawn where a hostile PDF harms nobody."""
    try:
        with _turn_for(_drawing):
            images = pdf_drawing.pages_drawn_apart(content)
    except pdf_drawing.NotStarted as failure:
        logger.exception("The drawing of a PDF could not be started")
        raise Busy from failure
    except pdf_drawing.Undrawable as no:
        raise FileRefused(UNDRAWABLE[no.outcome], **({"pages": no.pages} if no.pages else {})) from no
    for image in images:  # whoever took over the drawing could hand back anything
        with Image.open(io.BytesIO(image), formats=("JPEG",)) as page:
            _refuse_too_many_pixels(*page.size)
    return images


def _refuse_too_many_pixels(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise FileRefused("too_many_pixels")


def _shrunk_by_decoder(picture: Image.Image, long_side: int) -> Image.Image:
    """Tell a JPEG decoder that a half, quarter or eighth is enough, where that still covers `long_side`."""
    picture.draft(None, _size_within(picture, long_side))
    return picture


def _turn_upright(picture: Image.Image) -> Image.Transpose | None:
    """The turn EXIF asks for. Damaged EXIF asks for none: the picture itself may still be good."""
    try:
        return UPRIGHT.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001 - hostile metadata fails in any way it likes
        return None


def _on_white_paper(picture: Image.Image) -> Image.Image:
    """The picture as plain RGB; what was transparent is white, as it looked where it was made."""
    if picture.mode.startswith("I"):  # 16 bits of grey: Pillow would cut off all that is brighter than 255
        picture = picture.point(lambda level: level * (1 / 256)).convert("L")
    if picture.has_transparency_data:
        layered = picture.convert("RGBA")
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(layered, mask=layered.getchannel("A"))
        return paper
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def _within(picture: Image.Image, long_side: int) -> Image.Image:
    if max(picture.size) <= long_side:
        return picture
    size = _size_within(picture, long_side)
    return picture.resize(size, Image.Resampling.HAMMING)  # as fast as bilinear, sharper


def _size_within(picture: Image.Image, long_side: int) -> tuple[int, int]:
    """Of the same shape; a picture as thin as a hair stays one pixel thick."""
    scale = long_side / max(picture.size)
    return max(1, round(picture.width * scale)), max(1, round(picture.height * scale))


def _jpeg(picture: Image.Image) -> bytes:
    picture.info = {}  # Pillow would write a comment it had read
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


@contextmanager
def _turn_for(gate: BoundedSemaphore) -> Iterator[None]:
    if not gate.acquire(timeout=_PATIENCE):
        raise Busy
    try:
        yield
    finally:
        gate.release()


@contextmanager
def _refusing(cause: str) -> Iterator[None]:
    """Whatever a decoder says about a bad file, the person reads a sentence."""
    try:
        yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as failure:
        raise FileRefused("too_many_pixels") from failure
    except DECODER_FAILURES as failure:
        logger.info("A file was refused as %s: %s", cause, type(failure).__name__)
        raise FileRefused(cause) from failure
