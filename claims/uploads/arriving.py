"""The body of a request, as it comes: in small parts, for a bounded time, and not believed to be whole."""

from collections.abc import Callable, Iterable, Iterator
from time import monotonic

from django.http import HttpRequest

from claims.originals import PIECE

CHUNK = 16 * 1024
"""Bytes read at once. The server waits until so many are here, so this is what a cut line costs at most."""

KEPT_EVERY = 2.0
"""Seconds after which what came rests, also where it does not fill a piece: on a slow line a piece takes a minute."""

LASTS = 60.0
"""Seconds one request may go on. Who is slower is told how far it came and goes on with the next request."""


class TooLong(Exception):
    """More came than the file has bytes; what was not yet kept of it is not."""


def chunks(request: HttpRequest, length: int) -> Iterator[bytes]:
    """The body as it comes, of which it was said that it has `length` bytes; fewer where the line breaks."""
    return _chunks(request.read, length)


def chunks_until_it_ends(request: HttpRequest, most: int) -> Iterator[bytes]:
    """A body sent without saying how long it is. Raises TooLong when more than `most` bytes come.

    Only for a server that ends such a body itself, as `says_no_length` asks.
    """
    for chunk in _chunks(request.META["wsgi.input"].read, most + 1):
        most -= len(chunk)
        if most < 0:
            raise TooLong
        yield chunk


def says_no_length(request: HttpRequest) -> bool:
    """Whether the body comes in HTTP's own chunks, as a program sends what it does not hold whole."""
    chunked = "chunked" in request.headers.get("Transfer-Encoding", "").lower()
    return chunked and request.META.get("wsgi.input_terminated") is True


def _chunks(read: Callable[[int], bytes], most: int) -> Iterator[bytes]:
    ends = monotonic() + LASTS
    while most and monotonic() < ends:
        try:
            chunk = read(min(CHUNK, most))
        except OSError:  # the line broke
            return
        if not chunk:
            return
        most -= len(chunk)
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
