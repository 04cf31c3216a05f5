"""What a browser without script does between a click and the next page: cookies, headers, forms, compressed pages."""

import gzip
import html
import re
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from bench.crowd import Answer, Request, Unexpected

HOST = "lapak.example"  # as deploy.local.check names the production host; TLS ends at a proxy before us
_SET_COOKIE = re.compile(rb"\r\nset-cookie: *([^=;]+)=([^;\r]*)", re.IGNORECASE)
_LOCATION = re.compile(rb"\r\nlocation: *([^\r]+)", re.IGNORECASE)
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_FIXED = (
    f"Host: {HOST}\r\nX-Forwarded-Proto: https\r\nUser-Agent: Mozilla/5.0 (Linux; Android 10)\r\n"
    "Accept: text/html\r\nAccept-Language: id\r\nAccept-Encoding: gzip\r\n"
)


@dataclass(frozen=True, slots=True)
class Page:
    status: int
    location: str
    text: str

    def expect(self, status: int, location: str = "") -> "Page":
        """This page, if it is the one a browser should see here."""
        if self.status != status or self.location != location:
            raise Unexpected(f"{self.status} {self.location}".strip())
        return self

    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page's forms: CSRF token, idempotency key."""
        return {name: html.unescape(value) for name, value in _HIDDEN.findall(self.text)}


Visit = Generator[Request, Answer, Page]


class Browser:
    """One browser: its cookies, and the requests it makes."""

    def __init__(self, cookies: Mapping[str, str] | None = None) -> None:
        self.cookies = dict(cookies or {})

    def get(self, path: str) -> Visit:
        return self._read((yield Request(f"GET {path}", self.raw("GET", path))))

    def post(self, path: str, fields: Mapping[str, str]) -> Visit:
        body = urlencode(fields).encode()
        extra = f"Origin: https://{HOST}\r\nReferer: https://{HOST}{path}\r\n"
        extra += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        return self._read((yield Request(f"POST {path}", self.raw("POST", path, extra) + body)))

    def raw(self, method: str, path: str, extra: str = "") -> bytes:
        """The head of a request as it goes over the line."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        cookie_line = f"Cookie: {cookies}\r\n" if cookies else ""
        return f"{method} {path} HTTP/1.1\r\n{_FIXED}{cookie_line}{extra}\r\n".encode()

    def _read(self, answer: Answer) -> Page:
        for name, value in _SET_COOKIE.findall(answer.head):
            self.cookies[name.decode()] = value.decode()
        location = _LOCATION.search(answer.head)
        body = gzip.decompress(answer.body) if b"gzip" in answer.head else answer.body
        return Page(answer.status, location.group(1).decode() if location else "", body.decode())
