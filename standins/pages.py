"""What both stand-ins show on HTTP: a page to read, the same as JSON, and the switch."""

import json
import os
import sys
from abc import abstractmethod
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from standins.misbehaviour import Switch

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#17211c}"
    "article{border-top:1px solid #c5cfc9;padding:1rem 0}pre{white-space:pre-wrap;background:#f2f5f3;padding:.75rem}"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:0 1rem;margin:0}dd{margin:0}"
)


class StandInServer(ThreadingHTTPServer):
    """Listens on loopback only."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, handler: type["Handler"]) -> None:
        super().__init__(("127.0.0.1", port), handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away while it was kept waiting is what a stand-in is for."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class Handler(BaseHTTPRequestHandler):
    """Answers `/`, `/messages.json` and `/switch`; a stand-in adds its own addresses."""

    protocol_version = "HTTP/1.1"
    title = ""
    switch: Switch

    @abstractmethod
    def shown(self) -> list[dict[str, object]]:
        """Every message, newest first. `text` is shown as it is, the rest as a list of facts."""

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == "/":
            self.answer(page(self.title, self.shown()), content_type="text/html; charset=utf-8")
        elif path == "/messages.json":
            self.answer_json({"messages": self.shown()})
        else:
            self.answer_json({"message": "Not found"}, HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        if urlsplit(self.path).path != "/switch":
            self.answer_json({"message": "Not found"}, HTTPStatus.NOT_FOUND)
            return
        try:
            self.switch.turn(json.loads(self.body() or b"{}"))
        except (TypeError, ValueError) as failure:
            self.answer_json({"message": str(failure)}, HTTPStatus.BAD_REQUEST)
        else:
            self.answer_json({"message": "Switched"})

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def query(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}

    def answer(self, content: str, status: int = HTTPStatus.OK, content_type: str = "application/json") -> None:
        encoded = content.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(encoded)))
        self.end_headers()
        self.wfile.write(encoded)

    def answer_json(self, content: object, status: int = HTTPStatus.OK) -> None:
        self.answer(json.dumps(content, ensure_ascii=False), status)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: addresses and codes do not belong in a log."""


def page(title: str, messages: list[dict[str, object]]) -> str:
    """The messages as a plain page."""
    articles = "".join(
        "<article><dl>"
        + "".join(f"<dt>{escape(k)}</dt><dd>{escape(str(v))}</dd>" for k, v in message.items() if k != "text")
        + f"</dl><pre>{escape(str(message['text']))}</pre></article>"
        for message in messages
    )
    return (
        f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style>'
        f"<h1>{escape(title)}</h1><p>{len(messages)} messages, newest first.</p>{articles}</html>"
    )


def refuse_production() -> None:
    """A stand-in keeps what it gets in the open, so it starts only where nothing is real."""
    if os.environ.get("LAPAK_ENV", "production") not in ("development", "test"):
        raise SystemExit("Stand-ins start only with LAPAK_ENV=development or test.")
