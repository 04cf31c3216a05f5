"""A page image on its way to a browser: upright as it was turned, as a picture and nothing else."""

from django.http import Http404, HttpResponse

from claims.models import Page
from privacy import sealed_files, vault

_START = b"\xff\xd8"
_ORIENTATION = {Page.Turn.RIGHT: 6, Page.Turn.OVER: 3, Page.Turn.LEFT: 8}
"""How EXIF says that a picture is shown turned (EXIF 2.32, tag 0x0112)."""


def image(page: Page) -> HttpResponse:
    """The page as the machine made it. 404 when it cannot be read."""
    return _picture(page, page.image)


def thumbnail(page: Page) -> HttpResponse:
    """The same, small."""
    return _picture(page, page.thumbnail)


def _picture(page: Page, name: str) -> HttpResponse:
    try:
        content = sealed_files.read(name, key=page.file.claim.data_key, about=page.file.about)
    except vault.Unreadable:
        raise Http404 from None
    return as_picture(turned(content, page.turn))


def as_picture(jpeg: bytes) -> HttpResponse:
    """Bytes a browser may show on our own pages, and do nothing else with."""
    response = HttpResponse(jpeg, content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = "inline"
    response["Cache-Control"] = "no-store, private"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def turned(jpeg: bytes, degrees: int) -> bytes:
    """A JPEG that says of itself how it is turned: no pixel changes, and it takes the room of the turned picture."""
    if not degrees:
        return jpeg
    orientation = _ORIENTATION[Page.Turn(degrees)].to_bytes(2)
    # One directory of one entry: tag 0x0112, type SHORT, one value; no further directory.
    tiff = b"MM\0*\0\0\0\x08" + b"\0\x01" + b"\x01\x12\0\x03\0\0\0\x01" + orientation + b"\0\0" + b"\0\0\0\0"
    exif = b"Exif\0\0" + tiff
    return _START + b"\xff\xe1" + (len(exif) + 2).to_bytes(2) + exif + jpeg.removeprefix(_START)
