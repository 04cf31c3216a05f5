"""Seals and unseals bytes: AES-256-GCM under named master keys, or under a row's own data key.

A sealed value is `version | length of the key's name | name | nonce | ciphertext and tag`. Everything before the
nonce, together with `about` (what the value is, for example "claims.participant.nik"), is authenticated: a value
copied to another column, or given another header, does not open.

The first of `settings.SEALING_KEYS` seals, all of them unseal. A data key is 32 random bytes that rest sealed
under a master key; what it seals names no key, because the row says which one it is. Destroying the wrapped key
erases everything sealed under it, in the tables, the files and every backup that does not hold the key.
"""

import os
from functools import lru_cache
from typing import NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

VERSION = 1
NONCE_BYTES = 12
TAG_BYTES = 16
KEY_BYTES = 32
OWN_KEY = ""  # the key name in the header of what a data key sealed
_ABOUT_DATA_KEY = "privacy.data_key"


class Unreadable(Exception):
    """The value does not open: its key is destroyed or unknown, or it was altered, cut, or taken from elsewhere."""


class DataKey:
    """A row's own key, opened. Keep it on the row's instance for the time of a request; it refuses to be pickled."""

    __slots__ = ("cipher",)

    def __init__(self, raw: bytes) -> None:
        self.cipher = AESGCM(raw)

    def __repr__(self) -> str:
        return "<DataKey>"

    def __deepcopy__(self, memo: dict) -> "DataKey":
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("A data key stays in memory; it is not written to a cache, a session or a queue.")


def seal(plain: bytes, *, about: str, key: DataKey | None = None) -> bytes:
    """Encrypt `plain`, saying what it is `about`, under `key`, or under the first master key when there is none."""
    name = OWN_KEY if key else settings.SEALING_KEYS[0][0]
    head = header_of(name)
    nonce = os.urandom(NONCE_BYTES)
    return head + nonce + _cipher(name, key).encrypt(nonce, plain, head + about.encode())


def unseal(sealed: bytes, *, about: str, key: DataKey | None = None) -> bytes:
    """Give back what was sealed, or raise Unreadable. `about` and `key` must be those it was sealed with."""
    name = key_name_of(sealed)
    head, rest = bytes(sealed[: 2 + len(name)]), bytes(sealed[2 + len(name) :])
    nonce, ciphertext = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
    if len(ciphertext) < TAG_BYTES:
        raise Unreadable("The sealed value is cut short.")
    try:
        return _cipher(name, key).decrypt(nonce, ciphertext, head + about.encode())
    except InvalidTag:
        raise Unreadable(f"The sealed value about {about} was altered, or sealed with another key.") from None


def reseal(sealed: bytes, *, about: str) -> bytes:
    """The same value under today's master key. Only for what a master key sealed."""
    return seal(unseal(sealed, about=about), about=about)


def fresh_data_key() -> bytes:
    """A new data key, wrapped by the master key: what a row keeps in its WrappedKeyField."""
    return seal(os.urandom(KEY_BYTES), about=_ABOUT_DATA_KEY)


def open_data_key(wrapped: bytes) -> DataKey:
    """The row's data key, ready to use. Raises Unreadable when it was destroyed, that is, when `wrapped` is empty."""
    if not wrapped:
        raise Unreadable("The key of this row was destroyed: its personal data is erased.")
    return DataKey(unseal(bytes(wrapped), about=_ABOUT_DATA_KEY))


def rewrap_data_key(wrapped: bytes) -> bytes:
    """The same data key under today's master key."""
    return reseal(wrapped, about=_ABOUT_DATA_KEY)


def key_name_of(sealed: bytes) -> str:
    """The name of the master key that sealed this, or OWN_KEY when a data key did."""
    if len(sealed) < 2 or sealed[0] != VERSION:
        raise Unreadable("This is not a sealed value.")
    return bytes(sealed[2 : 2 + sealed[1]]).decode("ascii", "replace")


def header_of(name: str) -> bytes:
    """How every value sealed under the key of that name begins."""
    return bytes([VERSION, len(name)]) + name.encode("ascii")


def _cipher(name: str, key: DataKey | None) -> AESGCM:
    """The cipher for a value whose header holds `name`."""
    if name == OWN_KEY:
        if key is None:
            raise Unreadable("The value is sealed under its row's own key, which was not given.")
        return key.cipher
    for known, raw in settings.SEALING_KEYS:
        if known == name:
            return _master_cipher(bytes(raw))
    raise Unreadable(f"No key named {name} among SEALING_KEYS.")


@lru_cache(maxsize=8)
def _master_cipher(raw: bytes) -> AESGCM:
    return AESGCM(raw)
