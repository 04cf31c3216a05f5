"""Asks clamd whether a file carries a virus. Off while CLAMD_URL is empty; once on, no file passes it unscanned.

The protocol is clamd's own INSTREAM: chunks behind their length, an empty one as the end, one line back.
https://docs.clamav.net/manual/Usage/Scanning.html#clamd
"""

import logging
import socket
import struct
from typing import IO

from django.conf import settings

from claims.cleaning.sentences import FileRefused, ScannerDown

logger = logging.getLogger(__name__)

ANSWERS_WITHIN = 30.0
"""Seconds for each step of a scan. Six clean megabytes take 50 ms."""

CHUNK = 256 * 1024
LONGEST_ANSWER = 4096
HEURISTIC = b"Heuristics."
"""How the names begin by which clamd says that it dislikes a file's shape and knows no virus in it."""


def is_on() -> bool:
    return bool(settings.CLAMD_URL)


def scan(source: IO[bytes]) -> list[str]:
    """Notes for the officer about a file. Raises FileRefused for a virus in it, ScannerDown when nothing was said."""
    if not is_on():
        return []
    source.seek(0)
    try:
        answer = _ask(b"zINSTREAM\0", source, within=ANSWERS_WITHIN)
    except OSError as failure:
        logger.warning("The virus scanner does not answer: %s", type(failure).__name__)
        raise ScannerDown from failure
    if answer == b"stream: OK":
        return []
    if not (answer.startswith(b"stream: ") and answer.endswith(b" FOUND")):
        logger.warning("The virus scanner could not scan: %s", answer[:200].decode(errors="replace"))
        raise ScannerDown
    name = answer.removeprefix(b"stream: ").removesuffix(b" FOUND")
    logger.warning("The virus scanner found %s", name[:100].decode(errors="replace"))
    if name.startswith(HEURISTIC):
        return ["scanner_heuristic"]
    raise FileRefused("virus")


def answers(*, within: float = 2.0) -> bool:
    """Whether the scanner is there, for the operator's page."""
    try:
        return _ask(b"zPING\0", within=within) == b"PONG"
    except OSError:
        return False


def _ask(command: bytes, source: IO[bytes] | None = None, *, within: float) -> bytes:
    with _connected(within) as clamd:
        clamd.sendall(command)
        try:
            while source and (chunk := source.read(CHUNK)):
                clamd.sendall(struct.pack(">I", len(chunk)) + chunk)
            if source:
                clamd.sendall(bytes(4))
        except (BrokenPipeError, ConnectionResetError):
            pass  # it may have heard enough, and its answer says why
        return _answer(clamd)


def _connected(within: float) -> socket.socket:
    address = settings.CLAMD_URL
    if isinstance(address, tuple):
        return socket.create_connection(address, timeout=within)
    clamd = socket.socket(socket.AF_UNIX)
    clamd.settimeout(within)
    try:
        clamd.connect(address or "")
    except OSError:
        clamd.close()
        raise
    return clamd


def _answer(clamd: socket.socket) -> bytes:
    """One answer ends with a zero. What ends otherwise was cut off, and is none."""
    answer = b""
    while not answer.endswith(b"\0"):
        part = clamd.recv(LONGEST_ANSWER)
        if not part or len(answer) > LONGEST_ANSWER:
            raise ConnectionAbortedError("cut off")
        answer += part
    return answer[:-1]
