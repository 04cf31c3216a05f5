"""Rings the worker for a row that is committed. Nothing depends on the bell: a sweep finds what it missed."""

import logging
import time
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

SILENT_FOR = 10.0  # seconds; a broker that is down costs one request a moment, not every request

_silent_until = 0.0


def ring(task: str, *arguments: object, queue: str) -> None:
    """Ask a worker to do this now. Named by words: the task's module imports the room that rings for it.

    A broker that is down is left alone for a while.
    """
    global _silent_until
    if time.monotonic() < _silent_until:
        return
    try:
        current_app.send_task(task, arguments, queue=queue, retry=False)
    except OperationalError as failure:
        _silent_until = time.monotonic() + SILENT_FOR
        logger.warning("The broker does not answer, a sweep will find it: %s", failure)


def ring_on_commit(task: str, *arguments: object, queue: str) -> None:
    """The same once the transaction is committed; never, if it is not."""
    transaction.on_commit(partial(ring, task, *arguments, queue=queue), robust=True)
