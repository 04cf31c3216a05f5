"""SMS and WhatsApp through Twilio's own client.

Its create call knows no idempotency key (api.twilio.com, Messages resource). After an ambiguous end the only way to
know is to list what that number was sent and look for our reference in the text.
"""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache

import requests
from django.conf import settings
from django.urls import reverse
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from urllib3.exceptions import NewConnectionError

from notifications import actions
from notifications.models import Channel, Message
from notifications.outcomes import Absent, Accepted, Finding, NotNow, Outcome, TurnedDown, Unclear
from notifications.wording import Letter

logger = logging.getLogger(__name__)

TWILIO = "https://api.twilio.com"
TIME_OUT = 10.0  # seconds for one call
LOOK_BACK = timedelta(minutes=10)  # a provider's clock may be off by as much
LOOK_THROUGH = 50  # newest messages to that number; a person gets a handful a week


class Unfetched(Exception):
    """A picture that could not be had."""


@dataclass(frozen=True)
class Account:
    """One account at Twilio, and the names it sends under."""

    name: str
    sid: str
    token: str
    base_url: str  # empty: Twilio itself; else a stand-in
    sms_from: str
    whatsapp_from: str

    def send(self, message: Message, letter: Letter) -> Outcome:
        """Ask Twilio to send. Only an answer with a message's number means that it will."""
        try:
            sent = client(self).messages.create(**self._addressed(message), **_content(message, letter))
        except TwilioRestException as failure:
            return _judged(failure)
        except (TwilioException, requests.RequestException) as failure:
            return _not_answered(failure)
        return Accepted(provider_id=sent.sid)

    def find(self, message: Message) -> Finding:
        """Whether Twilio has this message. Asked by number alone: one still queued there has no DateSent to ask for."""
        since = (message.begun_at or message.posted_at) - LOOK_BACK
        try:
            for listed in client(self).messages.stream(to=_recipient(message), limit=LOOK_THROUGH):
                if listed.date_created and listed.date_created < since:
                    break
                if f"Ref {message.ref}" in (listed.body or "") and listed.sid != message.provider_id:
                    return Accepted(listed.sid, status=str(listed.status), error_code=str(listed.error_code or ""))
        except (TwilioException, requests.RequestException) as failure:
            return Unclear(f"twilio {type(failure).__name__}")
        return Absent()

    def fetch_media(self, message_sid: str, media_sid: str, *, largest: int) -> Iterator[bytes]:
        """A picture a person sent, piece by piece. Raises Unfetched when it is not given, or is too large."""
        address = f"{self.base_url or TWILIO}/2010-04-01/Accounts/{self.sid}/Messages/{message_sid}/Media/{media_sid}"
        try:
            with requests.get(address, auth=(self.sid, self.token), timeout=TIME_OUT, stream=True) as answer:
                answer.raise_for_status()
                left = largest
                for piece in answer.iter_content(64 * 1024):
                    left -= len(piece)
                    if left < 0:
                        raise Unfetched("too large")
                    yield piece
        except requests.RequestException as failure:
            raise Unfetched(type(failure).__name__) from failure

    def forget_media(self, message_sid: str, media_sid: str) -> None:
        """Delete it at Twilio: with us it is sealed. What fails is left; Twilio's own retention ends it."""
        try:
            client(self).messages(message_sid).media(media_sid).delete()
        except (TwilioException, requests.RequestException) as failure:
            logger.warning("Media %s stays at the provider: %s", media_sid, type(failure).__name__)

    def _addressed(self, message: Message) -> dict[str, str]:
        sender = self.whatsapp_from if message.channel == Channel.WHATSAPP else self.sms_from
        callback = settings.PUBLIC_BASE_URL + reverse("notifications:twilio_status", args=[message.pk])
        return {"to": _recipient(message), "from_": sender, "status_callback": callback}


def accounts() -> list[Account]:
    """The first account, and the second where the settings name one."""
    found = [
        Account(
            "twilio",
            sid=settings.TWILIO_ACCOUNT_SID,
            token=settings.TWILIO_AUTH_TOKEN,
            base_url=settings.TWILIO_BASE_URL,
            sms_from=settings.TWILIO_SMS_FROM,
            whatsapp_from=settings.TWILIO_WHATSAPP_FROM,
        )
    ]
    if settings.TWILIO_SECOND_ACCOUNT_SID:
        found.append(
            replace(
                found[0],
                name="twilio-2",
                sid=settings.TWILIO_SECOND_ACCOUNT_SID,
                token=settings.TWILIO_SECOND_AUTH_TOKEN,
                base_url=settings.TWILIO_SECOND_BASE_URL,
            )
        )
    return found


def account_of(sid: str) -> Account:
    """The account a message came in by."""
    found = accounts()
    return next((each for each in found if each.sid == sid), found[0])


@cache
def client(account: Account) -> Client:
    """One client an account and process, with its pool of connections."""
    made = Client(account.sid, account.token, http_client=TwilioHttpClient(timeout=TIME_OUT))
    if account.base_url:
        made.api.base_url = account.base_url
    return made


def _recipient(message: Message) -> str:
    return f"whatsapp:{message.address}" if message.channel == Channel.WHATSAPP else message.address


def _content(message: Message, letter: Letter) -> dict[str, object]:
    if letter.content_sid:
        return {"content_sid": letter.content_sid, "content_variables": json.dumps(letter.content_variables)}
    validity = min(message.purpose.lifetime, timedelta(hours=10))  # Twilio's longest
    return {"body": letter.text, "validity_period": int(validity.total_seconds())}


def _judged(failure: TwilioRestException) -> Outcome:
    """Twilio answered. A 5xx may still have sent; a wrong account or too many at once is not the message's fault."""
    said = f"twilio {failure.code or failure.status}"
    if failure.status >= 500:
        return Unclear(said)
    passes = failure.status in (401, 403, 429) or actions.of(failure.code).do == actions.Do.RETRY
    return NotNow(said) if passes else TurnedDown(said)


def _not_answered(failure: Exception) -> Outcome:
    """No answer. Only a connection that never stood is proof that nothing was sent."""
    never_connected = isinstance(failure, requests.ConnectTimeout) or (
        isinstance(failure, requests.ConnectionError)
        and isinstance(getattr(failure.args[0] if failure.args else None, "reason", None), NewConnectionError)
    )
    said = f"twilio {type(failure).__name__}"
    return NotNow(said) if never_connected else Unclear(said)
