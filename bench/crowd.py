"""A closed loop of clients on raw sockets: each takes the next journey as soon as its last one has ended.

One thread polls all sockets, so that the load generator, which runs on the cores it measures, costs little. A journey
is a generator that yields requests and is sent answers, on one connection that is kept alive between its requests.
"""

import re
import selectors
import socket
from collections import Counter, defaultdict
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from bench.machine import Watch

CLIENTS = 16
PATIENCE = 30.0  # seconds without any answer after which the bench gives up
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Request:
    """Bytes to send, and the name under which the time to the whole answer is kept."""

    name: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    head: bytes
    body: bytes


class Unexpected(Exception):
    """A journey met an answer that no browser should get; it is counted by what it says."""


Journey = Generator[Request, Answer, Any]


@dataclass
class Outcome:
    """What came of a run: how each journey ended, how long each kind of request took, what went wrong how often.

    `machine` says who used it meanwhile.
    """

    seconds: float = 0.0
    endings: list[Any] = field(default_factory=list)
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failures: Counter[str] = field(default_factory=Counter)
    machine: dict[str, Any] = field(default_factory=dict)


def run(journeys: Iterator[Journey], port: int, *, clients: int = CLIENTS, seconds: float = 600.0) -> Outcome:
    """Let that many clients walk journeys until there are none, or `seconds` have passed; what has begun is ended."""
    outcome, watch = Outcome(), Watch()
    started = perf_counter()
    with selectors.DefaultSelector() as poll:
        for _ in range(clients):
            _Client(journeys, port, poll, outcome, started + seconds).begin()
        while poll.get_map():
            ready = poll.select(PATIENCE)
            if not ready:
                raise SystemExit(f"No answer within {PATIENCE:.0f} s.")
            for key, _events in ready:
                key.data.receive()
    outcome.seconds = perf_counter() - started
    outcome.machine = watch.said(outcome.seconds)
    return outcome


class _Client:
    """One place in the crowd."""

    def __init__(
        self, journeys: Iterator[Journey], port: int, poll: selectors.BaseSelector, outcome: Outcome, until: float
    ) -> None:
        self.journeys, self.port, self.poll, self.outcome, self.until = journeys, port, poll, outcome, until

    def begin(self) -> None:
        """Start the next journey on a connection of its own, unless time is over or there is none."""
        journey = next(self.journeys, None) if perf_counter() < self.until else None
        if journey is None:
            return
        self.journey = journey
        self.socket = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.poll.register(self.socket, selectors.EVENT_READ, self)
        self._go_on(None)

    def receive(self) -> None:
        """Take what has arrived; when the answer is whole, go on with the journey."""
        piece = self.socket.recv(262_144)
        self.received += piece
        answer = whole_answer(self.received)
        if answer is not None:
            self.outcome.times[self.request.name].append(perf_counter() - self.sent_at)
            self._go_on(answer)
        elif not piece:
            self.outcome.failures[f"{self.request.name}: cut short"] += 1
            self._end()

    def _go_on(self, answer: Answer | None) -> None:
        try:
            self.request = self.journey.send(answer)  # type: ignore[arg-type] # a generator is begun with None
        except StopIteration as end:
            self.outcome.endings.append(end.value)
            self._end()
        except Unexpected as unexpected:
            self.outcome.failures[str(unexpected)] += 1
            self._end()
        else:
            self.received = b""
            self.sent_at = perf_counter()
            self.socket.sendall(self.request.raw)

    def _end(self) -> None:
        self.poll.unregister(self.socket)
        self.socket.close()
        self.begin()


def whole_answer(received: bytes) -> Answer | None:
    """The HTTP answer once all of it is there. Granian gives every page a Content-Length."""
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = received[: end + 2]
    length = _LENGTH.search(head)
    body = received[end + 4 :]
    if len(body) < (int(length.group(1)) if length else 0):
        return None
    return Answer(int(head[9:12]), head, body)
