"""A provider that takes mail for us reports it by HTTP (`notifications.mail_webhook`); we keep the mail.

The instant a mail counts by is ours: what a provider says of its own clock proves nothing.
"""

from base64 import b64encode
from datetime import datetime

from anymail.inbound import AnymailInboundMessage
from django.http import HttpRequest

from claims.mail import receiving, recipients
from claims.mail.receiving import LARGEST, Receiving
from claims.models import Mail
from notifications import mail_webhook
from privacy.blind_index import blind_index

BODY = LARGEST * 3 // 2
"""Bytes of a request: a mail in base64, and what the provider says around it."""


def read(request: HttpRequest) -> list[AnymailInboundMessage]:
    """The mails of one request. Raises mail_webhook.NotFromProvider."""
    return [event.message for event in mail_webhook.events(request, "inbound", largest=BODY) if event.message]


def keep(message: AnymailInboundMessage, *, now: datetime) -> None:
    """Keep one mail as its headers and parts stand. May raise NotNow."""
    named = [message.envelope_recipient or "", *(address.addr_spec for address in [*message.to, *message.cc])]
    recipient, claim = recipients.first_of_ours(named, now=now)
    sender = "unknown" if message.envelope_sender is None else message.envelope_sender
    mail = Receiving(claim, door=Mail.Door.WEBHOOK, recipient=recipient, envelope_from=sender)
    try:
        mail.write(_as_it_travels(message))
        receiving.ring([mail.keep(now=now)])
    except BaseException:
        mail.discard()
        raise


def _as_it_travels(message: AnymailInboundMessage) -> bytes:
    """The mail in bytes; the same for every repeat of a report.

    Some providers report parts instead of a mail. Anymail puts those together without an encoding, in which bytes do
    not survive, and leaves the boundaries to chance.
    """
    word = blind_index("mail-boundary", message.get("Message-ID") or "none").hex()
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            if part.get_content_maintype() == "multipart" and part.get_boundary() is None:
                part.set_boundary(f"{word}-{number}")
        elif part.get_content_maintype() != "text" and "Content-Transfer-Encoding" not in part:
            content = part.get_payload(decode=True)
            part.set_payload(b64encode(content if isinstance(content, bytes) else b"").decode("ascii"))
            part["Content-Transfer-Encoding"] = "base64"
    return message.as_bytes()
