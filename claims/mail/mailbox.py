"""A mailbox that is polled over IMAP, where no mail server hands mail over. It is marked seen once it is committed.

The instant a mail counts by is the one at which the mailbox's own server had it (INTERNALDATE).
"""

import imaplib
import logging
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from urllib.parse import unquote, urlsplit

from django.conf import settings

from claims.mail import receiving, recipients
from claims.mail.receiving import LARGEST, NotNow, Receiving
from claims.models import Mail
from workflow import Refused, each

logger = logging.getLogger(__name__)

AT_ONCE = 200  # mails of one poll
PATIENCE = 30.0  # seconds for the server's answer
CHUNK = 512 * 1024  # bytes asked for at a time
_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")


def collect(now: datetime) -> int:
    """Take every unseen mail into our keeping; how many. Nothing where no mailbox is set."""
    if not settings.IMAP_URL:
        return 0
    with _opened(settings.IMAP_URL) as box:

        def take(uid: bytes, *, now: datetime) -> None:
            _take(box, uid.decode(), now=now)

        unseen = _answer(box.uid("SEARCH", "UNSEEN")).split()[:AT_ONCE]
        return each(unseen, take, now=now)


@contextmanager
def _opened(url: str) -> Iterator[imaplib.IMAP4]:
    parts = urlsplit(url)
    make = imaplib.IMAP4_SSL if parts.scheme == "imaps" else imaplib.IMAP4
    box = make(parts.hostname or "", parts.port or (993 if parts.scheme == "imaps" else 143), timeout=PATIENCE)
    try:
        box.login(unquote(parts.username or ""), unquote(parts.password or ""))
        _answer(box.select(parts.path.strip("/") or "INBOX"))
        yield box
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            box.logout()


def _take(box: imaplib.IMAP4, uid: str, *, now: datetime) -> None:
    """Keep one mail and mark it. What is too large is kept by its headers; the whole of it stays in the mailbox.

    Refuses one whose claim has had too much that day: it stays unseen until then.
    """
    facts = _answer(box.uid("FETCH", uid, "(RFC822.SIZE INTERNALDATE)")).decode("ascii", "replace")
    head = _literal(box.uid("FETCH", uid, f"(BODY.PEEK[HEADER]<0.{CHUNK}>)"))
    try:
        recipient, claim = recipients.first_of_ours(_named(head), now=now)
    except NotNow:
        raise Refused("Terlalu banyak surat untuk klaim ini hari ini.") from None
    is_cut = _size(facts) > LARGEST
    mail = Receiving(claim, door=Mail.Door.IMAP, recipient=recipient, envelope_from=_return_path(head))
    try:
        for chunk in [head] if is_cut else _chunks(box, uid):
            mail.write(chunk)
        receiving.ring([mail.keep(now=_received_at(facts, now), is_cut=is_cut)])
    except BaseException:
        mail.discard()
        raise
    box.uid("STORE", uid, "+FLAGS", r"(\Seen \Flagged)" if is_cut else r"(\Seen)")


def _chunks(box: imaplib.IMAP4, uid: str) -> Iterator[bytes]:
    begun = 0
    while begun <= LARGEST:
        chunk = _literal(box.uid("FETCH", uid, f"(BODY.PEEK[]<{begun}.{CHUNK}>)"))
        yield chunk
        begun += len(chunk)
        if len(chunk) < CHUNK:
            return


def _named(head: bytes) -> list[str]:
    """Everything the mail says of whom it was delivered or written to, the surest first."""
    headers = BytesHeaderParser().parsebytes(head)
    return [str(value) for name in _TO for value in headers.get_all(name, [])]


def _return_path(head: bytes) -> str:
    """What the mailbox's server wrote down of the envelope. Without it the sender is not called empty."""
    path = BytesHeaderParser().parsebytes(head).get("Return-Path")
    return "unknown" if path is None else str(path).strip()


def _received_at(facts: str, now: datetime) -> datetime:
    """INTERNALDATE, never in the future."""
    came = imaplib.Internaldate2tuple(facts.encode())
    if came is None:
        return now
    return min(now, datetime.fromtimestamp(time.mktime(came), UTC))


def _size(facts: str) -> int:
    found = re.search(r"RFC822\.SIZE (\d+)", facts)
    return int(found[1]) if found else 0


def _answer(answered: tuple[str, list]) -> bytes:
    """The first line of an answer. Raises what imaplib raises when the server says no."""
    status, data = answered
    if status != "OK":
        raise imaplib.IMAP4.error(f"The mailbox answered {status}.")
    return data[0] if data and isinstance(data[0], bytes) else b""


def _literal(answered: tuple[str, list]) -> bytes:
    """The bytes a FETCH brought."""
    _answer(answered)
    return next((part[1] for part in answered[1] if isinstance(part, tuple)), b"")
