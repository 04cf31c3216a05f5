"""What Twilio tells us: whether it is Twilio at all, and the words of its callback, of a form or of JSON."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from twilio.request_validator import RequestValidator

from notifications import twilio_channel


def is_signed(request: HttpRequest) -> bool:
    """Whether the signature fits the address Twilio was given, which a proxy may have rewritten. No token, no entry."""
    address = settings.PUBLIC_BASE_URL + request.get_full_path()
    signature = request.headers.get("X-Twilio-Signature", "")
    tokens = [account.token for account in twilio_channel.accounts() if account.token]
    said: Any = request.body.decode("utf-8", "replace") if "bodySHA256" in request.GET else request.POST
    return any(RequestValidator(token).validate(address, said, signature) for token in tokens)


def words_of(request: HttpRequest) -> Callable[[str, int], str]:
    """Reads the callback's words by name, at most so many letters; what is missing or odd reads as empty."""
    words: Mapping[str, object] = request.POST
    if request.content_type == "application/json":
        try:
            found = json.loads(request.body)
        except ValueError:
            found = None
        words = found if isinstance(found, dict) else {}
    return lambda name, longest: str(words.get(name) or "").replace("\0", "")[:longest]
