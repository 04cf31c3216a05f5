"""The room's tables, one file a subject."""

from notifications.models.messages import Channel, Message, MessageQuerySet, State

__all__ = ["Channel", "Message", "MessageQuerySet", "State"]
