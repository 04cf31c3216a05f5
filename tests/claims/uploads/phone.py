"""A phone that speaks tus, or sends a form, over a socket of its own."""

import base64
import re
import socket

from tests.claims.uploads.sample import noisy_photo

PART = "application/offset+octet-stream"
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
