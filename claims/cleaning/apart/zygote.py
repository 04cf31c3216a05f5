"""A clean process that begets one process per file, so that a file waits 5 ms for its own and not 200.

It loads every decoder, leaves the network, and then only forks: it never sees a byte of anybody's file. What it begets
has all libraries at once, limits itself, looks at one file, hands back what it made of it, and ends. So no file meets
what another one left. When one of them dies of its file the portal replaces the zygote too, since those it begets share
the places of their memory, and nobody may try out such places twice.

The portal holds the other end of `control`; when that closes, zygote and child are gone.
"""

import gc
import os
import select
import signal
import socket
from collections.abc import Callable
from functools import partial
from typing import IO, NoReturn

from . import limits, pages, pdfs, pictures, reading, scans
from .talk import COUNT, LEAVES, PATIENCE, PLACE, REPORT, Job, Outcome, Unusable


def serve(control: socket.socket) -> None:
    """Take jobs until the portal goes away."""
    pictures.load_decoders()
    limits.leave_the_network()
    limits.hide_memory()
    gc.freeze()  # a child that collects garbage need not copy all that lies here
    while True:
        order, descriptors, _flags, _sender = socket.recv_fds(control, 4096, 2)
        if not order:
            return
        report = _beget(order, descriptors, control)
        for descriptor in descriptors:
            os.close(descriptor)
        try:
            control.send(report)
        except OSError:
            return


def _beget(order: bytes, descriptors: list[int], control: socket.socket) -> bytes:
    try:
        child = os.fork()
    except OSError:
        return REPORT.pack(Outcome.NOT_STARTED, 0, 0, 0)
    if child == 0:
        _look(order, *descriptors)
    overdue = not _ends_in_time(child, control)
    if overdue:
        os.kill(child, signal.SIGKILL)
    _pid, status, used = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    computed = used.ru_utime + used.ru_stime
    died = code < 0 or (code not in set(Outcome) and order[0] not in (Job.READ, Job.TURN))
    return REPORT.pack(_outcome(code), died, used.ru_maxrss, computed)


def _ends_in_time(child: int, control: socket.socket) -> bool:
    """Whether the child ended before its time was up and while the portal still wanted to know."""
    ended = os.pidfd_open(child)
    try:
        watch = select.poll()
        watch.register(ended, select.POLLIN)
        watch.register(control, select.POLLRDHUP)
        return any(descriptor == ended for descriptor, _event in watch.poll(PATIENCE * 1000))
    finally:
        os.close(ended)


def _outcome(code: int) -> Outcome:
    if code == -signal.SIGKILL:  # by the limit of computing, by the clock, or for want of the machine's memory
        return Outcome.TOO_HEAVY
    return Outcome(code) if code in set(Outcome) else Outcome.UNREADABLE


def _look(order: bytes, source: int, target: int) -> NoReturn:
    """In the child: do the job and end, whatever happens."""
    code = int(Outcome.UNREADABLE)
    try:
        limits.die_with_parent()
        os.setsid()
        os.dup2(source, 0)
        os.dup2(target, 1)
        job = Job(order[0])
        limits.limit_cost()
        if job in (Job.READ, Job.TURN):
            reading.become_the_reader(order[1:].decode(), job)
        limits.shut_doors(threads=job == Job.HEIC)
        code = int(_work(job, order[1:]))
    finally:
        os._exit(code)


def _work(job: Job, wanted: bytes) -> Outcome:
    content = os.pread(0, os.fstat(0).st_size, 0)  # others may read the same file meanwhile, so nobody moves its offset
    with os.fdopen(1, "wb", closefd=False) as target:
        try:
            _JOBS.get(job, partial(_pages, job))(content, wanted, target)
        except Unusable as no:
            pages.say_number(no, target)
            return no.outcome
        except MemoryError:
            return Outcome.TOO_HEAVY
        return Outcome.DONE


def _pages(job: Job, content: bytes, _wanted: bytes, target: IO[bytes]) -> None:
    for page in pdfs.pages_of(content) if job == Job.PDF else pictures.pages_of(content, job):
        pages.hand_back(page, target)


def _leaves(content: bytes, wanted: bytes, target: IO[bytes]) -> None:
    kind, first, number = LEAVES.unpack(wanted)
    target.write(COUNT.pack(scans.number_of_pages(content, Job(kind))))
    for leaf in scans.leaves_of(content, Job(kind), first, number):
        scans.hand_back(leaf, target)


def _cut(content: bytes, wanted: bytes, target: IO[bytes]) -> None:
    scans.cut(content, [place for (place,) in PLACE.iter_unpack(wanted)], target)


_JOBS: dict[Job, Callable[[bytes, bytes, IO[bytes]], None]] = {Job.LEAVES: _leaves, Job.CUT: _cut}
