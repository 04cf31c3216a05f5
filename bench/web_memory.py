"""How much more memory a process of the web takes for a large file than for a small one, by both of its doors.

One granian worker, so that it is this process that takes them all. Its peak is forgotten before each file and read from
the kernel after it, for what a process holds between files goes up and down by more than one of them. Sizes take turns.
"""

import base64
import os
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path
from statistics import median

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from bench import line
from bench.browser import HOST, Browser
from bench.crowd import Answer, Journey, Request, Unexpected, run
from bench.web import serving
from claims import access
from claims.cleaning import MAX_BYTES
from claims.models import Claim

FILES, ROUNDS = 10, 10
MEGABYTE = 1024 * 1024
SMALL, REFUSED = MEGABYTE, 20 * MEGABYTE
BOUNDARY = "batas"


def measure(folder: Path) -> None:
    """Print `papers.web_memory`. Expects claims that were opened before and have no files."""
    claims = Claim.objects.filter(status=Claim.Status.AWAITING_PAPERS, files=None).iterator()
    extra: dict[tuple[str, int], list[int]] = defaultdict(list)
    with serving(folder, workers=1) as port:
        worker = _only_worker()
        for door in DOORS.values():
            _send(door, [SMALL] * FILES, next(claims), port)  # what is loaded at the first requests is no file's
        for (name, door), _round in product(DOORS.items(), range(ROUNDS)):
            claim = next(claims)
            for size in SIZES[name]:
                before = _forget_peak(worker)
                _send(door, [size], claim, port)
                extra[name, size].append(_peak(worker) - before)
    _say({key: median(of) / MEGABYTE for key, of in extra.items()})


def _say(extra: dict[tuple[str, int], float]) -> None:
    """What the largest file costs more than one of a megabyte, at the door at which that is most."""
    more = {(name, size): round(of - extra[name, SMALL], 2) for (name, size), of in extra.items()}
    worst = max(more[name, MAX_BYTES] for name in DOORS)
    line.say(
        "papers.web_memory", worst, "MB", limit=MAX_BYTES / MEGABYTE, rounds=ROUNDS,
        **{f"{name}_{size // MEGABYTE}_mb": of for (name, size), of in more.items() if size != SMALL},
        **{f"{name}_1_mb_itself": round(extra[name, SMALL], 2) for name in DOORS},
    )  # fmt: skip


# --- The doors ---


def _send(door: Callable[..., Journey], sizes: Sequence[int], claim: Claim, port: int) -> None:
    """Files for one paper of a claim, one after the other; an answer that is not the right one ends the bench."""
    outcome = run(iter([door(claim, _let_in(claim), size) for size in sizes]), port, clients=1)
    if outcome.failures:
        raise SystemExit(f"A file of the bench was not taken: {dict(outcome.failures)}")


def _in_parts(claim: Claim, browser: Browser, size: int) -> Journey:
    """By tus, in one part."""
    said = {"paper": claim.needs()[0].kinds[0].code, "filename": "foto.jpg", "filetype": "image/jpeg"}
    metadata = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in said.items())
    head = f"Tus-Resumable: 1.0.0\r\nContent-Length: 0\r\nUpload-Length: {size}\r\nUpload-Metadata: {metadata}\r\n"
    begun = yield Request("begin", browser.raw("POST", f"{claim.get_absolute_url()}unggahan/", head))
    part = "Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\n"
    part += f"Content-Length: {size}\r\n"
    sent = yield Request("part", browser.raw("PATCH", _address(begun), part) + os.urandom(size))
    if sent.status != 204:
        raise Unexpected(str(sent.status))


def _by_form(claim: Claim, browser: Browser, size: int) -> Journey:
    """By the form without script; over the limit it is read past and refused."""
    path = f"{claim.get_absolute_url()}dokumen/{claim.needs()[0].key}/"
    page = yield from browser.get(path)
    body = _form(page.expect(200).hidden()["csrfmiddlewaretoken"], os.urandom(size))
    extra = f"Origin: https://{HOST}\r\nReferer: https://{HOST}{path}\r\nContent-Length: {len(body)}\r\n"
    extra += f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n"
    sent = yield Request("form", browser.raw("POST", path, extra) + body)
    if sent.status != (302 if size <= MAX_BYTES else 422):
        raise Unexpected(str(sent.status))


DOORS: dict[str, Callable[..., Journey]] = {"in_parts": _in_parts, "by_form": _by_form}
SIZES = {"in_parts": (SMALL, MAX_BYTES), "by_form": (SMALL, MAX_BYTES, REFUSED)}
"""In this order, round after round; tus refuses the last before a byte of it has come."""


def _form(token: str, content: bytes) -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
    head += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="foto.jpg"\r\n'
    head += "Content-Type: image/jpeg\r\n\r\n"
    return head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def _address(begun: Answer) -> str:
    found = re.search(rb"\r\nlocation: *([^\r]+)", begun.head, re.IGNORECASE)
    if not found:
        raise Unexpected(str(begun.status))
    return found.group(1).decode()


def _let_in(claim: Claim) -> Browser:
    """A browser that was let in by the private link."""
    session = SessionStore()
    access.let_in(session, claim, access.LINK, now=timezone.now())
    session.save()
    return Browser({settings.SESSION_COOKIE_NAME: session.session_key or ""})


# --- The kernel's word ---


def _only_worker() -> int:
    """The process that answers: granian's only child, granian being the only child of this process."""
    [granian] = _children(os.getpid())
    [worker] = _children(granian)
    return worker


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _forget_peak(pid: int) -> int:
    """From here on the peak is a new one; what the process holds now."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")
    return _peak(pid)


def _peak(pid: int) -> int:
    """Bytes the process held at most since its peak was forgotten."""
    [kilobytes] = re.findall(r"^VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    return int(kilobytes) * 1024
