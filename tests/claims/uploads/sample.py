"""Bytes that begin as a photo and are as long as wanted."""

import random

from tests import factories


def noisy_photo(size: int, seed: int = 1) -> bytes:
    """A JPEG with a tail that does not compress; the first bytes of one where fewer are asked for."""
    head = factories.photo(seed)
    return (head + random.Random(seed).randbytes(max(0, size - len(head))))[:size]
