"""The whole portal, started as `make run` starts it, where nothing but Python is to be found."""

import http.client
import os
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from deploy.local import clean_data
from deploy.local.ports import any_free_port

ROOT = Path(__file__).resolve().parents[2]
SYSTEM_COPIES = ("postgres", "pg_ctl", "initdb", "redis-server", "valkey-server")
SYSTEM_FILES = ("usr/lib/postgresql/*/bin/*",)
HIDE = 'while [ "$1" != -- ]; do /bin/mount --bind /dev/null "$1"; shift; done; shift; exec "$@"'


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    yield folder
    clean_data.main(["--data", str(folder)])


@pytest.fixture
def bare_path(tmp_path):
    """A PATH that leads nowhere."""
    folder = tmp_path / "bin"
    folder.mkdir()
    return str(folder)


def hiding(command):
    """`command` where the system's own servers are empty files; as an ordinary user PATH alone must do."""
    can_hide = os.geteuid() == 0 and not subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode
    if not can_hide:
        return command
    found = [path for name in SYSTEM_COPIES if (path := shutil.which(name))]
    found += [path for each in SYSTEM_FILES for path in Path("/").glob(each)]
    files = sorted({str(Path(path).resolve()) for path in found})
    unshare = [shutil.which("unshare"), "--mount", "--propagation", "private"]
    return [*unshare, "/bin/sh", "-c", HIDE, "hide", *files, "--", *command]


def start(data, bare_path, port):
    """Start the launcher and read on until it is ready. Returns it with the lines it printed so far."""
    command = hiding([sys.executable, "-m", "deploy.local", "run", "--port", str(port), "--data", str(data)])
    env = {"PATH": bare_path, "LANG": "C.UTF-8"}
    launcher = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    watchdog = threading.Timer(150, launcher.terminate)
    watchdog.start()
    lines = []
    for line in launcher.stdout:
        lines.append(line)
        if "Ctrl-C" in line:
            break
    watchdog.cancel()
    return launcher, "".join(lines)


def status(port, path):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as line:
        line.request("GET", path)
        return line.getresponse().status


def family_of(data):
    """Every process that was told of this data folder."""
    told = f"DATA_DIR={data}".encode()
    return [path for path in Path("/proc").glob("[0-9]*/environ") if told in read(path).split(b"\0")]


def read(path):
    try:
        return path.read_bytes()
    except OSError:
        return b""


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_the_portal_starts_and_stops_twice_and_leaves_no_process(data, bare_path):
    port = any_free_port()

    for _ in range(2):
        launcher, printed = start(data, bare_path, port)
        try:
            assert printed.count(f"READY http://127.0.0.1:{port}/\n") == 1, printed
            assert "demonstration accounts were" not in printed
            assert status(port, "/healthz") == 200
            assert status(port, "/") == 200
        finally:
            launcher.send_signal(signal.SIGINT)
            rest, _ = launcher.communicate(timeout=90)

        assert launcher.returncode == 0, rest
        assert "killed" not in rest
        assert family_of(data) == []
