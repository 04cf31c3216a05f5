"""Somebody who sends a form byte by byte holds a thread, and not the portal."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from deploy.local.portal import Ports, portal
from tests.claims.uploads.conftest import Served
from tests.processes import listens, wait_until

pytestmark = pytest.mark.slow

SENDERS, PATIENCE = 3, 4.0
SLOW = (
    "POST /klaim/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    f"Content-Length: 1000\r\nCookie: csrftoken={'a' * 32}\r\n\r\nx="
)


def threads_of_make_run(folder) -> int:
    command = next(child for child in portal(folder, {}, Ports(*[1] * 7)) if child.name == "web").command
    return int(command[command.index("--blocking-threads") + 1])


@contextmanager
def slow_senders(port: int, number: int) -> Iterator[None]:
    """That many who have said that a thousand bytes come, and have sent two."""
    with ExitStack() as lines:
        for _ in range(number):
            lines.enter_context(socket.create_connection(("127.0.0.1", port), PATIENCE)).sendall(SLOW.encode())
        time.sleep(3)  # until each is served; there is nothing to see it by
        yield


def answers(port: int) -> bool:
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        try:
            return line.recv(8) == b"HTTP/1.1"
        except TimeoutError:
            return False


@pytest.mark.parametrize("as_it_is", [True, False], ids=["as make run has it", "with one thread, the control"])
@pytest.mark.usefixtures("transactional_db", "house")
def test_slow_senders_keep_nobody_waiting(as_it_is, tmp_path, sealed_folder):
    server = Served(tmp_path / "web.log", sealed_folder, threads=threads_of_make_run(tmp_path) if as_it_is else 1)
    server.start()
    wait_until(lambda: listens(server.port), "granian listens")
    wait_until(lambda: answers(server.port), "the portal answers")

    with slow_senders(server.port, SENDERS):
        answered = [answers(server.port) for _ in range(2)]
    server.kill()

    assert answered == [as_it_is] * 2
