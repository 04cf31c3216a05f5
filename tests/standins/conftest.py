import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from tests.processes import StandIn, mail_catcher, twilio_stand_in  # noqa: F401 (fixtures)


def a_client(stand_in: StandIn, account: str, token: str) -> Client:
    """Twilio's own client, pointed at the stand-in."""
    made = Client(account, token, http_client=TwilioHttpClient(pool_connections=False))
    made.api.base_url = stand_in.base_url
    return made


@pytest.fixture
def client(settings, twilio_stand_in) -> Client:  # noqa: F811 (the fixture)
    return a_client(twilio_stand_in, settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN)


@dataclass
class Heard:
    """One request that came to the portal."""

    address: str
    headers: dict[str, str]
    body: str

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body, keep_blank_values=True))

    @property
    def path(self) -> str:
        return urlsplit(self.address).path


@dataclass
class Portal:
    """Stands where the portal stands: remembers what it is told, and answers as the test wants."""

    url: str = ""
    heard: list[Heard] = field(default_factory=list)
    answers: dict[str, tuple[int, str]] = field(default_factory=dict)  # by path; else 204

    def states(self, name: str = "MessageStatus") -> list[str]:
        return [heard.form[name] for heard in self.heard if name in heard.form]


@pytest.fixture
def portal() -> Iterator[Portal]:
    listening = Portal()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            heard = Heard(listening.url + self.path, dict(self.headers), body)
            listening.heard.append(heard)
            status, words = listening.answers.get(heard.path, (204, ""))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(words.encode())

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield listening
    server.shutdown()
    server.server_close()
