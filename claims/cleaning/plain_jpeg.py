"""Whether bytes are a JPEG as our own encoder writes it, asked without decoding anything.

Whoever takes over a process that runs apart could hand back anything. What is kept as a page has a JFIF header, tables,
one frame and one scan: no metadata, no second picture, and nothing behind the end.
"""

import re
import struct

from claims.cleaning.apart.talk import MAX_PIXELS

_JFIF, _TABLES, _FRAME, _HUFFMAN, _SCAN = 0xE0, 0xDB, 0xC0, 0xC4, 0xDA
_MARKER_IN_SCAN = re.compile(rb"\xff[^\x00]")
"""Within a scan an FF stands only before a stuffed zero; any marker there begins something more."""


class NotPlain(ValueError):
    """These bytes were not written by our encoder."""


def size_of(jpeg: bytes) -> tuple[int, int]:
    """Width and height in pixels, or NotPlain."""
    if jpeg[:2] != b"\xff\xd8" or jpeg[-2:] != b"\xff\xd9":
        raise NotPlain
    at, size = 2, (0, 0)
    while True:
        try:
            mark, marker, length = struct.unpack_from(">BBH", jpeg, at)
        except struct.error as failure:
            raise NotPlain from failure
        if mark != 0xFF or marker not in (_JFIF, _TABLES, _FRAME, _HUFFMAN, _SCAN):
            raise NotPlain
        if marker == _JFIF and length != 16:  # a longer one carries a thumbnail
            raise NotPlain
        if marker == _FRAME:
            size = _frame(jpeg, at)
        at += 2 + length
        if marker == _SCAN:
            break
    if not 0 < size[0] * size[1] <= MAX_PIXELS or _MARKER_IN_SCAN.search(jpeg, at, len(jpeg) - 2):
        raise NotPlain
    return size


def _frame(jpeg: bytes, at: int) -> tuple[int, int]:
    try:
        height, width = struct.unpack_from(">HH", jpeg, at + 5)
    except struct.error as failure:
        raise NotPlain from failure
    return width, height
