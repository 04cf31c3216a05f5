"""What real lines do to an upload: slow, half, hanging, lying. Spoken byte by byte to the portal as it is served.

Never a 5xx, every no a sentence, and what arrived is there.
"""

import socket
import time
from contextlib import suppress

import pytest

from claims.models import PaperFile
from tests.claims.uploads.phone import CONTENT, PART, Phone, heard
from tests.processes import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


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
