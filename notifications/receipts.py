"""What providers say afterwards. Early, late, twice or out of order: a receipt only moves a message forward."""

import logging
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models.functions import Coalesce

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
    facts: dict[str, Any] = {"due_at": None, "provider_id": provider_id, "sent_at": Coalesce("sent_at", now)}
    facts["reason"] = f"twilio {error_code or status}" if state == State.FAILED else ""
    if state != State.SENT:
        facts[f"{state}_at"] = now
    return bool(Message.objects.filter(pk=message_id).move(state, **facts))
