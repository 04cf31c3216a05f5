"""Answers where a number stands, in front of Django: a signature, a place worked out, and words put into a kept page.

While an opening is on, this page is what nearly everybody loads. `queueing.rush.views.position` answers the same from
Django, for whatever does not pass here.
"""

from dataclasses import replace
from wsgiref.types import WSGIEnvironment

from django.middleware.gzip import re_accepts_gzip
from django.utils import timezone

from lapak_asik.ready_pages import Answer, PageAt
from lapak_asik.woven import Woven
from queueing.rush import standing
from queueing.rush.room import ROOM
from queueing.rush.standing import Standing

PATH = "/antrean/"
_woven: dict[tuple[str, str], Woven] = {}


def position_page(environ: WSGIEnvironment, page_at: PageAt) -> Answer | None:
    """The position page of a ticket that we signed; None for every other address."""
    path = environ["PATH_INFO"]
    if not path.startswith(PATH) or not path.endswith("/"):
        return None
    seen = standing.read_ticket(path[len(PATH) : -1])
    line = ROOM.line(seen[0], now=timezone.now()) if seen else None
    if seen is None or line is None:
        return None
    shown = standing.stand(line, seen[1])
    skeleton = page_at(f"{PATH}kerangka/{shown.kind}/")
    return skeleton and _filled(skeleton, environ, shown)


def _filled(skeleton: Answer, environ: WSGIEnvironment, shown: Standing) -> Answer:
    woven = _woven_of(skeleton, shown.kind)
    words = {**shown.words(_language_of(skeleton)), "here": environ["PATH_INFO"]}
    extra = [("Vary", "Accept-Encoding")]
    if shown.refresh:
        extra.append(("Refresh", str(shown.refresh)))
    if re_accepts_gzip.search(environ.get("HTTP_ACCEPT_ENCODING", "")):
        answer, extra = skeleton.filled(woven.gzipped(words)), [*extra, ("Content-Encoding", "gzip")]
    else:
        answer = skeleton.filled(woven.plain(words))
    return replace(answer, headers=[*answer.headers, *extra])


def _woven_of(skeleton: Answer, kind: str) -> Woven:
    key = kind, _language_of(skeleton)
    woven = _woven.get(key)
    if woven is None or woven.page is not skeleton.body:
        woven = _woven[key] = Woven(skeleton.body)
    return woven


def _language_of(skeleton: Answer) -> str:
    return next((value for name, value in skeleton.headers if name.lower() == "content-language"), "id")
