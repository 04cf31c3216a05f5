"""A provider that takes mail for us reports it by HTTP. Anymail reads what each provider sends; we keep the mail.

Anymail's own views send a signal; here its reading is called by name, so that the answer follows the commit and nothing
is hidden. The instant a mail counts by is ours: what a provider says of its own clock proves nothing.
"""

from base64 import b64encode
from datetime import datetime
from io import BytesIO
from typing import Any

from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.inbound import AnymailInboundMessage
from anymail.webhooks.base import AnymailCoreWebhookView
from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from claims.mail import receiving, recipients
from claims.mail.receiving import LARGEST, Receiving
from claims.models import Mail
from privacy.blind_index import blind_index

BODY = LARGEST * 3 // 2
"""Bytes of a request: a mail in base64, and what the provider says around it."""


class NotFromProvider(Exception):
    """It lacks the provider's secret or signature, or is nothing the provider would send."""


class InMemory(FileUploadHandler):
    """Attachments some providers send as a form's files. Nothing is put on a disk unsealed; BODY bounds them all."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.kept.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.kept.seek(0)
        return InMemoryUploadedFile(
            self.kept, self.field_name, self.file_name or "", self.content_type, file_size, self.charset,
            self.content_type_extra,
        )  # fmt: skip


def is_open() -> bool:
    """Whether there is a provider, and a secret it must know."""
    return bool(settings.MAIL_WEBHOOK_PROVIDER and settings.ANYMAIL["WEBHOOK_SECRET"])


def read(request: HttpRequest) -> list[AnymailInboundMessage]:
    """The mails of one request. Raises NotFromProvider. The body is read once, here, within BODY."""
    request.upload_handlers = [InMemory(request)]
    request._body = request.read(BODY)  # Django's own bound on a body is for forms of ours
    provider = _provider()
    try:
        provider.run_validators(request)
        return [event.message for event in provider.parse_events(request)]
    except AnymailWebhookValidationFailure as failure:
        raise NotFromProvider from failure
    except (ValueError, KeyError, TypeError, AttributeError, LookupError) as failure:
        raise NotFromProvider(f"{type(failure).__name__} while it was read") from failure


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


def _provider() -> AnymailCoreWebhookView:
    try:
        found = resolve(f"/{settings.MAIL_WEBHOOK_PROVIDER}/inbound/", urlconf="anymail.urls")
    except Resolver404:
        raise NotFromProvider(f"Anymail knows no inbound mail of {settings.MAIL_WEBHOOK_PROVIDER}") from None
    return found.func.view_class()  # type: ignore[attr-defined] # set by as_view
