"""What real lines do to an upload: slow, half, hanging, lying. Spoken byte by byte to the portal as it is served.

Never a 5xx, every no a sentence, and what arrived is there.
"""

import base64
import re
import socket
import time
from contextlib import suppress

import pytest

from claims.cleaning import MAX_BYTES
from claims.models import PaperFile, Upload
from tests.claims.uploads.sample import noisy_photo
from tests.processes import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

CONTENT = noisy_photo(300_000)


class Phone:
    """Speaks tus over a socket of its own, with every byte under the test's hand."""

    def __init__(self, served, claim, cookie: str) -> None:
        self.served, self.claim, self.cookie = served, claim, cookie

    def open(self, method: str, address: str, **headers: object) -> socket.socket:
        """A connection on which the head of a request has left, and nothing of its body."""
        line = socket.create_connection(("127.0.0.1", self.served.port), timeout=20)
        given = {"Host": "127.0.0.1", "Cookie": self.cookie, "Tus-Resumable": "1.0.0"}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
        line.sendall(f"{method} {address} HTTP/1.1\r\n{head}\r\n".encode())
        return line

    def ask(self, method: str, address: str, body: bytes = b"", **headers: object) -> tuple[int, dict[str, str], str]:
        with self.open(method, address, **{"Content_Length": len(body), **headers}) as line:
            line.sendall(body)
            return heard(line, bodiless=method == "HEAD")

    def begin(self, length: int = len(CONTENT)) -> str:
        kind = base64.b64encode(self.claim.needs()[0].kinds[0].code.encode()).decode()
        door = f"{self.claim.get_absolute_url()}unggahan/"
        status, headers, _ = self.ask("POST", door, Upload_Length=length, Upload_Metadata=f"paper {kind}")
        assert status == 201
        return headers["location"]

    def patch(self, address: str, at: int = 0, length: int = len(CONTENT)) -> socket.socket:
        return self.open("PATCH", address, Upload_Offset=at, Content_Length=length, Content_Type=PART)

    def offset(self, address: str) -> int:
        return int(self.ask("HEAD", address)[1]["upload-offset"])


PART = "application/offset+octet-stream"


def heard(line: socket.socket, *, bodiless: bool = False) -> tuple[int, dict[str, str], str]:
    """The answer: status, headers in small letters, body."""
    came = b""
    while b"\r\n\r\n" not in came:
        more = line.recv(65536)
        assert more, f"hung up after {came!r}"
        came += more
    head, _, body = came.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = dict(re.split(r":\s*", each.lower() if "ocation" not in each else each, maxsplit=1) for each in lines)
    headers = {name.lower(): value for name, value in headers.items()}
    while not bodiless and len(body) < int(headers.get("content-length", 0)):
        body += line.recv(65536)
    return int(first.split()[1]), headers, body.decode()


@pytest.fixture
def phone(served, claim, cookie) -> Phone:
    return Phone(served, claim, cookie)


def kept() -> bytes:
    return b"".join(PaperFile.objects.get().original())


def test_a_slow_sender_is_waited_for(phone):
    address = phone.begin()

    with phone.patch(address) as line:
        for start in range(0, len(CONTENT), 10_000):
            line.sendall(CONTENT[start : start + 10_000])
            time.sleep(0.1)
        status, headers, _ = heard(line)

    assert (status, headers["upload-offset"]) == (204, str(len(CONTENT)))
    assert kept() == CONTENT


@pytest.mark.parametrize("rudely", [False, True], ids=["hanging up", "resetting"])
def test_of_half_an_upload_the_half_is_there(rudely, phone):
    address = phone.begin()
    line = phone.patch(address)
    line.sendall(CONTENT[:100_000])
    time.sleep(0.3)
    if rudely:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    line.close()

    wait_until(lambda: phone.offset(address) > 0, "what came is kept")
    at = phone.offset(address)
    status, _, _ = phone.ask("PATCH", address, CONTENT[at:], Upload_Offset=at, Content_Type=PART)

    assert 80_000 < at <= 100_000
    assert status == 204
    assert kept() == CONTENT


def test_a_line_that_hangs_holds_up_nobody_who_comes_back(phone):
    address = phone.begin()
    hanging = phone.patch(address)
    hanging.sendall(CONTENT[:40_000])
    time.sleep(2.2)
    hanging.sendall(CONTENT[40_000:60_000])  # by now it is worth keeping, though the piece is not full
    wait_until(lambda: phone.offset(address) > 0, "the server kept what a hanging line brought")

    at = phone.offset(address)
    status, _, _ = phone.ask("PATCH", address, CONTENT[at:], Upload_Offset=at, Content_Type=PART)
    with suppress(OSError):
        hanging.sendall(CONTENT[60_000:])
    late, _, said = heard(hanging)
    hanging.close()

    assert status == 204
    assert (late, said.strip()[-1]) == (409, ".")
    assert kept() == CONTENT


def test_more_than_was_announced_is_not_taken_for_the_file(phone):
    address = phone.begin()

    with phone.patch(address, length=1000) as line:
        line.sendall(CONTENT[:1000] + b"\0" * 500)
        status, headers, _ = heard(line)

    assert (status, headers["upload-offset"]) == (204, "1000")
    assert phone.offset(address) == 1000


def in_chunks(content: bytes) -> bytes:
    parts = [content[start : start + 9000] for start in range(0, len(content), 9000)]
    return b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in parts) + b"0\r\n\r\n"


def test_a_body_in_https_own_chunks_is_read_to_its_end(phone):
    address = phone.begin()

    with phone.open("PATCH", address, Upload_Offset=0, Transfer_Encoding="chunked", Content_Type=PART) as line:
        line.sendall(in_chunks(CONTENT))
        status, _, _ = heard(line)

    assert status == 204
    assert kept() == CONTENT


def test_a_body_in_chunks_that_is_longer_than_the_file_is_refused(phone):
    address = phone.begin()

    with phone.open("PATCH", address, Upload_Offset=0, Transfer_Encoding="chunked", Content_Type=PART) as line:
        line.sendall(in_chunks(CONTENT + b"x"))
        status, _, said = heard(line)

    assert (status, said) == (413, "Kiriman ini lebih panjang daripada berkasnya.")
    assert PaperFile.objects.count() == 0


@pytest.mark.parametrize("length", ["-1", "x", "9" * 30])
def test_a_length_that_is_none_is_refused_by_the_server(length, phone):
    address = phone.begin()

    with phone.open("PATCH", address, Upload_Offset=0, Content_Length=length, Content_Type=PART) as line:
        status, _, _ = heard(line)

    assert 400 <= status < 500
    assert phone.offset(address) == 0


def test_half_a_form_leaves_nothing(phone, claim, sealed_folder):
    phone.cookie += f"; csrftoken={'a' * 32}"
    head = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    address = f"{claim.get_absolute_url()}dokumen/{claim.missing_papers()[0].key}/"
    how = {"Content_Type": "multipart/form-data; boundary=b", "Content_Length": 5_000_000}
    line = phone.open("POST", address, **how)
    line.sendall(head.encode() + bytes(1_500_000))
    wait_until(lambda: any(each.is_file() for each in sealed_folder.rglob("*")), "the form is sealed as it comes")

    line.close()

    wait_until(lambda: not any(each.is_file() for each in sealed_folder.rglob("*")), "what came is forgotten")
    assert PaperFile.objects.count() == 0


def test_the_memory_of_the_web_does_not_grow_with_the_file(phone, served, claim):
    def send(size: int, seed: int) -> None:
        content = noisy_photo(size, seed)
        address = phone.begin(size)
        assert phone.ask("PATCH", address, content, Upload_Offset=0, Content_Type=PART)[0] == 204

    for seed in range(10, 16):
        send(1_500_000, seed)  # whatever is loaded, and taken by each thread, at the first requests

    small = served.peak(lambda: [send(1_500_000, seed) for seed in range(2, 5)])
    large = served.peak(lambda: [send(MAX_BYTES, seed) for seed in range(5, 8)])

    print(f"peak with 1.5 MB {small / 1e6:.1f} MB, with 6 MB {large / 1e6:.1f} MB")
    assert large - small < 4_500_000  # held whole and sealed whole, a file would cost twice the 4.8 MB they differ by
    assert Upload.objects.filter(ended_at=None).count() == 0


def test_nor_with_the_file_of_a_form(served, claim, cookie):
    def send(size: int, seed: int) -> None:
        page = phone.ask("GET", address)[2]
        assert "csrfmiddlewaretoken" in page, page[:3000]
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        head = f'--b\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n--b\r\n'
        head += 'Content-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
        body = head.encode() + noisy_photo(size, seed) + b"\r\n--b--\r\n"
        assert phone.ask("POST", address, body, Content_Type="multipart/form-data; boundary=b")[0] == 302

    phone = Phone(served, claim, f"{cookie}; csrftoken={'a' * 32}")
    address = f"{claim.get_absolute_url()}dokumen/{claim.missing_papers()[0].key}/"
    send(1_500_000, 1)

    small = served.peak(lambda: [send(1_500_000, seed) for seed in range(2, 5)])
    large = served.peak(lambda: [send(MAX_BYTES - 10_000, seed) for seed in range(5, 8)])

    print(f"peak with 1.5 MB {small / 1e6:.1f} MB, with 6 MB {large / 1e6:.1f} MB")
    assert large - small < 4_500_000  # held whole and sealed whole, a file would cost twice the 4.8 MB they differ by
    assert PaperFile.objects.count() == 7
