"""What is handed back of a page: its image, a thumbnail, its likeness and what a machine noticed."""

import io
from typing import IO

from PIL import Image, TiffImagePlugin  # noqa: F401 - EXIF is a TIFF within the photo, and read by its plugin

from . import looks, pictures
from .talk import COUNT, NOTES, PAGE, Outcome, Unusable

QUALITY = 85
THUMBNAIL_LONG_SIDE = 320
SMALL_LONG_SIDE = 500
"""Pixels of the copy on which a machine looks at a page."""


def load_decoders() -> None:
    """Load all that will be needed: once the doors are shut no module can be."""
    Image.preinit()
    pictures.load_heic()


def hand_back(page: Image.Image, target: IO[bytes], *, is_photo: bool) -> None:
    """Write the page to `target`. Only a photo can be too small: what is drawn has the size we want."""
    small = page.reduce(-(-max(page.size) // SMALL_LONG_SIDE))
    thumbnail = small.copy()
    thumbnail.thumbnail((THUMBNAIL_LONG_SIDE, THUMBNAIL_LONG_SIDE), Image.Resampling.BICUBIC)
    grey = small.convert("L")
    notes = looks.notes(grey)
    if is_photo and min(page.size) < looks.LEGIBLE_SHORT_SIDE:
        notes.append("too_small")
    images = [_jpeg(page), _jpeg(thumbnail)]
    bits = sum(1 << NOTES.index(note) for note in notes)
    target.write(PAGE.pack(looks.likeness(grey), bits, *map(len, images)))
    target.writelines(images)


def say_number(no: Unusable, target: IO[bytes]) -> None:
    if no.outcome == Outcome.TOO_MANY_PAGES:
        target.write(COUNT.pack(no.pages))


def _jpeg(picture: Image.Image) -> bytes:
    picture.info = {}  # Pillow would write a comment it had read
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
