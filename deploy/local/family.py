"""The processes a command starts: each in a session of its own, restarted when it dies, stopped in order, none left.

A session of its own means that Ctrl-C reaches this launcher alone, which then stops its children one by one. Should the
launcher itself be killed, the kernel sends every child its stop signal.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.places import ROOT, say, tail
from deploy.local.unprivileged import Account

RESTARTS, WITHIN = 5, 60.0  # a child that dies more often than this, in seconds, is given up
GLANCE = 0.1  # seconds between two looks at the children
LOG_LIMIT = 10 * 1024 * 1024  # bytes; a longer log is set aside once when its child starts

_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1


class Stopped(Exception):
    """Somebody asked for the end: Ctrl-C, SIGTERM, or make itself went away."""


@dataclass
class Child:
    """A program to keep running. `patience` is how long it may take to stop, in seconds, before it is killed."""

    name: str
    command: Sequence[str | Path]
    log: Path
    env: Mapping[str, str]
    cwd: Path = ROOT
    account: Account | None = None
    stop_with: signal.Signals = signal.SIGTERM
    patience: float = 10.0
    process: subprocess.Popen | None = None
    starts: deque[float] = field(default_factory=deque)

    def start(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.rename(self.log.with_suffix(".old.log"))
        self.starts.append(time.monotonic())
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.cwd,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=lambda: die_with_parent(self.stop_with),
                **(self.account.as_process() if self.account else {}),
            )

    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def dies_too_often(self) -> bool:
        while self.starts and self.starts[0] < time.monotonic() - WITHIN:
            self.starts.popleft()
        return len(self.starts) > RESTARTS

    def stop(self) -> None:
        """Ask, wait, and only then kill. What the child itself left behind in its session goes with it."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(self.stop_with)
            try:
                self.process.wait(self.patience)
            except subprocess.TimeoutExpired:
                say(f"{self.name} did not stop within {self.patience:.0f} s and is killed.")
        self.sweep()
        self.process.wait()
        self.process = None

    def sweep(self) -> None:
        """Kill what is left of the child's session."""
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


class Family:
    """All children of one command. Leaving the `with` block stops them, the last started first."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self.asked_to_stop = False
        self._handlers: dict[signal.Signals, object] = {}

    def __enter__(self) -> "Family":
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            self._handlers[number] = signal.signal(number, self._ask)
        if "MAKELEVEL" in os.environ:  # started by make: when make is killed, nobody is left to stop us
            die_with_parent(signal.SIGTERM)
        return self

    def __exit__(self, *_: object) -> None:
        self.asked_to_stop = True
        for child in reversed(self.children):
            child.stop()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)  # type: ignore[arg-type]

    def _ask(self, *_: object) -> None:
        self.asked_to_stop = True

    def add(self, child: Child) -> Child:
        """Start `child` and keep it."""
        self.obey()
        self.children.append(child)
        child.start()
        return child

    def obey(self) -> None:
        """Raise Stopped once somebody has asked for the end."""
        if self.asked_to_stop:
            raise Stopped

    def tend(self) -> None:
        """Start again what has died, with a note; give up when it dies too often."""
        self.obey()
        for child in self.children:
            if not child.has_died():
                continue
            assert child.process is not None
            code = child.process.returncode
            child.sweep()
            if child.dies_too_often():
                raise SystemExit(f"{child.name} keeps ending (code {code}). The end of {child.log}:\n{tail(child.log)}")
            say(f"{child.name} ended with code {code}; started again. Its log: {child.log}")
            child.start()

    def wait_until(self, ready: Callable[[], bool], what: str, seconds: float) -> None:
        """Tend the children until `ready()`, at most so long."""
        end = time.monotonic() + seconds
        while not ready():
            self.tend()
            if time.monotonic() > end:
                raise SystemExit(f"{what} did not answer within {seconds:.0f} s.")
            time.sleep(GLANCE)

    def finish(self, once: Child) -> None:
        """Run `once` to its end while the others are tended; its last lines are shown when it fails."""
        self.obey()
        once.start()
        assert once.process is not None
        try:
            while once.process.poll() is None:
                self.tend()
                time.sleep(GLANCE)
            code = once.process.returncode
        finally:
            once.stop()
        if code:
            raise SystemExit(f"{once.name} failed (code {code}). The end of {once.log}:\n{tail(once.log)}")

    def accompany(self, command: Sequence[str | Path], env: Mapping[str, str]) -> int:
        """Run `command` at the terminal to its end while the children are tended; the answer is its exit code.

        Ctrl-C reaches it as well, so it is given time to end by itself before it is told to.
        """
        self.obey()
        process = subprocess.Popen(command, cwd=ROOT, env=env)
        try:
            while process.poll() is None:
                self.tend()
                time.sleep(GLANCE)
        finally:
            if process.poll() is None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(5)
                process.terminate()
                process.wait()
        return process.returncode


def die_with_parent(with_signal: signal.Signals) -> None:
    """Ask the kernel for `with_signal` when the process that started this one ends."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, int(with_signal))
