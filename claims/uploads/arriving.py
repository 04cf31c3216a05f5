"""The body of a request, as it comes: in small parts, for a bounded time, and not believed to be whole."""

from collections.abc import Iterable, Iterator
from time import monotonic

from django.http import HttpRequest, UnreadablePostError

from claims.originals import PIECE

CHUNK = 16 * 1024
"""Bytes read at once. The server waits until so many are here, so this is what a cut line costs at most."""

KEPT_EVERY = 2.0
"""Seconds after which what came rests, also where it does not fill a piece: on a slow line a piece takes a minute."""

LASTS = 60.0
"""Seconds one request may go on. Who is slower is told how far it came and goes on with the next request."""


def chunks(request: HttpRequest, length: int) -> Iterator[bytes]:
    """At most `length` bytes of the body, as they come; it ends without a word where the line breaks."""
    left, ends = length, monotonic() + LASTS
    while left and monotonic() < ends:
        try:
            chunk = request.read(min(CHUNK, left))
        except UnreadablePostError:
            return
        if not chunk:
            return
        left -= len(chunk)
        yield chunk


def legs(arriving: Iterable[bytes]) -> Iterator[bytes]:
    """What arrives, joined to as much as is worth keeping at a time: a piece, or what a slow line brings meanwhile."""
    leg, begun = bytearray(), monotonic()
    for chunk in arriving:
        leg += chunk
        if len(leg) >= PIECE or monotonic() - begun >= KEPT_EVERY:
            yield bytes(leg)
            leg, begun = bytearray(), monotonic()
    if leg:
        yield bytes(leg)


class WholeBody:
    """A body that must come whole: where the line breaks, reading it fails instead of ending.

    Django's parser of forms takes the end of the stream for the end of the file.
    """

    def __init__(self, body: HttpRequest, length: int) -> None:
        self.body, self.left = body, length

    def read(self, size: int) -> bytes:
        chunk = self.body.read(size)
        self.left -= len(chunk)
        if self.left and not chunk:
            raise UnreadablePostError("The line broke before the whole form was here.")
        return chunk
