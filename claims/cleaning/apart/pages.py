"""What is handed back of a page: its image, a thumbnail, its likeness and what a machine noticed."""

import io
from dataclasses import dataclass
from typing import IO

from PIL import Image

from . import looks
from .talk import COUNT, NOTES, PAGE, Outcome, Unusable

QUALITY = 85
THUMBNAIL = 320
"""Pixels of a thumbnail's long side, about: shrinking to a whole part is quick, so it may have a quarter more.

A machine looks at the page on it too: a second copy would cost as much as the page's encoding.
"""


@dataclass(frozen=True)
class Made:
    """A page as it was made. Only a photo can be `too_small`, and drawn writing alone is neither dark nor blurred."""

    image: Image.Image
    thumbnail: Image.Image | None = None
    is_photo: bool = False
    is_judged: bool = True


def hand_back(page: Made, target: IO[bytes]) -> None:
    """Write the page, its thumbnail and what there is to say of it."""
    thumbnail = page.thumbnail or _thumbnail(page.image)
    grey = thumbnail.convert("L")
    images = [_jpeg(page.image), _jpeg(thumbnail)]
    bits = sum(1 << NOTES.index(note) for note in _notes(page, grey))
    target.write(PAGE.pack(looks.likeness(grey), bits, *map(len, images)))
    target.writelines(images)


def _thumbnail(image: Image.Image) -> Image.Image:
    small = image.reduce(max(1, max(image.size) // THUMBNAIL))
    if max(small.size) > THUMBNAIL * 5 // 4:
        small.thumbnail((THUMBNAIL, THUMBNAIL), Image.Resampling.HAMMING)
    return small


def _notes(page: Made, grey: Image.Image) -> list[str]:
    too_small = page.is_photo and min(page.image.size) < looks.LEGIBLE_SHORT_SIDE
    return (["too_small"] if too_small else []) + (looks.notes(grey) if page.is_judged else [])


def say_number(no: Unusable, target: IO[bytes]) -> None:
    if no.outcome == Outcome.TOO_MANY_PAGES:
        target.write(COUNT.pack(no.pages))


def _jpeg(picture: Image.Image) -> bytes:
    picture.info = {}  # Pillow would write a comment it had read
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
