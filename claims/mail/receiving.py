"""A mail comes in, by whatever door: it is kept as it is, sealed, with a row, before the door says that it has it.

Nothing in it is looked at here but where its headers end and which Message-ID they name: the same Message-ID over the
same text is the same mail, and is kept once, however many roads it came by. The same Message-ID over another text is
another mail, so that nobody can make one disappear by sending its number first.
"""

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from claims.mail import addresses
from claims.models import Claim, Mail
from claims.originals import Keeping
from notifications import email_channel
from privacy.blind_index import blind_index
from statements.composed import composed_once
from statements.inserting import insert
from workflow import doorbell

LARGEST = 25 * 1024 * 1024
"""Bytes of a whole mail: about 18 MiB of attachments, which is what the large providers let people send."""

SHUT_AFTER = 100
"""So many mails of one claim within a day are kept, though few of them are filed; then its door asks to come again."""

A_DAY = timedelta(hours=24)

REPORTS_AN_HOUR = 2_000
"""So many mails of no claim are taken at the address our letters come from. 50,000 reminders bring back fewer."""

_HEAD_AT_MOST = 64 * 1024
_HEAD_ENDS = re.compile(rb"\r?\n\r?\n")
_MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^<>\r\n]{1,500}>)", re.IGNORECASE | re.MULTILINE)


class NotNow(Exception):
    """The claim has had more mail within a day than anybody sends who means well. The sender's server comes again."""


class Identity:
    """What makes a mail the same mail: its Message-ID, and the SHA-256 of what follows its headers."""

    def __init__(self) -> None:
        self._head = bytearray()
        self._in_head = True
        self._text = hashlib.sha256()

    def feed(self, chunk: bytes) -> None:
        if not self._in_head:
            self._text.update(chunk)
            return
        self._head += chunk
        end = _HEAD_ENDS.search(self._head)
        if end or len(self._head) > _HEAD_AT_MOST:
            cut = end.end() if end else _HEAD_AT_MOST
            self._text.update(self._head[cut:])
            del self._head[cut:]
            self._in_head = False

    def index(self) -> bytes:
        named = _MESSAGE_ID.search(self._head)
        name = named[1].decode("latin-1") if named else ""
        return blind_index("mail", f"{name}\0{self._text.hexdigest()}")


class Receiving:
    """One mail for one address while its bytes come. End with `keep` or with `discard`."""

    def __init__(self, claim: Claim | None, *, door: str, recipient: str, envelope_from: str) -> None:
        self.claim, self.door = claim, door
        self.recipient, self.envelope_from = recipient[:320], envelope_from[:320]
        self._keeping, self._identity = Keeping(), Identity()

    def write(self, chunk: bytes) -> None:
        self._identity.feed(chunk)
        self._keeping.write(chunk)

    def discard(self) -> None:
        self._keeping.discard()

    def keep(self, *, now: datetime, is_cut: bool = False) -> UUID | None:
        """Make it ours: committed when this returns. None for a mail that is here already.

        `is_cut` says that the mail was too large and only its beginning is kept here. The caller rings.
        """
        kept = self._keeping.finish()
        mail = Mail(
            id=kept.file_id,
            claim=self.claim,
            identity=self._identity.index(),
            door=self.door,
            because=Mail.Because.TOO_LARGE if is_cut else "",
            received_at=now,
            recipient=self.recipient,
            envelope_from=self.envelope_from,
            size=kept.size,
            pieces=kept.pieces,
            raw_key=kept.key.hex(),
        )
        try:
            with transaction.atomic():
                insert(mail)
        except IntegrityError:
            self.discard()
            if not Mail.objects.filter(claim=self.claim, identity=mail.identity).exists():
                raise
            return None
        return mail.pk


def ring(mail_ids: Iterable[UUID | None]) -> None:
    """Have mails read that are committed: several by one ring."""
    if kept := [str(mail_id) for mail_id in mail_ids if mail_id]:
        doorbell.ring("claims.tasks.read_mail", *kept, queue="mail")


def claim_for(letters: str, *, now: datetime) -> Claim | None:
    """Whose address this is, None where it is nobody's any more. Raises NotNow where too much came already."""
    claim = addresses.claim_behind(letters)
    if claim and len(_mails_since(claim.pk, now - A_DAY)) >= SHUT_AFTER:
        raise NotNow
    return claim


def is_for_reports(address: str, *, now: datetime) -> bool:
    """Whether mail without a sender, as reports are (RFC 5321, 4.5.5), is for the address our letters come from. Raises
    NotNow where too much came within the hour.
    """
    if address.strip("<> ").lower() != email_channel.our_address():
        return False
    lately = Mail.objects.filter(claim=None, received_at__gt=now - timedelta(hours=1))
    if lately[REPORTS_AN_HOUR - 1 : REPORTS_AN_HOUR].exists():
        raise NotNow
    return True


@composed_once
def _mails_since(claim_id: UUID, since: datetime) -> QuerySet[Any, Any]:
    return Mail.objects.filter(claim=claim_id, received_at__gt=since).values_list("pk")[:SHUT_AFTER]
