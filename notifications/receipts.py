"""What providers say afterwards. Early, late, twice or out of order: a receipt only moves a message forward."""

import logging
from datetime import datetime
from uuid import UUID

from notifications import addresses, conversation, ladder, told
from notifications.models import Message, State

logger = logging.getLogger(__name__)

# Twilio's message states (twilio-oai, message_enum_status). A state missing here is shrugged at.
TWILIO_STATES = {
    "accepted": State.SENT,
    "scheduled": State.SENT,
    "queued": State.SENT,
    "sending": State.SENT,
    "sent": State.SENT,
    "partially_delivered": State.SENT,
    "delivered": State.DELIVERED,
    "read": State.READ,
    "undelivered": State.FAILED,
    "failed": State.FAILED,
    "canceled": State.FAILED,
}


def receive(message_id: UUID, *, status: str, provider_id: str, error_code: str = "", now: datetime) -> bool:
    """Note that the provider reports `status`. False when it says nothing new: unknown, older, or of no row of ours."""
    state = TWILIO_STATES.get(status)
    if state is None:
        logger.warning("Message %s: the provider reports the unknown state %r", message_id, status)
        return False
    row = Message.objects.filter(pk=message_id)
    message = row.first()
    if message is None:
        return False
    facts = {"provider_id": provider_id, "sent_at": message.sent_at or now}
    if state == State.FAILED:
        return not _is_of_an_older_try(message, provider_id) and _failed(message, error_code or status, now, **facts)
    if state != State.SENT:
        return told.confirm(message, state, at=now, **facts)
    climb_at = now + ladder.patience_with(message)
    return bool(row.move(state, reason="", due_at=None, climb_at=climb_at, **facts))


def _failed(message: Message, code: str, now: datetime, **facts: object) -> bool:
    row, reason = Message.objects.filter(pk=message.pk), f"twilio {code}"
    if conversation.say_by_template(message, where=row, reason=reason, now=now, **facts):
        return True
    is_news = ladder.fail(message, where=row, reason=reason, now=now, **facts)
    if is_news:
        addresses.learn_from(message, code, now=now)
    return is_news


def _is_of_an_older_try(message: Message, provider_id: str) -> bool:
    """What was sent twice has two numbers there: an open row keeps that of the try before, a closed one its own."""
    return bool(message.provider_id) and (message.provider_id == provider_id) == (message.state in Message.OPEN)
