"""The room's tables, one file a subject."""

from notifications.models.messages import Channel, Message, MessageQuerySet, State
from notifications.models.wordings import WhatsAppTemplate, Wording

__all__ = ["Channel", "Message", "MessageQuerySet", "State", "WhatsAppTemplate", "Wording"]
