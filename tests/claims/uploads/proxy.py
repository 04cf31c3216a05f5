"""A line that is cut: a TCP proxy that lets so many bytes of a connection through towards the server, and hangs up."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class CuttingLine:
    """Stands in front of `port`. Of each connection it passes `bytes_each` bytes on, then closes both ends.

    `bytes_each = 0` never cuts.
    """

    def __init__(self, port: int, *, bytes_each: int) -> None:
        self.port, self.bytes_each, self.cuts = port, bytes_each, 0
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self.listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _who = self.listening.accept()
                far = socket.create_connection(("127.0.0.1", self.port))
                threading.Thread(target=self._back, args=(far, near), daemon=True).start()
                threading.Thread(target=self._forth, args=(near, far), daemon=True).start()

    def _forth(self, near: socket.socket, far: socket.socket) -> None:
        left = self.bytes_each
        with suppress(OSError), near, far:
            while chunk := near.recv(min(left, 16384) if self.bytes_each else 16384):
                far.sendall(chunk)
                left -= len(chunk)
                if self.bytes_each and not left:
                    self.cuts += 1
                    break
            for end in (near, far):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def _back(self, far: socket.socket, near: socket.socket) -> None:
        with suppress(OSError):
            while chunk := far.recv(16384):
                near.sendall(chunk)


@contextmanager
def cutting_line(port: int, *, bytes_each: int) -> Iterator[CuttingLine]:
    line = CuttingLine(port, bytes_each=bytes_each)
    try:
        yield line
    finally:
        line.close()
