"""HTTP/1.1 as far as a stand-in speaks it: a server and a POST, both on asyncio, so that a bench has the cores.

A message with all its states costs 0.2 ms of one core. aiohttp does all this too, but takes 0.4 s of it to be imported,
seven times what this takes to start, and a stand-in starts once a test.
"""

import asyncio
import json
import sys
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from functools import cached_property
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

LARGEST = 64 * 1024 * 1024  # bytes of one request
LOOPBACK = ("127.0.0.1", "localhost", "::1")
_LINE_BREAK = b"\r\n"


class HangUp(Exception):
    """The line is cut instead of an answer."""


class Unreachable(Exception):
    """Nobody there took our POST."""


@dataclass(frozen=True)
class File:
    """A file that came with a form."""

    content: bytes
    content_type: str


@dataclass
class Request:
    """What a client asked. `asker_has_gone` says whether anybody still waits for the answer."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    asker_has_gone: Callable[[], bool] = lambda: False

    @cached_property
    def fields(self) -> list[tuple[str, str]]:
        """The form's fields as they came, repeated ones too."""
        if self._is_multipart:
            return [(name, part.decode()) for name, part in self._parts if isinstance(part, bytes)]
        return parse_qsl(self.body.decode(), keep_blank_values=True)

    @cached_property
    def form(self) -> dict[str, str]:
        return dict(self.fields)

    @property
    def files(self) -> list[File]:
        return [part for _, part in self._parts if isinstance(part, File)]

    @property
    def host(self) -> str:
        return self.headers.get("host", "127.0.0.1")

    @property
    def _is_multipart(self) -> bool:
        return self.headers.get("content-type", "").startswith("multipart/form-data")

    @cached_property
    def _parts(self) -> list[tuple[str, bytes | File]]:
        if not self._is_multipart:
            return []
        whole = message_from_bytes(f"Content-Type: {self.headers['content-type']}\r\n\r\n".encode() + self.body)
        parts: list[tuple[str, bytes | File]] = []
        for part in whole.walk():
            if part.is_multipart():
                continue
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            name = str(part.get_param("name", "", "content-disposition"))
            is_file = part.get_filename() is not None
            parts.append((name, File(content, part.get_content_type()) if is_file else content))
        return parts


@dataclass(frozen=True)
class Answer:
    """What a client is told."""

    body: bytes = b""
    status: int = HTTPStatus.OK
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)

    def as_bytes(self) -> bytes:
        lines = [f"HTTP/1.1 {int(self.status)} {HTTPStatus(self.status).phrase}"]
        facts = {"Content-Type": self.content_type, "Content-Length": str(len(self.body)), **self.headers}
        lines += [f"{name}: {value}" for name, value in facts.items()]
        return "\r\n".join([*lines, "", ""]).encode() + self.body


def as_json(content: object, status: int = HTTPStatus.OK) -> Answer:
    return Answer(json.dumps(content, ensure_ascii=False).encode(), status)


async def serve(port: int, answer: Callable[[Request], Awaitable[Answer]]) -> asyncio.Server:
    """Listens on loopback only, and keeps connections open."""

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while request := await _read(reader):
                writer.write((await _answered(answer, request)).as_bytes())
                await writer.drain()
                if request.headers.get("connection", "").lower() == "close":
                    break
            writer.close()
        except (HangUp, ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            writer.transport.abort()

    return await asyncio.start_server(converse, "127.0.0.1", port, backlog=1024)


async def _answered(answer: Callable[[Request], Awaitable[Answer]], request: Request) -> Answer:
    try:
        return await answer(request)
    except HangUp:
        raise
    except Exception:  # noqa: BLE001 (whatever it is, it belongs in the log and not on the line)
        traceback.print_exc(file=sys.stderr)
        return as_json({"message": "The stand-in itself has a fault; see its log."}, HTTPStatus.INTERNAL_SERVER_ERROR)


async def _read(reader: asyncio.StreamReader) -> Request | None:
    """The next request, or None when the client is done. Raises ValueError for what is not a request."""
    try:
        head = (await reader.readuntil(_LINE_BREAK * 2)).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.rstrip().split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    length = int(headers.get("content-length", 0))
    if "transfer-encoding" in headers or length > LARGEST:
        raise ValueError("A stand-in takes a body of known and moderate length.")
    body = await reader.readexactly(length) if length else b""
    place = urlsplit(target)
    query = dict(parse_qsl(place.query, keep_blank_values=True)) if place.query else {}
    return Request(method, place.path, query, headers, body, reader.at_eof)


async def post(address: str, body: bytes, headers: dict[str, str], *, time_out: float) -> tuple[int, bytes]:
    """POST to the portal; its answer's status and body. A stand-in reaches nobody beyond this machine. HTTP/1.0, so
    that the answer ends with the connection."""
    place = urlsplit(address)
    if place.hostname not in LOOPBACK or place.scheme != "http":
        raise Unreachable(f"{place.hostname} is not this machine")
    target = f"{place.path or '/'}{'?' + place.query if place.query else ''}"
    lines = [f"POST {target} HTTP/1.0", f"Host: {place.netloc}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    try:
        async with asyncio.timeout(time_out):
            reader, writer = await asyncio.open_connection(place.hostname, place.port or 80)
            try:
                writer.write("\r\n".join([*lines, "", ""]).encode() + body)
                answer = await reader.read(-1)
            finally:
                writer.transport.abort()
    except (OSError, TimeoutError) as failure:
        raise Unreachable(type(failure).__name__) from failure
    head, _, content = answer.partition(_LINE_BREAK * 2)
    if len(words := head.split(None, 2)) < 2:
        raise Unreachable("the portal hung up")
    return int(words[1]), content
