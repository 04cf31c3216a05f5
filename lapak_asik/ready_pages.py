"""Answers public pages from the memory of the process, in front of Django.

A page that is the same for everybody is made by Django once in a few seconds and given out as it is until then: it
comes with every header Django gave it, and with its `Age`. Which pages these are, and for how long, a view alone says,
with `Cache-Control: public, max-age=…` (see `queueing.public_pages`). A page that read the session, set a cookie, or
was asked for with a query string never gets here.

A page that is almost the same for everybody is answered at this layer as well, by a `Ready`: a function that is asked
before Django, gives the whole answer or None, and may take a public page as its skeleton:

    def position_page(environ: WSGIEnvironment, page_at: PageAt) -> Answer | None:
        if not environ["PATH_INFO"].startswith("/antrean/"):
            return None
        skeleton = page_at("/antrean/kerangka/")  # as this visitor would see it, uncompressed; mostly from memory
        return skeleton and skeleton.filled(skeleton.body.replace(b"POSISI", …))

    application = ReadyPages(get_wsgi_application(), ready=(position_page,))
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from threading import Lock
from time import monotonic
from types import SimpleNamespace
from typing import Any, cast
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.http import HttpRequest, parse_cookie
from django.middleware.gzip import re_accepts_gzip
from django.utils import translation

LONGEST = 60
"""Seconds. What may be kept longer is a file, and whoever asks keeps it."""

MOST_PAGES, LARGEST = 600, 256 * 1024
"""Pages kept at once, the least asked for leaving first, and the bytes one may have: every branch in two languages,
compressed and not, with room to spare."""

_MAX_AGE = re.compile(r"\bmax-age=(\d+)")
_PUBLIC = re.compile(r"\bpublic\b")
_COOKIE_OR_ALL = re.compile(r"\bcookie\b|\*")

Headers = list[tuple[str, str]]
Key = tuple[str | bool, ...]


@dataclass(frozen=True)
class Answer:
    """A whole answer. `made_at` and `lasts` are seconds of this process's own clock."""

    status: str
    headers: Headers
    body: bytes
    made_at: float
    lasts: float

    def filled(self, body: bytes, *, cache_control: str = "no-store") -> "Answer":
        """The same page with these words in it, for one visitor: nobody keeps it unless `cache_control` says so."""
        ours = ("cache-control", "content-length", "vary")
        kept = [(name, value) for name, value in self.headers if name.lower() not in ours]
        kept += [("Cache-Control", cache_control), ("Content-Length", str(len(body)))]
        return replace(self, headers=kept, body=body)

    def give(self, start_response: StartResponse, *extra: tuple[str, str]) -> Iterable[bytes]:
        start_response(self.status, [*self.headers, *extra])
        return [self.body]


PageAt = Callable[[str], Answer | None]
Ready = Callable[[WSGIEnvironment, PageAt], Answer | None]


class ReadyPages:
    """A WSGI application that asks `application` only for what it cannot answer itself."""

    def __init__(
        self, application: WSGIApplication, *, ready: tuple[Ready, ...] = (), clock: Callable[[], float] = monotonic
    ) -> None:
        self.application, self.ready, self.clock = application, ready, clock
        self.kept: OrderedDict[Key, Answer] = OrderedDict()
        self.lock = Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "GET" or environ.get("QUERY_STRING") or "HTTP_HOST" not in environ:
            return self.application(environ, start_response)
        for answer_for in self.ready:
            if answer := answer_for(environ, lambda path: self._page_at(environ, path)):
                return answer.give(start_response)
        key = _key(environ)
        if page := self._kept(key):
            return page.give(start_response, ("Age", str(int(self.clock() - page.made_at))))
        return self._ask(key, environ, start_response)

    def _page_at(self, environ: WSGIEnvironment, path: str) -> Answer | None:
        """The public page at another address as this visitor would see it, uncompressed; None if it is not public."""
        asked = {**environ, "PATH_INFO": path, "HTTP_ACCEPT_ENCODING": ""}
        key = _key(asked)
        if page := self._kept(key):
            return page
        for _part in self._ask(key, asked, _start_nothing):
            pass
        return self._kept(key)

    def _kept(self, key: Key) -> Answer | None:
        with self.lock:
            page = self.kept.get(key)
            if page is None or self.clock() - page.made_at >= page.lasts:
                return None
            self.kept.move_to_end(key)
            return page

    def _ask(self, key: Key, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Ask Django, and keep the answer if it is one for everybody."""
        begun: list[tuple[str, Headers, int]] = []

        def begin(status: str, headers: Headers, *exc_info: Any) -> Callable[[bytes], object]:
            if lasts := _lasts(status, headers):
                begun.append((status, headers := _varied(headers), lasts))
            return start_response(status, headers, *exc_info)

        parts = self.application(environ, begin)
        if not begun:
            return parts
        [(status, headers, lasts)] = begun
        made_at = self.clock()
        body = _joined(parts)
        if len(body) <= LARGEST:
            self._keep(key, Answer(status, headers, body, made_at, lasts))
        return [body]

    def _keep(self, key: Key, page: Answer) -> None:
        with self.lock:
            self.kept[key] = page
            self.kept.move_to_end(key)
            while len(self.kept) > MOST_PAGES:
                self.kept.popitem(last=False)


def _key(environ: WSGIEnvironment) -> Key:
    """What a public page depends on. The host and the scheme are in it because Django refuses and redirects by them."""
    return (
        environ["HTTP_HOST"],
        environ["wsgi.url_scheme"],
        environ.get("HTTP_X_FORWARDED_PROTO", ""),
        environ.get("SCRIPT_NAME", ""),
        environ["PATH_INFO"],
        _language(_language_cookie(environ), environ.get("HTTP_ACCEPT_LANGUAGE", "")),
        bool(re_accepts_gzip.search(environ.get("HTTP_ACCEPT_ENCODING", ""))),
    )


def _language_cookie(environ: WSGIEnvironment) -> str | None:
    cookies = environ.get("HTTP_COOKIE", "")
    return (
        parse_cookie(cookies).get(settings.LANGUAGE_COOKIE_NAME) if settings.LANGUAGE_COOKIE_NAME in cookies else None
    )


@lru_cache(maxsize=1000)
def _language(cookie: str | None, accepted: str) -> str:
    """The language LocaleMiddleware would choose."""
    cookies = {} if cookie is None else {settings.LANGUAGE_COOKIE_NAME: cookie}
    request = SimpleNamespace(COOKIES=cookies, META={"HTTP_ACCEPT_LANGUAGE": accepted})
    return translation.get_language_from_request(cast(HttpRequest, request))


def _lasts(status: str, headers: Headers) -> int:
    """For how many seconds this answer is good for everybody; 0 for one that is somebody's own."""
    said = [(name.lower(), value.lower()) for name, value in headers]
    control = ",".join(value for name, value in said if name == "cache-control")
    age = _MAX_AGE.search(control)
    is_own = any(name == "set-cookie" or (name == "vary" and _COOKIE_OR_ALL.search(value)) for name, value in said)
    if is_own or not status.startswith("200") or not _PUBLIC.search(control) or age is None:
        return 0
    return int(age[1]) if int(age[1]) <= LONGEST else 0


def _varied(headers: Headers) -> Headers:
    """What we tell the caches beyond us: the language may have come from a cookie, which Django does not say."""
    by = ", ".join([value for name, value in headers if name.lower() == "vary"] + ["Cookie"])
    return [(name, value) for name, value in headers if name.lower() != "vary"] + [("Vary", by)]


def _joined(parts: Iterable[bytes]) -> bytes:
    """The body, and the end of the request as Django counts it."""
    try:
        return b"".join(parts)
    finally:
        if close := getattr(parts, "close", None):
            close()


def _start_nothing(status: str, headers: Headers, *exc_info: Any) -> Callable[[bytes], object]:
    return lambda _part: None
