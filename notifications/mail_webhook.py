"""What a mail provider reports by HTTP, read by Anymail: mails that came in, and what became of those that left.

Anymail's own views send a signal; here its reading is called by name, so that the answer follows the commit and nothing
is hidden.
"""

from io import BytesIO
from typing import Any

from anymail.exceptions import AnymailConfigurationError, AnymailWebhookValidationFailure
from anymail.signals import AnymailEvent
from anymail.webhooks.base import AnymailCoreWebhookView
from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.urls import Resolver404, resolve


class NotFromProvider(Exception):
    """It lacks the provider's secret or signature, or is nothing the provider would send."""


class InMemory(FileUploadHandler):
    """Attachments some providers send as a form's files. Nothing is put on a disk unsealed, and the body is bounded."""

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


def is_too_large(request: HttpRequest, largest: int) -> bool:
    """Whether the request says of itself that it has more bytes than are read."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return not said.isdigit() or int(said) > largest


def events(request: HttpRequest, kind: str, *, largest: int) -> list[AnymailEvent]:
    """The events of one request; `kind` is Anymail's word, inbound or tracking. Raises NotFromProvider.

    The body is read once, here, and no more than `largest` bytes of it.
    """
    request.upload_handlers = [InMemory(request)]
    request._body = request.read(largest)  # Django's own bound on a body is for forms of ours
    provider = _provider(kind)
    try:
        provider.run_validators(request)
        return list(provider.parse_events(request))
    except (AnymailWebhookValidationFailure, AnymailConfigurationError) as failure:
        raise NotFromProvider(str(failure)) from failure
    except (ValueError, KeyError, TypeError, AttributeError, LookupError) as failure:
        raise NotFromProvider(f"{type(failure).__name__} while it was read") from failure


def _provider(kind: str) -> AnymailCoreWebhookView:
    try:
        found = resolve(f"/{settings.MAIL_WEBHOOK_PROVIDER}/{kind}/", urlconf="anymail.urls")
    except Resolver404:
        raise NotFromProvider(f"Anymail knows no {kind} mail of {settings.MAIL_WEBHOOK_PROVIDER}") from None
    return found.func.view_class()  # type: ignore[attr-defined] # set by as_view
