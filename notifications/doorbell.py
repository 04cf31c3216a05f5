"""Rings the worker for a row that is committed. Nothing depends on the bell: the sweep finds what it missed."""

import logging
import time
from collections.abc import Sequence
from uuid import UUID

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

SILENT_FOR = 10.0  # seconds; a broker that is down costs one request a moment, not every request

_silent_until = 0.0


def ring(message_ids: Sequence[UUID], urgency: str) -> None:
    """Ask a worker to deliver these rows now: one ring for all that one event posted.

    A broker that is down is left alone for a while.
    """
    global _silent_until
    if time.monotonic() < _silent_until:
        return
    try:
        # By name: the task's module imports the room that rings for it.
        ids = [str(message_id) for message_id in message_ids]
        current_app.send_task("notifications.tasks.deliver", ids, queue=urgency, retry=False)
    except OperationalError as failure:
        _silent_until = time.monotonic() + SILENT_FOR
        logger.warning("The broker does not answer, the sweep will deliver: %s", failure)
