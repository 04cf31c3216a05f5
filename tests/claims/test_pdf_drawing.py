"""A PDF that wants all of the machine gets its share and no more. Nothing here is drawn in the tests' own process."""

import os
import resource
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from claims import pdf_drawing
from claims.page_cleaning import Busy, FileRefused, examine
from claims.pdf_drawing import Outcome, Undrawable, pages_drawn_apart
from tests import pdf_bombs, sample_files

MEGABYTE = 1024 * 1024
SCRIPT = str(Path(pdf_drawing.__file__))


def memory() -> int:
    """What this process takes, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


@contextmanager
def watched():
    """The highest this process' own memory stands while something is done, over what it was before."""
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


def in_the_script(lines: str) -> str:
    """Run `lines` as the script would stand after its doors are shut, and tell what they print."""
    begin = f"import runpy; d = runpy.run_path({SCRIPT!r}); d['limit_cost'](); d['shut_doors']()\n"
    done = subprocess.run(
        [sys.executable, "-I", "-B", "-c", begin + lines], capture_output=True, timeout=30, env={}, check=False
    )
    return done.stdout.decode().strip() or done.stderr.decode().strip().splitlines()[-1]


@pytest.mark.parametrize("build", [pdf_bombs.nested_forms, pdf_bombs.shadings])
def test_a_pdf_that_never_ends_is_refused_in_time_and_takes_nothing_of_the_portal(build):
    content = build()
    began = time.monotonic()

    with watched() as growth, pytest.raises(FileRefused) as refusal:
        examine(content, file_name="kk.pdf", declared_type="application/pdf")

    assert len(content) < 4000
    assert refusal.value.cause == "pdf_unreadable"
    assert time.monotonic() - began < pdf_drawing.PATIENCE + 3
    assert growth[0] < 60 * MEGABYTE
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 <= pdf_drawing.MAX_MEMORY + 64 * MEGABYTE


@pytest.mark.parametrize("build", [pdf_bombs.huge_mask, pdf_bombs.huge_pattern])
def test_a_huge_picture_out_of_sight_is_drawn_or_refused_within_the_limits(build):
    content = build()
    began = time.monotonic()

    with watched() as growth:
        try:
            page = examine(content, file_name="kk.pdf", declared_type="application/pdf")
        except FileRefused as refusal:
            assert refusal.cause in ("pdf_unreadable", "too_many_pixels")
        else:
            assert (page.width, page.height) == (1500, 2000)

    assert time.monotonic() - began < pdf_drawing.PATIENCE + 3
    assert growth[0] < 60 * MEGABYTE


def test_the_same_tricks_are_drawn_when_they_are_small():
    """The control of the tests above: what is refused there is the cost, not a damaged file."""
    assert len(pages_drawn_apart(pdf_bombs.nested_forms(levels=2))) == 1
    assert len(pages_drawn_apart(pdf_bombs.shadings(times=2))) == 1


def test_a_drawing_that_sleeps_is_stopped_by_the_clock_on_the_wall(monkeypatch):
    monkeypatch.setattr(pdf_drawing, "PATIENCE", 0.01)

    with pytest.raises(FileRefused) as refusal:
        examine(sample_files.pdf(), file_name="kk.pdf", declared_type="application/pdf")

    assert refusal.value.cause == "pdf_unreadable"


@pytest.mark.parametrize("last_words", ["import os; os.abort()", "raise MemoryError", "import os; os._exit(77)"])
def test_a_drawing_that_dies_says_only_that_the_pdf_is_unreadable(last_words, monkeypatch, tmp_path):
    (script := tmp_path / "script.py").write_text(last_words)
    monkeypatch.setattr(pdf_drawing, "__file__", str(script))

    with pytest.raises(Undrawable) as no:
        pages_drawn_apart(sample_files.pdf())

    assert no.value.outcome == Outcome.UNREADABLE


@pytest.mark.parametrize("handed_back", [b"", b"\0\0\0\x04GIF8", b"\0\0\xff\xff\xff\xd8", b"\0"])
def test_a_drawing_that_was_taken_over_cannot_hand_back_just_anything(handed_back, monkeypatch, tmp_path):
    (script := tmp_path / "script.py").write_text(f"import sys; sys.stdout.buffer.write({handed_back!r})")
    monkeypatch.setattr(pdf_drawing, "__file__", str(script))

    with pytest.raises(FileRefused) as refusal:
        examine(sample_files.pdf(), file_name="kk.pdf", declared_type="application/pdf")

    assert refusal.value.cause == "pdf_unreadable"


def test_a_machine_without_room_for_the_drawing_says_nothing_about_the_file(monkeypatch):
    def no_room(*_arguments, **_more):
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(subprocess, "run", no_room)

    with pytest.raises(Busy):
        examine(sample_files.pdf(), file_name="kk.pdf", declared_type="application/pdf")


def test_once_its_doors_are_shut_the_script_reaches_no_file_and_no_network():
    assert "Too many open files" in in_the_script("open('/etc/hostname')")
    assert "Too many open files" in in_the_script("import socket; socket.socket()")
    assert "Too many open files" in in_the_script("import os; os.memfd_create('x')")


def test_the_script_cannot_take_its_limits_back_for_more():
    limits = in_the_script(
        "import resource as r; print(r.getrlimit(r.RLIMIT_AS)[1], r.getrlimit(r.RLIMIT_CPU)[1],"
        " r.getrlimit(r.RLIMIT_FSIZE)[1], r.getrlimit(r.RLIMIT_NPROC)[1], r.getrlimit(r.RLIMIT_CORE)[1])"
    )

    assert limits == f"{pdf_drawing.MAX_MEMORY} {pdf_drawing.MAX_SECONDS} {pdf_drawing.MAX_DRAWN_BYTES} 0 0"


def test_the_script_sees_nothing_of_the_portals_environment_or_modules(monkeypatch, tmp_path):
    (script := tmp_path / "script.py").write_text(
        "import os, struct, sys\n"
        "told = repr((sorted(os.environ.keys() - {'LC_CTYPE'}), 'claims' in sys.modules)).encode()\n"
        "sys.stdout.buffer.write(struct.pack('>I', len(told)) + told)\n"
    )
    monkeypatch.setattr(pdf_drawing, "__file__", str(script))
    monkeypatch.setenv("SEALING_KEYS", "rahasia")

    assert pages_drawn_apart(b"") == [b"([], False)"]


def test_starting_the_drawing_takes_little_time():
    content = b"%PDF-1.7\n"
    times = []
    for _ in range(5):
        began = time.perf_counter()
        with pytest.raises(Undrawable):
            pages_drawn_apart(content)
        times.append(time.perf_counter() - began)

    assert min(times) < 0.5  # measured 0.1 s alone on two cores; other tests run beside this one
