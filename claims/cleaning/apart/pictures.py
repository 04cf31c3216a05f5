"""One photo as a plain picture: upright, on white, no larger than a page need be, and without anything else it bore.

The decoder is chosen by what the bytes are and called directly, so that no other format is ever tried. Of several
pictures in one file (a phone's MPO) the first is taken. Colour profiles are dropped unread: a paper stays legible
without one, and a profile is one more format to attack.
"""

import io
from collections.abc import Callable, Iterator

from PIL import ExifTags, Image, TiffImagePlugin  # noqa: F401 - EXIF is a TIFF within the photo
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from .pages import Made
from .talk import MAX_PIXELS, Job, Outcome, Unusable

MAX_SCANS = 50
"""A progressive JPEG is decoded once per scan, 65 ms each at full size. Cameras write ten, an attacker 50,000."""

LONG_SIDE = 2000
"""Pixels a page keeps at least, when its photo has them: the small print of an identity card is legible."""

MOST = 3000
"""Pixels a page has at most. In between, what the decoder gives is taken as it is: resizing only costs."""

STRIP = 2_000_000
"""Pixels that are made plain at a time."""

MAX_WEBP_PIXELS = 25_000_000
"""Of a WebP: its decoder holds the whole picture three times over, in four colours."""

DECODERS: dict[Job, Callable[[io.BytesIO], Image.Image]] = {
    Job.JPEG: JpegImageFile,
    Job.PNG: PngImageFile,
    Job.WEBP: WebPImageFile,
}
"""HEIC's is added by `load_decoders`, where it is installed."""

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


def load_decoders() -> None:
    """Load all that will be needed: once the doors are shut no module can be.

    HEIC's decoder only where the operator installed it: docs/decisions/2026-11-21-heic-is-optional.md.
    """
    Image.preinit()
    try:
        import pillow_heif
    except ImportError:
        return
    pillow_heif.options.THUMBNAILS = pillow_heif.options.AUX_IMAGES = pillow_heif.options.DEPTH_IMAGES = False
    pillow_heif.options.DECODE_THREADS = 1
    DECODERS[Job.HEIC] = pillow_heif.HeifImageFile


def pages_of(content: bytes, kind: Job) -> Iterator[Made]:
    """The picture as the one page it is. Raises Unusable, or whatever its decoder raises over bad bytes."""
    yield Made(_clean(content, kind), is_photo=True)


def _clean(content: bytes, kind: Job) -> Image.Image:
    if kind not in DECODERS:
        raise Unusable(Outcome.NO_HEIC)
    if kind == Job.JPEG and content.count(b"\xff\xda") > MAX_SCANS:
        raise Unusable(Outcome.UNREADABLE)
    with DECODERS[kind](io.BytesIO(content)) as picture:
        _refuse_too_many_pixels(picture, kind)
        picture.draft(None, _size_within(picture, LONG_SIDE))  # a JPEG's decoder may shrink it to 1/2, 1/4 or 1/8
        _load(picture)
        turn = _turn_upright(picture)
        plain = _within(_on_white_paper(picture), MOST)
    return plain.transpose(turn) if turn is not None else plain


def _load(picture: Image.Image) -> None:
    try:
        picture.load()
    except RuntimeError as failure:  # of HEIC's decoder: it says only in words that it got no memory
        if "allocat" in str(failure).lower():
            raise MemoryError from failure
        raise


def _refuse_too_many_pixels(picture: Image.Image, kind: Job) -> None:
    pixels = picture.width * picture.height
    if pixels > MAX_PIXELS:
        raise Unusable(Outcome.TOO_MANY_PIXELS)
    if kind == Job.WEBP and pixels > MAX_WEBP_PIXELS:
        raise Unusable(Outcome.TOO_HEAVY)


def _turn_upright(picture: Image.Image) -> Image.Transpose | None:
    """The turn EXIF asks for. Damaged EXIF asks for none: the picture itself may still be good."""
    try:
        return UPRIGHT.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001 - hostile metadata fails in any way it likes
        return None


def _on_white_paper(picture: Image.Image) -> Image.Image:
    """The picture as plain RGB of about a page's size, made in strips: a second whole copy would not fit beside it."""
    by = max(1, max(picture.size) // MOST)
    if by == 1 and picture.mode == "RGB" and not picture.has_transparency_data:
        return picture
    width, height = picture.size
    paper = Image.new("RGB", (-(-width // by), -(-height // by)))
    high = max(1, STRIP // width // by) * by
    for top in range(0, height, high):
        strip = _plain(picture.crop((0, top, width, min(top + high, height))))
        paper.paste(strip.reduce(by) if by > 1 else strip, (0, top // by))
    return paper


def _plain(strip: Image.Image) -> Image.Image:
    """As RGB; what was transparent is white, as it looked where it was made."""
    if strip.mode.startswith("I"):  # 16 bits of grey: Pillow would cut off all that is brighter than 255
        strip = strip.point(lambda level: level * (1 / 256)).convert("L")
    if strip.has_transparency_data:
        layered = strip.convert("RGBA")
        paper = Image.new("RGB", layered.size, "white")
        paper.paste(layered, mask=layered.getchannel("A"))
        return paper
    return strip.convert("RGB")


def _within(picture: Image.Image, long_side: int) -> Image.Image:
    if max(picture.size) <= long_side:
        return picture
    size = _size_within(picture, long_side)
    return picture.resize(size, Image.Resampling.HAMMING)  # as fast as bilinear, sharper


def _size_within(picture: Image.Image, long_side: int) -> tuple[int, int]:
    """Of the same shape; a picture as thin as a hair stays one pixel thick."""
    scale = long_side / max(picture.size)
    return max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
