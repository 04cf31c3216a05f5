"""A page whose words differ from person to person, compressed once and answered many times.

Its text is deflated when the page is made, in pieces that can stand anywhere; what differs is put between them as it
is, in stored blocks (RFC 1951, 3.2.4). Compressing a page anew for each person would cost ten times as much.
"""

import re
import struct
import zlib
from collections.abc import Mapping

_MARK = re.compile(rb"\[\[(\w+)\]\]")
_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_LAST_BLOCK = b"\x03\x00"
_LONGEST_WORD = 65535


class Woven:
    """A page with `[[names]]` in it."""

    def __init__(self, page: bytes) -> None:
        self.page = page
        pieces = _MARK.split(page)
        self.texts, self.names = pieces[::2], [name.decode() for name in pieces[1::2]]
        self.deflated = [_deflated(text) for text in self.texts]

    def plain(self, words: Mapping[str, str]) -> bytes:
        """The page with these words in it."""
        return b"".join(part for text, word in self._with(self.texts, words) for part in (text, word))

    def gzipped(self, words: Mapping[str, str]) -> bytes:
        """The same, as a browser that asks for gzip reads it."""
        parts, crc, size = [_GZIP_HEAD], 0, 0
        for (text, word), deflated in zip(self._with(self.texts, words), self.deflated, strict=True):
            crc, size = zlib.crc32(word, zlib.crc32(text, crc)), size + len(text) + len(word)
            parts += (deflated, _stored(word))
        return b"".join([*parts, _LAST_BLOCK, struct.pack("<LL", crc, size & 0xFFFFFFFF)])

    def _with(self, texts: list[bytes], words: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
        """Each piece of text with the word after it; nothing after the last."""
        return list(zip(texts, [*(words[name].encode()[:_LONGEST_WORD] for name in self.names), b""], strict=True))


def _deflated(text: bytes) -> bytes:
    """The text as blocks that end on a byte and look back at nothing before them."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflate.compress(text) + deflate.flush(zlib.Z_FULL_FLUSH)


def _stored(word: bytes) -> bytes:
    return struct.pack("<BHH", 0, len(word), len(word) ^ 0xFFFF) + word if word else b""
