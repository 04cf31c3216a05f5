"""Rings the worker for messages that are committed."""

from collections.abc import Sequence
from uuid import UUID

from workflow import doorbell


def ring(message_ids: Sequence[UUID], urgency: str) -> None:
    """Ask a worker to deliver these rows now: one ring for all that one event posted."""
    doorbell.ring("notifications.tasks.deliver", *(str(message_id) for message_id in message_ids), queue=urgency)
