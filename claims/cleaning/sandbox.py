"""Has a file looked at in a process of its own, which a hostile file may fill, slow down or crash.

The file goes over in a file in memory and what was made of it comes back in another; both have no name. The process is
begotten by a zygote (`apart.zygote`), of which each process of the portal keeps as many as it ever needed at once. It
starts at the first file and ends with the portal's process. What the limits are, and what they are not, stands in
docs/decisions/2026-11-21-files-are-opened-apart.md.
"""

import atexit
import fcntl
import logging
import os
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import IO

from claims.cleaning.apart.talk import MAX_HANDED_BACK, PATIENCE, REPORT, Job, Outcome
from claims.cleaning.sentences import Busy

logger = logging.getLogger(__name__)

SCRIPT = Path(__file__).resolve().parent
AT_ONCE = 2
"""Files that one process of the portal has looked at in the same moment: a machine for this has two cores or more."""

TURN_WITHIN = 30.0
"""Seconds a file waits for its turn before it is put back."""

MEMORY = {"GLIBC_TUNABLES": "glibc.malloc.mmap_threshold=33554432:glibc.malloc.trim_threshold=67108864"}
"""The memory of one page is used again for the next. As it is by itself, glibc gave it back and asked for it anew,
which took a quarter of the time of twenty scans. In bytes; 32 MiB is the most it takes for the first. Another C library
does not read this."""

_turns = BoundedSemaphore(AT_ONCE)
_idle: list["Zygote"] = []


@dataclass(frozen=True)
class Done:
    """How a job ended, what was handed back, and what it cost: bytes of memory at the most, seconds of computing."""

    outcome: Outcome
    handed_back: bytes
    peak_memory: int
    seconds: float


class Zygote:
    """One process that begets others, and our end of what we speak through."""

    def __init__(self) -> None:
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.control.settimeout(PATIENCE + 5)
        try:
            self.process = subprocess.Popen(  # noqa: S603 - our own script; no file is part of the command
                [sys.executable, "-I", "-B", str(SCRIPT), str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=MEMORY, cwd="/",
                start_new_session=True,  # Ctrl-C is for the portal; it ends when the portal closes its control
            )  # fmt: skip
        except OSError:
            self.control.close()
            raise
        finally:
            theirs.close()

    def run(self, order: bytes, source: int, target: int) -> tuple[Outcome, bool, int, float]:
        """Outcome, whether the process died, peak memory in KiB, seconds. Raises OSError when the zygote is gone."""
        socket.send_fds(self.control, [order], [source, target])
        report = self.control.recv(REPORT.size)
        if len(report) != REPORT.size:
            raise ConnectionResetError("The zygote is gone.")
        outcome, died, kibibytes, seconds = REPORT.unpack(report)
        return Outcome(outcome), bool(died), kibibytes, seconds

    def end(self) -> None:
        """Once its control closes, it ends by itself with what it begot."""
        self.control.close()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def forget(self) -> None:
        """In a copy of the portal's process: it belongs to the original."""
        self.control.close()
        self.process.returncode = 0


@contextmanager
def in_memory(content: Iterable[bytes], most: int) -> Iterator[tuple[IO[bytes], int]]:
    """A file without a name that holds `content`, and how many bytes it has; it keeps no more than `most` of them."""
    with os.fdopen(os.memfd_create("original", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING), "w+b") as file:
        size = 0
        for chunk in content:
            size += len(chunk)
            if size <= most:
                file.write(chunk)
        file.flush()
        fcntl.fcntl(file, fcntl.F_ADD_SEALS, fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK)
        yield file, size


def run(job: Job, source: IO[bytes], *, wanted: bytes = b"") -> Done:
    """Do one job on the file, apart. `wanted` is the program to become, for the jobs that read, or which pages.

    Raises Busy when no turn came in time or the machine has no room for one more process.
    """
    if not _turns.acquire(timeout=TURN_WITHIN):
        raise Busy
    try:
        with os.fdopen(os.memfd_create("pages"), "w+b") as target:
            source.seek(0)
            outcome, kibibytes, seconds = _run(bytes([job]) + wanted, source.fileno(), target.fileno())
            target.seek(0)
            return Done(outcome, target.read(MAX_HANDED_BACK), kibibytes * 1024, seconds)
    except OSError as failure:
        logger.exception("A file could not be looked at apart")
        raise Busy from failure
    finally:
        _turns.release()


def _run(order: bytes, source: int, target: int) -> tuple[Outcome, int, float]:
    zygote = _awake()
    try:
        outcome, died, kibibytes, seconds = zygote.run(order, source, target)
    except BaseException:
        zygote.end()
        raise
    if died:
        logger.warning("A process died of its file after %.1f s and %d MiB", seconds, kibibytes // 1024)
        zygote.end()  # the next ones lie elsewhere in memory
    else:
        _idle.append(zygote)
    if outcome == Outcome.NOT_STARTED:
        raise Busy
    return outcome, kibibytes, seconds


def _awake() -> Zygote:
    """One that waits for work, or a new one; those that were killed meanwhile are laid to rest."""
    while True:
        try:
            zygote = _idle.pop()
        except IndexError:
            return Zygote()
        if zygote.process.poll() is None:
            return zygote
        zygote.end()


def end_all() -> None:
    """End the zygotes this process keeps; the next file starts another."""
    while _idle:
        _idle.pop().end()


def _forget_all() -> None:
    global _turns
    _turns = BoundedSemaphore(AT_ONCE)
    while _idle:
        _idle.pop().forget()


atexit.register(end_all)
os.register_at_fork(after_in_child=_forget_all)
