"""A signature: drawn on the screen, or the receipt that was signed on paper. Kept as it is; never opened here."""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse

from workflow import Refused

MAX_DRAWN = 200_000
"""Bytes of a drawing. A long signature on a wide screen has 20,000."""

_DATA_URL = "data:image/png;base64,"
_TYPES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"%PDF-": "application/pdf"}


@dataclass(frozen=True)
class Signature:
    """Bytes of a PNG, a JPEG or a PDF, by their first ones."""

    content: bytes

    @property
    def type(self) -> str:
        return _type_of(self.content)


def drawn(data_url: str) -> Signature:
    """What was drawn on the page, as its script sends it."""
    try:
        content = base64.b64decode(data_url.removeprefix(_DATA_URL), validate=True)
    except (binascii.Error, ValueError):
        content = b""
    if not data_url.startswith(_DATA_URL) or len(content) > MAX_DRAWN or _type_of(content) != "image/png":
        raise Refused("Tanda tangan tidak terbaca. Minta digambar sekali lagi, atau unggah tanda terimanya.")
    return Signature(content)


def on_paper(chunks: Iterable[bytes]) -> Signature:
    """The receipt that was signed, scanned or photographed."""
    content = b"".join(chunks)
    if not _type_of(content):
        raise Refused("Unggah tanda terima yang ditandatangani sebagai PDF atau foto.")
    return Signature(content)


def answer(signature: Signature) -> HttpResponse:
    """The signature for a browser: a picture is shown, a receipt is saved, and neither does anything else."""
    response = HttpResponse(signature.content, content_type=signature.type)
    is_picture = signature.type.startswith("image/")
    response["Content-Disposition"] = "inline" if is_picture else 'attachment; filename="tanda-terima.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _type_of(content: bytes) -> str:
    return next((kind for head, kind in _TYPES.items() if content.startswith(head)), "")
