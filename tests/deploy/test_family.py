"""The launcher's children: restarted, given up, stopped in order, and none left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deploy.local.family import RESTARTS, Child, Family, Stopped

# Python warns of forking beside threads; the pytest worker has some, the launcher has none.
pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")


@pytest.fixture
def child(tmp_path):
    """Makes children that run a few lines of Python."""

    def make(name, code, **options):
        command = [sys.executable, "-c", f"import os, signal, sys, time\n{code}"]
        return Child(name, command, tmp_path / f"{name}.log", dict(os.environ), cwd=tmp_path, **options)

    return make


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def until(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.05)


def test_children_stop_in_the_opposite_order_of_starting(child, tmp_path):
    log = tmp_path / "order"
    note = f"signal.signal(15, lambda *_: (open({str(log)!r}, 'a').write(NAME), sys.exit()))\nprint('up', flush=True)\n"

    with Family() as family:
        for name in "abc":
            started = family.add(child(name, f"NAME = {name!r}\n{note}time.sleep(60)"))
            until(lambda started=started: started.log.read_text() == "up\n")

    assert log.read_text() == "cba"


def test_a_dead_child_is_started_again(child):
    with Family() as family:
        kept = family.add(child("kept", "time.sleep(60)"))
        first = kept.process.pid
        os.kill(first, signal.SIGKILL)
        until(kept.has_died)

        family.tend()

        assert kept.process.pid != first
        assert not kept.has_died()


def test_a_child_that_keeps_dying_is_given_up_with_its_last_words(child):
    with Family() as family:
        family.add(child("hopeless", "sys.exit('no database here')"))

        with pytest.raises(SystemExit, match=r"(?s)hopeless keeps ending.*no database here"):
            family.wait_until(lambda: False, "nothing", seconds=60)

        assert len(family.children[0].starts) == RESTARTS + 1


def test_what_a_child_leaves_behind_goes_with_it(child, tmp_path):
    grandchild = tmp_path / "grandchild"
    code = f"""
if os.fork() == 0:
    signal.signal(15, signal.SIG_IGN)
    open({str(grandchild)!r}, "w").write(str(os.getpid()))
time.sleep(60)
"""
    with Family() as family:
        family.add(child("parent", code))
        until(lambda: grandchild.exists() and grandchild.read_text())

    until(lambda: not is_alive(int(grandchild.read_text())))


def test_a_child_that_ignores_the_request_is_killed(child, capsys):
    with Family() as family:
        code = "signal.signal(15, signal.SIG_IGN)\nprint(1, flush=True)\ntime.sleep(60)"
        deaf = family.add(child("deaf", code, patience=0.5))
        until(lambda: deaf.log.read_text() == "1\n")
        pid = deaf.process.pid

    assert not is_alive(pid)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_family_at_its_next_look(child, number):
    with Family() as family, pytest.raises(Stopped):
        family.add(child("kept", "time.sleep(60)"))
        os.kill(os.getpid(), number)
        family.tend()


def test_the_signals_mean_again_what_they_meant_before():
    before = signal.getsignal(signal.SIGTERM)

    with Family():
        pass

    assert signal.getsignal(signal.SIGTERM) == before


def test_a_step_that_fails_shows_its_last_lines(child):
    with Family() as family, pytest.raises(SystemExit, match=r"(?s)step failed \(code 1\).*wrong column"):
        family.finish(child("step", "sys.exit('wrong column')"))


def test_children_of_a_killed_launcher_end_by_themselves(tmp_path):
    """The launcher cannot tidy up after kill -9; the kernel tells the children."""
    code = f"""
import sys, time
from pathlib import Path
from deploy.local.family import Child, Family
with Family() as family:
    kept = family.add(Child("kept", ["sleep", "60"], Path({str(tmp_path / "log")!r}), {{"PATH": "/usr/bin:/bin"}}))
    print(kept.process.pid, flush=True)
    time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as launcher:
        pid = int(launcher.stdout.readline())
        launcher.kill()

    until(lambda: not is_alive(pid))
