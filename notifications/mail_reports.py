"""What becomes of an e-mail after the next server took it: a provider's events, and reports that come back as mail.

An event bears the provider's secret, so it may teach what is known of an address. A report that comes as mail
(RFC 3464) may be written by anybody who has seen the letter: it ends its rung, so that the next begins, and teaches
nothing.
"""

import logging
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import Message as Mail
from uuid import UUID

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from django.db.models import Case, F, When

from notifications import addresses, email_channel, ladder
from notifications.actions import A_DAY
from notifications.models import Channel, FactKind, Message, State

logger = logging.getLogger(__name__)

REPORTED_WITHIN = timedelta(days=7)  # servers try for five days, and send their report at the end (RFC 5321, 4.5.4.1)
_MESSAGE_ID = re.compile(r"\b([0-9a-f]{32})@([\w.-]+)")
_READ = 64 * 1024  # letters of each part of a report
# "5.1.1", which no address of a machine holds (RFC 3463), and the older "550" at the beginning of an answer
_ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)")
_BASIC = re.compile(r"^(?:smtp\s*;)?\s*([45]\d\d)\b", re.IGNORECASE)
_NOBODY_THERE = re.compile(r"5\.1\.\d+|5\.2\.1")  # the address is wrong, or the mailbox is switched off
_NOBODY_THERE_BASIC = {"550", "551", "553"}

_TAKEN = {EventType.QUEUED, EventType.SENT, EventType.DEFERRED}
# Mail programs fetch pictures, and gateways follow links, before anybody reads: that proves an arrival and no reader.
_ARRIVED = {EventType.DELIVERED, EventType.OPENED, EventType.CLICKED}
_CAME_BACK = {EventType.BOUNCED, EventType.REJECTED, EventType.FAILED}
_STOP = {EventType.COMPLAINED, EventType.UNSUBSCRIBED}
_STOPPED_BEFORE = {RejectReason.SPAM, RejectReason.UNSUBSCRIBED}


# --- Events of a provider ---


def note(event: AnymailTrackingEvent, *, now: datetime) -> bool:
    """Note one event of a provider that has proven who it is. False when it says nothing new, or of no letter of ours.

    Early, late, twice or out of order, it only moves the letter forward.
    """
    kind = event.event_type
    message = _message_of(event)
    if message is None:
        logger.warning("The mail provider reports %r of a letter that is not ours", kind)
        return False
    if kind in _TAKEN or kind in _ARRIVED:
        return _was_taken(message, arrived=kind in _ARRIVED, now=now)
    if kind in _CAME_BACK:
        return _came_back(message, event, now=now)
    if kind in _STOP:
        _learn(message, FactKind.OPTED_OUT, kind, now=now)
        return True
    logger.info("%s: the mail provider reports %r", message, kind)
    return False


def _message_of(event: AnymailTrackingEvent) -> Message | None:
    """The row, by the name the provider was given for it, or by our Message-ID where the provider kept that."""
    metadata = event.metadata if isinstance(event.metadata, dict) else {}
    named = str(metadata.get(email_channel.NAME_AT_PROVIDER) or "")
    if re.fullmatch("[0-9a-f]{32}", named):
        return _row(UUID(named))
    return next(_named_in(str(event.message_id or "")), None)


def _was_taken(message: Message, *, arrived: bool, now: datetime) -> bool:
    """The provider has it, whatever the worker knew. That it arrived is noted; told it is when nothing comes back."""
    row = Message.objects.filter(pk=message.pk)
    new = row.move(
        State.SENT,
        provider_id=message.provider_id or email_channel.message_id_of(message),
        reason="",
        sent_at=now,
        due_at=None,
        climb_at=now + ladder.patience_with(message),
    )
    if arrived:
        new += row.filter(state=State.SENT, delivered_at=None).update(delivered_at=now)
    return bool(new)


def _came_back(message: Message, event: AnymailTrackingEvent, *, now: datetime) -> bool:
    code = _code_in(event.mta_response) or _code_in(event.description)
    if event.reject_reason in _STOPPED_BEFORE:
        _learn(message, FactKind.OPTED_OUT, event.reject_reason, now=now)
    elif event.event_type == EventType.BOUNCED or event.reject_reason == RejectReason.INVALID:
        for_good = _is_for_good(code, event.reject_reason)
        _learn(message, FactKind.BOUNCED, code or event.event_type, now=now, holds=None if for_good else A_DAY)
    return _fail(message, f"smtp {code}" if code else "mail_" + event.event_type, now=now)


def _is_for_good(code: str, reject_reason: str | None) -> bool:
    """Whether the answer proves that nobody will ever be reached there: a full or a cautious mailbox is no proof."""
    if reject_reason == RejectReason.INVALID:
        return True
    if code in _NOBODY_THERE_BASIC:
        return reject_reason == RejectReason.BOUNCED
    return bool(_NOBODY_THERE.fullmatch(code))


def _learn(message: Message, kind: FactKind, said: str, *, now: datetime, holds: timedelta | None = None) -> None:
    proof, reason = email_channel.message_id_of(message), f"smtp {said}"
    addresses.learn(Channel.EMAIL, message.address, kind, now=now, holds=holds, reason=reason, proof=proof)


# --- Reports that come as mail ---


def from_report(mail: Mail, *, now: datetime) -> bool:
    """Read a delivery report and end the rung whose letter came back. False when it ends none.

    Only a letter of the last days, to the very address the report names, that nobody has opened. A server that is still
    trying reports it as delayed: that changes nothing.
    """
    failed = dict(_failed_recipients(mail))
    if not failed:
        return False
    for message in _letters_named(mail):
        code = failed.get(message.address.strip().lower())
        recent = message.sent_at is not None and message.sent_at > now - REPORTED_WITHIN
        if code is not None and recent and message.state == State.SENT:
            return _fail(message, f"smtp {code}" if code else "mail_bounced", now=now)
    logger.info("A delivery report names no letter of ours that it may end")
    return False


def _failed_recipients(mail: Mail) -> Iterator[tuple[str, str]]:
    """Each address the report gives up on, in small letters, with its status."""
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status" or not part.is_multipart():
            continue
        for group in part.get_payload():
            if not isinstance(group, Mail) or _field(group, "Action").lower() not in ("failed", ""):
                continue
            found = _ENHANCED.match(_field(group, "Status"))
            code = found[1] if found else ""
            if not _field(group, "Action") and not code.startswith("5"):
                continue
            for name in ("Final-Recipient", "Original-Recipient"):
                address = _field(group, name).rpartition(";")[2].strip().strip("<>").lower()
                if address:
                    yield address, code


def _letters_named(mail: Mail) -> Iterator[Message]:
    """Our letters that the report says it is about: in the headers it returns, else in those it answers."""
    for part in mail.walk():
        if part.get_content_type() == "text/rfc822-headers":
            yield from _named_in(_text(part))
        elif part is not mail and part.get("Message-ID"):
            yield from _named_in(_field(part, "Message-ID"))
    for name in ("References", "In-Reply-To"):
        yield from _named_in(_field(mail, name))


def _text(part: Mail) -> str:
    """A part as text, whatever was done to it on its way."""
    content = part.get_payload(decode=True)
    return content[:_READ].decode("ascii", "replace") if isinstance(content, bytes) else ""


def _field(part: Mail, name: str) -> str:
    """One header as it stands. A report is as hostile as any mail, and a broken header says nothing."""
    try:
        return str(part.get(name, "")).strip()[:_READ]
    except Exception:  # noqa: BLE001 (the standard parser fails on hostile headers in ways nobody has listed)
        return ""


# --- Both ---


def _named_in(words: str) -> Iterator[Message]:
    """The letters whose Message-ID stands in these words; a few at most."""
    ours = email_channel.domain()
    for found in list(_MESSAGE_ID.finditer(words))[:5]:
        if found[2].lower() == ours and (message := _row(UUID(found[1]))):
            yield message


def _row(message_id: UUID) -> Message | None:
    return Message.objects.filter(pk=message_id, channel=Channel.EMAIL).first()


def _fail(message: Message, reason: str, *, now: datetime) -> bool:
    """End the rung. That a day of silence had counted as told is taken back; that the person opened the page is not."""
    opened = Case(When(reason="opened", then=F("told_at")), default=None)
    return ladder.fail(message, where=Message.objects.filter(pk=message.pk), reason=reason, now=now, told_at=opened)


def _code_in(words: str | None) -> str:
    """The status in a server's own answer: the newer kind, or else the older; "" where there is none."""
    said = str(words or "")[:2000]
    if found := _ENHANCED.search(said) or _BASIC.search(said):
        return found[1] if not found[1].startswith("2") else ""
    return ""
