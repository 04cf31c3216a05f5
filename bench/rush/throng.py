"""Very many people, each on a timetable of their own, over a few connections that are kept open.

Where `bench.crowd` keeps sixteen clients busy, here everybody rests between two pages as a person does, and comes back
by themselves. A journey yields a `Request`, or a `Rest`. A time counts from when the person wanted the page, also when
no connection was free.
"""

import heapq
import re
import selectors
import socket
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count
from time import perf_counter
from typing import Any

from bench.crowd import PATIENCE, Answer, Journey, Outcome, Request, Unexpected, whole_answer
from bench.machine import Watch

CONNECTIONS = 64
_ENDS = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rest:
    """So many seconds without a page."""

    seconds: float


@dataclass
class _Line:
    """One connection, and whose page it is fetching."""

    socket: socket.socket
    journey: Journey | None = None
    request: Request | None = None
    wanted_at: float = 0.0
    received: bytes = b""


@dataclass
class Throng:
    """Everybody, and who of them wants a page when."""

    port: int
    outcome: Outcome = field(default_factory=Outcome)
    idle: list[_Line] = field(default_factory=list)
    wanting: deque[tuple[float, Journey, Request]] = field(default_factory=deque)
    resting: list[tuple[float, int, Journey]] = field(default_factory=list)
    numbers: Any = field(default_factory=count)
    busy: int = 0

    def run(self, journeys: Iterable[tuple[float, Journey]]) -> Outcome:
        """Let everybody walk; each comes with the seconds after which they begin."""
        watch, started = Watch(), perf_counter()
        self.resting = [(started + after, next(self.numbers), journey) for after, journey in journeys]
        heapq.heapify(self.resting)
        with selectors.DefaultSelector() as poll:
            self.idle = [self._connect(poll) for _ in range(min(CONNECTIONS, len(self.resting)))]
            while self.resting or self.wanting or self.busy:
                self._wake()
                self._send()
                self._receive(poll)
            for line in self.idle:
                line.socket.close()
        self.outcome.seconds = perf_counter() - started
        self.outcome.machine = watch.said(self.outcome.seconds)
        return self.outcome

    def _connect(self, poll: selectors.BaseSelector) -> _Line:
        line = _Line(socket.create_connection(("127.0.0.1", self.port), PATIENCE))
        line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        poll.register(line.socket, selectors.EVENT_READ, line)
        return line

    def _wake(self) -> None:
        now = perf_counter()
        while self.resting and self.resting[0][0] <= now:
            wanted_at, _number, journey = heapq.heappop(self.resting)
            self._go_on(journey, None, wanted_at)

    def _send(self) -> None:
        while self.wanting and self.idle:
            line = self.idle.pop()
            line.wanted_at, line.journey, line.request = self.wanting.popleft()
            line.received = b""
            line.socket.sendall(line.request.raw)
            self.busy += 1

    def _receive(self, poll: selectors.BaseSelector) -> None:
        if not self.busy and not self.resting:
            return  # the last have just ended
        rest = max(0.0, self.resting[0][0] - perf_counter()) if self.resting else PATIENCE
        ready = poll.select(min(rest, PATIENCE))
        if not ready and self.busy and rest >= PATIENCE:
            raise SystemExit(f"No answer within {PATIENCE:.0f} s.")
        for key, _events in ready:
            self._take(key.data, poll)

    def _take(self, line: _Line, poll: selectors.BaseSelector) -> None:
        piece = line.socket.recv(262_144)
        line.received += piece
        answer = whole_answer(line.received)
        if answer is None and piece:
            return
        journey, request, wanted_at = line.journey, line.request, line.wanted_at
        line.journey = line.request = None
        if not piece or (answer and _ENDS.search(answer.head)):  # the next page takes another connection
            poll.unregister(line.socket)
            line.socket.close()
            if line in self.idle:
                self.idle.remove(line)
            line = self._connect(poll)
        self.idle.append(line)
        if journey is None or request is None:
            return
        self.busy -= 1
        if answer is None:
            self.outcome.failures[f"{request.name}: cut short"] += 1
        else:
            now = perf_counter()
            self.outcome.times[request.name].append(now - wanted_at)
            self._go_on(journey, answer, now)

    def _go_on(self, journey: Journey, answer: Answer | None, now: float) -> None:
        try:
            wish = journey.send(answer)  # type: ignore[arg-type] # a generator is begun, and woken, with None
        except StopIteration as end:
            self.outcome.endings.append(end.value)
        except Unexpected as unexpected:
            self.outcome.failures[str(unexpected)] += 1
        else:
            if isinstance(wish, Rest):
                heapq.heappush(self.resting, (now + wish.seconds, next(self.numbers), journey))
            else:
                self.wanting.append((now, journey, wish))
