"""The servers that help two browsers meet: STUN names their outer address, TURN carries for them."""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

GOOD_FOR = timedelta(hours=2)
"""Longer than any call: coturn asks again whenever an allocation is renewed."""


def servers(user: str, *, now: datetime) -> list[dict[str, Any]]:
    """As RTCPeerConnection takes them. Empty where none are configured: then only networks that see each other meet."""
    found: list[dict[str, Any]] = []
    if settings.STUN_URLS:
        found.append({"urls": settings.STUN_URLS})
    if settings.TURN_URLS:
        username = f"{int((now + GOOD_FOR).timestamp())}:{user}"
        found.append({"urls": settings.TURN_URLS, "username": username, "credential": credential(username)})
    return found


def credential(username: str) -> str:
    """The password of a user name that begins with its own expiry, as coturn's `use-auth-secret` computes it.

    (draft-uberti-behave-turn-rest-00, 2.2: base64 of HMAC-SHA1 over the name, keyed with the shared secret.)
    """
    digest = hmac.new(settings.TURN_SECRET.encode(), username.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()
