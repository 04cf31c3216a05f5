"""A process that looks at a file gets its share and no more, and what it hands back is not believed."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from claims.cleaning import Busy, FileRefused, sandbox
from claims.cleaning.apart import limits, talk
from claims.cleaning.apart.talk import MEGABYTE, REPORT, Job, Outcome
from tests import pdf_bombs, sample_files
from tests.claims.cleaning.looking import clean, played_by
from tests.processes import wait_until

pytestmark = [pytest.mark.usefixtures("own_zygotes"), pytest.mark.slow]
only_root_looks = pytest.mark.skipif(os.geteuid() != 0, reason="A zygote hides its memory: only root may look.")
SCRIPT = str(Path(sandbox.__file__).parent)


def memory() -> int:
    """What this process takes, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


@contextmanager
def watched():
    """How much this process' own memory grows at the most while something is done."""
    seen, over = [before := memory()], threading.Event()

    def watch():
        while not over.wait(0.01):
            seen.append(memory())

    watcher = threading.Thread(target=watch)
    watcher.start()
    growth: list[int] = []
    try:
        yield growth
    finally:
        over.set()
        watcher.join()
        growth.append(max(seen) - before)


def in_the_child(lines: str) -> str:
    """Run `lines` as a child stands after its doors are shut, and tell what they print."""
    begin = (
        f"import sys; sys.path.insert(0, {SCRIPT!r})\n"
        "from apart import limits; limits.leave_the_network(); limits.limit_cost(); limits.shut_doors()\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-B", "-c", begin + lines], capture_output=True, timeout=30, env={}, check=False
    )
    return done.stdout.decode().strip() or done.stderr.decode().strip().splitlines()[-1]


# --- Limits -----------------------------------------------------------------------------------------------------------


def test_a_pdf_that_wants_all_memory_takes_nothing_of_the_portal(costs):
    with watched() as growth, pytest.raises(FileRefused) as refusal:
        clean(pdf_bombs.nested_forms())

    assert refusal.value.cause == "pdf_unreadable"
    assert growth[0] < 60 * MEGABYTE
    assert costs[0].peak_memory <= talk.MAX_MEMORY


def test_the_same_tricks_are_drawn_when_they_are_small():
    """The control of the bombs: what is refused there is the cost, not a damaged file."""
    assert len(clean(pdf_bombs.nested_forms(levels=2)).pages) == 1
    assert len(clean(pdf_bombs.shadings(times=2)).pages) == 1


def test_once_its_doors_are_shut_a_child_reaches_no_file_and_no_network():
    assert "Too many open files" in in_the_child("open('/etc/hostname')")
    assert "Too many open files" in in_the_child("import socket; socket.socket()")
    assert "Too many open files" in in_the_child("import os; os.memfd_create('x')")


def test_a_child_cannot_take_its_limits_back_for_more():
    told = in_the_child(
        "import resource as r; print(r.getrlimit(r.RLIMIT_AS)[1], r.getrlimit(r.RLIMIT_CPU)[1],"
        " r.getrlimit(r.RLIMIT_FSIZE)[1], r.getrlimit(r.RLIMIT_NPROC)[1], r.getrlimit(r.RLIMIT_CORE)[1])"
    )

    assert told == f"{talk.MAX_MEMORY} {talk.MAX_SECONDS} {talk.MAX_HANDED_BACK} 0 0"


@only_root_looks
def test_where_the_kernel_lets_it_a_zygote_has_no_network_and_no_rights_outside():
    if os.waitstatus_to_exitcode(_tried(limits.leave_the_network)) != 0:
        pytest.skip("This kernel lets nobody make namespaces: only the limits hold here.")
    clean(sample_files.jpeg())

    (zygote,) = sandbox._idle
    spaces = {name: Path(f"/proc/{zygote.process.pid}/ns/{name}").readlink() for name in ("net", "user", "ipc")}

    assert all(place != Path(f"/proc/self/ns/{name}").readlink() for name, place in spaces.items())


def _tried(leave) -> int:
    child = os.fork()
    if child == 0:
        os._exit(0 if leave() else 1)
    return os.waitpid(child, 0)[1]


@only_root_looks
def test_a_zygote_sees_nothing_of_the_portals_environment_and_holds_none_of_its_files(monkeypatch):
    monkeypatch.setenv("SEALING_KEYS", "rahasia")
    clean(sample_files.jpeg())
    (zygote,) = sandbox._idle

    environment = Path(f"/proc/{zygote.process.pid}/environ").read_bytes()
    held = [str(each.readlink()) for each in Path(f"/proc/{zygote.process.pid}/fd").iterdir()]

    assert b"rahasia" not in environment
    assert [place for place in held if not place.startswith(("/dev/null", "socket:"))] == []
    assert sum(place.startswith("socket:") for place in held) == 1


# --- Ends -------------------------------------------------------------------------------------------------------------


def test_a_zygote_serves_file_after_file_and_a_death_replaces_it():
    clean(sample_files.jpeg())
    (first,) = sandbox._idle
    with pytest.raises(FileRefused):
        clean(sample_files.truncated_jpeg())
    (second,) = sandbox._idle
    with pytest.raises(FileRefused):
        clean(pdf_bombs.nested_forms())
    left = list(sandbox._idle)
    clean(sample_files.jpeg())

    assert first is second
    assert left == []
    assert sandbox._idle[0] is not first
    assert first.process.returncode is not None


def test_a_child_that_sleeps_is_ended_by_the_clock_on_the_wall(tmp_path):
    """The zygote's own clock, with a job that does nothing and never ends."""
    lines = (
        f"import sys; sys.path.insert(0, {SCRIPT!r})\n"
        "import time\n"
        "from apart import zygote; zygote.PATIENCE = 0.3; zygote._JOBS[zygote.Job.JPEG] = lambda *_: time.sleep(60)\n"
        "import socket; zygote.serve(socket.socket(fileno=int(sys.argv[1])))\n"
    )
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with subprocess.Popen([sys.executable, "-I", "-c", lines, str(theirs.fileno())], pass_fds=[theirs.fileno()]) as it:
        theirs.close()
        socket.send_fds(
            ours, [bytes([Job.JPEG])], [os.open("/dev/null", os.O_RDONLY), os.open("/dev/null", os.O_WRONLY)]
        )
        ours.settimeout(20)
        outcome, died, _memory, _seconds = REPORT.unpack(ours.recv(99))
        ours.close()

    assert (outcome, died) == (Outcome.TOO_HEAVY, 1)
    assert it.returncode == 0


def test_when_the_portal_goes_its_zygotes_and_their_children_go_too():
    lines = (
        "import os, sys, threading, time\n"
        "from claims.cleaning import sandbox\n"
        "from claims.cleaning.apart.talk import Job\n"
        "bomb = os.fdopen(os.memfd_create('bomb'), 'w+b')\n"
        "bomb.write(sys.stdin.buffer.read())\n"
        "threading.Thread(target=sandbox.run, args=[Job.PDF, bomb], daemon=True).start()\n"
        "time.sleep(60)\n"
    )
    root = Path(SCRIPT).parents[1]
    with subprocess.Popen([sys.executable, "-c", lines], cwd=root, stdin=subprocess.PIPE) as portal:
        portal.stdin.write(pdf_bombs.nested_forms())
        portal.stdin.close()
        wait_until(lambda: len(_descendants(portal.pid)) == 2, "the zygote is up, and the child that draws for ever")
        family = _descendants(portal.pid)
        portal.send_signal(signal.SIGKILL)

    wait_until(lambda: not any(map(_is_alive, family)), "both have gone too")


def _descendants(pid: int) -> list[int]:
    children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    for thread in Path(f"/proc/{pid}/task").iterdir():
        children += [int(child) for child in (thread / "children").read_text().split() if int(child) not in children]
    return [*children, *(more for child in children for more in _descendants(child))]


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_copy_of_the_portals_process_gets_a_zygote_of_its_own():
    clean(sample_files.jpeg())
    (ours,) = sandbox._idle

    child = os.fork()
    if child == 0:
        forgotten = sandbox._idle == []
        works = len(clean(sample_files.jpeg()).pages) == 1 and sandbox._idle[0].process.pid != ours.process.pid
        sandbox.end_all()
        os._exit(0 if forgotten and works else 1)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert clean(sample_files.jpeg()).pages
    assert sandbox._idle == [ours]


def test_a_zygote_that_is_killed_while_it_waits_is_replaced_unnoticed():
    clean(sample_files.jpeg())
    (killed,) = sandbox._idle
    killed.process.kill()
    while killed.process.poll() is None:
        time.sleep(0.01)

    assert clean(sample_files.jpeg()).pages
    assert sandbox._idle != [killed]


def test_a_machine_without_room_for_one_more_process_says_nothing_about_the_file(monkeypatch, tmp_path):
    def no_room(*_arguments, **_more):
        raise BlockingIOError(11, "Resource temporarily unavailable")

    with monkeypatch.context() as full:
        full.setattr(subprocess, "Popen", no_room)
        with pytest.raises(Busy, match="Tunggu beberapa menit"):
            clean(sample_files.jpeg())

    with played_by(monkeypatch, tmp_path, f"end({int(Outcome.NOT_STARTED)})"), pytest.raises(Busy):
        clean(sample_files.jpeg())


def test_a_file_whose_turn_does_not_come_is_not_refused_but_waits(monkeypatch):
    monkeypatch.setattr(sandbox, "TURN_WITHIN", 0.05)

    with sandbox._turns, sandbox._turns, pytest.raises(Busy):
        clean(sample_files.jpeg())

    assert clean(sample_files.jpeg()).pages


def test_many_threads_may_look_at_files_at_once():
    results = []

    def send(pages: int) -> None:
        results.append(len(clean(sample_files.pdf(pages)).pages) == pages)

    threads = [threading.Thread(target=send, args=[1 + number % 4]) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results == [True] * 12
    assert len(sandbox._idle) <= sandbox.AT_ONCE


# --- Speed ------------------------------------------------------------------------------------------------------------


def test_a_file_waits_little_for_a_process_of_its_own():
    clean(sample_files.jpeg(8, 8))
    times = []
    for _ in range(9):
        began = time.perf_counter()
        clean(sample_files.jpeg(8, 8))
        times.append(time.perf_counter() - began)

    assert min(times) < 0.1  # measured 5 ms alone on two cores; other tests run beside this one
