"""How tus 1.0 speaks: the headers of every answer, and the ways it says no. See https://tus.io/protocols/resumable-upload

A page of another site cannot ask for any of this: every request carries Tus-Resumable, a header only our own script or
a program may set, so no CSRF word is needed; and where the browser says who asks, another site is turned away by name.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from claims.cleaning import MAX_BYTES
from claims.models import Upload
from claims.uploads.limits import TRY_AGAIN_AFTER, TooMany
from workflow import Refused

VERSION = "1.0.0"
EXTENSIONS = "creation,termination,expiration"
CONTENT_TYPE = "application/offset+octet-stream"


class NotSo(Exception):
    """The protocol or the state of the upload says no: a status, a sentence, and the headers that explain it."""

    def __init__(self, status: int, sentence: str | Promise, **headers: str) -> None:
        super().__init__(sentence)
        self.answered_with = status
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def speaks_tus(*methods: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Give the view one of `methods` as its `method`; say every no in a sentence, and the version in every answer."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def answer(request: HttpRequest, **where: Any) -> HttpResponse:
            try:
                method = _method(request, methods)
                response = abilities() if method == "OPTIONS" else view(request, method=method, **where)
            except NotSo as no:
                response = said(str(no), no.answered_with, no.headers)
            except TooMany as refusal:
                response = said(str(refusal), 429, {"Retry-After": str(TRY_AGAIN_AFTER)})
            except Refused as refusal:
                response = said(str(refusal), 422)
            response["Tus-Resumable"] = VERSION
            response["Cache-Control"] = "no-store"
            return response

        return answer

    return decorate


def _method(request: HttpRequest, methods: tuple[str, ...]) -> str:
    """What is asked for; the real method does not count where another is named, as the protocol has it."""
    method = request.headers.get("X-HTTP-Method-Override", request.method or "").upper()
    if method == "OPTIONS":
        return method
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise NotSo(403, _("Permintaan ini datang dari situs lain."))
    if method not in methods:
        raise NotSo(405, _("Alamat ini tidak untuk dibuka begitu saja."), Allow=", ".join((*methods, "OPTIONS")))
    if request.headers.get("Tus-Resumable") != VERSION:
        raise NotSo(412, _("Versi tus ini tidak didukung, hanya %(v)s.") % {"v": VERSION}, Tus_Version=VERSION)
    return method


def abilities() -> HttpResponse:
    """What this door can do, for a client that asks first."""
    answer = HttpResponse(status=204)
    answer["Tus-Version"], answer["Tus-Extension"], answer["Tus-Max-Size"] = VERSION, EXTENSIONS, str(MAX_BYTES)
    return answer


def said(sentence: str, status: int, headers: dict[str, str] | None = None) -> HttpResponse:
    """A refusal: plain words, which a page may show as they are."""
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8", headers=headers)


def number(request: HttpRequest, header: str) -> int:
    """A header that is a whole number from 0; anything else is refused."""
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise NotSo(400, _("Permintaan ini tidak lengkap: %(header)s bukan bilangan.") % {"header": header})
    return int(text)


def standing(upload: Upload, status: int) -> HttpResponse:
    """How far an upload is, and until when it can be gone on with."""
    answer = HttpResponse(status=status)
    answer["Upload-Offset"] = str(upload.offset)
    if upload.ended_at is None:
        answer["Upload-Expires"] = http_date(upload.rests_until.timestamp())
    return answer
