"""Once a scanner is configured no file passes it unscanned, and what it cannot say is no word about the file.

The protocol's faults are played by a small server; EICAR meets a real clamd where one is installed.
"""

import io
import shutil
import socket
import struct
import subprocess
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread

import pytest

from claims.cleaning import FileRefused, ScannerDown, Waits, examine, sandbox, scanner
from tests import sample_files
from tests.claims.cleaning import corpus

pytestmark = pytest.mark.slow  # another program does the work

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
Talk = Callable[[socket.socket], None]


@contextmanager
def clamd(talk: Talk) -> Iterator[tuple[str, int]]:
    """A server that says to each caller what `talk` says."""
    with socket.create_server(("127.0.0.1", 0)) as door:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    caller, _address = door.accept()
                    with caller, suppress(OSError):
                        talk(caller)

        server = Thread(target=serve, daemon=True)
        server.start()
        yield door.getsockname()
        with suppress(OSError):
            door.shutdown(socket.SHUT_RDWR)
        server.join(5)


def heard(caller: socket.socket) -> bytes:
    """All that is sent in one INSTREAM."""
    stream = caller.makefile("rb")
    assert stream.read(10) == b"zINSTREAM\0"
    content = b""
    while length := struct.unpack(">I", stream.read(4))[0]:
        content += stream.read(length)
    return content


def answering(words: bytes, keep: list[bytes] | None = None) -> Talk:
    def talk(caller: socket.socket) -> None:
        content = heard(caller)
        if keep is not None:
            keep.append(content)
        caller.sendall(words)

    return talk


def looked_at(content: bytes | None = None):
    return examine([content or sample_files.jpeg()], file_name="ktp.jpg", declared_type="image/jpeg")


def test_without_an_address_nothing_is_scanned(settings):
    settings.CLAMD_URL = None

    assert not scanner.is_on()
    assert looked_at().notes == []


def test_a_clean_file_is_heard_whole_and_becomes_pages(settings):
    content, received = sample_files.phone_photo(), []
    with clamd(answering(b"stream: OK\0", received)) as settings.CLAMD_URL:
        file = looked_at(content)

    assert received == [content]
    assert file.pages
    assert file.notes == []


def test_a_virus_is_refused_before_anything_opens_the_file(settings, monkeypatch):
    monkeypatch.setattr(sandbox, "run", lambda *_arguments, **_more: pytest.fail("The file was opened."))

    found = answering(b"stream: Eicar-Test-Signature FOUND\0")
    with clamd(found) as settings.CLAMD_URL, pytest.raises(FileRefused, match="menemukan virus") as refusal:
        looked_at()

    assert refusal.value.cause == "virus"


def test_a_mere_suspicion_goes_to_an_officer(settings):
    with clamd(answering(b"stream: Heuristics.Encrypted.PDF FOUND\0")) as settings.CLAMD_URL:
        assert looked_at().notes == ["scanner_heuristic"]


def close_at_once(caller: socket.socket) -> None:
    caller.shutdown(socket.SHUT_RDWR)


def say_nothing(caller: socket.socket) -> None:
    heard(caller)
    time.sleep(1.5)


def speak_without_end(caller: socket.socket) -> None:
    heard(caller)
    for _ in range(1000):
        caller.sendall(b"stream: OK" * 1000)


def refuse_in_the_middle(caller: socket.socket) -> None:
    caller.recv(2000)
    caller.sendall(b"INSTREAM size limit exceeded. ERROR\0")


@pytest.mark.parametrize(
    "talk",
    [
        close_at_once, say_nothing, speak_without_end, refuse_in_the_middle, answering(b""),
        answering(b"stream: OK"), answering(b"UNKNOWN COMMAND\0"), answering(b"stream: OKAY\0"),
        answering(b"INSTREAM size limit exceeded. ERROR\0"), answering(b"OK\0"), answering(b"FOUND\0"),
        answering(b"stream: Can't allocate memory ERROR\0"),
    ],
)  # fmt: skip
def test_whatever_is_no_clear_answer_lets_the_file_wait(talk, settings, monkeypatch):
    monkeypatch.setattr(scanner, "ANSWERS_WITHIN", 1.0)

    with clamd(talk) as settings.CLAMD_URL, pytest.raises(ScannerDown, match="pemindai virus sedang tidak menjawab"):
        looked_at(sample_files.phone_photo())


def test_a_scanner_that_is_not_there_lets_the_file_wait(settings, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as door:
        settings.CLAMD_URL = door.getsockname()
    with pytest.raises(Waits):
        looked_at()

    settings.CLAMD_URL = str(tmp_path / "clamd.ctl")
    with pytest.raises(Waits):
        looked_at()
    assert not scanner.answers()


def test_what_is_refused_for_its_kind_needs_no_scanner(settings):
    settings.CLAMD_URL = ("127.0.0.1", 9)

    with pytest.raises(FileRefused) as refusal:
        looked_at(b"MZ")

    assert refusal.value.cause == "wrong_kind"


# --- A real one -------------------------------------------------------------------------------------------------------

CLAMD = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")
needs_clamd = pytest.mark.skipif(CLAMD is None, reason="clamd is not installed (apt: clamav-daemon).")


@pytest.fixture(scope="module", params=["tcp", "unix"])
def real_clamd(request, tmp_path_factory) -> Iterator[object]:
    """clamd with a base of one signature, written by hand, on a port or a socket of its own."""
    folder = tmp_path_factory.mktemp("clamd")
    folder.chmod(0o755)
    (folder / "local.ndb").write_text(f"Eicar-Test-Signature:0:*:{EICAR.hex()}\n")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    doors = {
        "tcp": (f"TCPSocket {port}\nTCPAddr 127.0.0.1", ("127.0.0.1", port)),
        "unix": (f"LocalSocket {folder}/clamd.ctl", f"{folder}/clamd.ctl"),
    }
    door, address = doors[request.param]
    (folder / "clamd.conf").write_text(f"Foreground yes\nDatabaseDirectory {folder}\nStreamMaxLength 30M\n{door}\n")
    with subprocess.Popen(
        [str(CLAMD), "--config-file", str(folder / "clamd.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        yield address
        server.terminate()


@pytest.fixture
def scanning(real_clamd, settings) -> None:
    settings.CLAMD_URL = real_clamd
    until = time.monotonic() + 30
    while not scanner.answers():
        assert time.monotonic() < until, "clamd did not come up"
        time.sleep(0.05)


@needs_clamd
@pytest.mark.usefixtures("scanning")
def test_a_real_scanner_passes_a_photo_and_finds_eicar_wherever_it_lies():
    photo = sample_files.jpeg()
    behind = photo + EICAR

    assert looked_at(photo).pages
    with pytest.raises(FileRefused, match="menemukan virus"):
        looked_at(behind)
    with pytest.raises(FileRefused, match="menemukan virus"):
        looked_at(_with_archive(photo))


@needs_clamd
@pytest.mark.usefixtures("scanning")
def test_a_real_scanner_hears_six_megabytes_and_is_well():
    assert scanner.answers()
    assert looked_at(sample_files.exactly_six_megabytes()).pages
    assert looked_at(corpus.fifty_megapixels(quality=60)).pages


def _with_archive(photo: bytes) -> bytes:
    """The photo with a ZIP behind it that holds EICAR packed."""
    tail = io.BytesIO()
    with zipfile.ZipFile(tail, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.com", EICAR)
    return photo + tail.getvalue()
