"""Finds a sealed value without opening it: a keyed hash of the value stands beside it, in a column with an index.

An identity number has too little chance in it for a plain hash (all of them can be tried), so the hash is keyed, with
a key of its own: who has the database alone, or the sealing keys alone, cannot try numbers.
"""

import hashlib
import hmac

from django.conf import settings

INDEX_BYTES = 16


def blind_index(purpose: str, value: str) -> bytes:
    """16 bytes that are the same for the same value and purpose, and tell nothing to who lacks INDEX_KEY.

    `purpose` ("nik", "phone") keeps equal values of different kinds apart. The caller brings `value` into one form
    first: digits only, lower case. An empty value is refused: all those who gave none would look like one person.
    """
    if not value:
        raise ValueError(f"Nothing to find: an empty {purpose} has no blind index.")
    return hmac.digest(settings.INDEX_KEY, f"{purpose}\0{value}".encode(), hashlib.sha256)[:INDEX_BYTES]
