"""Rings the worker for a row that is committed. Nothing depends on the bell: a sweep finds what it missed.

A ring is one LPUSH, written as Celery's workers read it: version 2 of its message protocol, in the envelope of kombu's
Redis transport. Celery's own `send_task` says the same in eight times as long, which was a tenth of what a whole
booking takes. The tests hold a ring against what Celery itself would send, and let real workers take it.
"""

import json
import logging
import time
from base64 import b64encode
from functools import lru_cache, partial
from uuid import uuid4

from celery import current_app
from django.db import transaction
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

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
        _broker(current_app.conf.broker_url).lpush(queue, envelope(task, arguments, queue))
    except RedisError as failure:
        _silent_until = time.monotonic() + SILENT_FOR
        logger.warning("The broker does not answer, a sweep will find it: %s", failure)


def ring_on_commit(task: str, *arguments: object, queue: str) -> None:
    """The same once the transaction is committed; never, if it is not."""
    transaction.on_commit(partial(ring, task, *arguments, queue=queue), robust=True)


def envelope(task: str, arguments: tuple[object, ...], queue: str) -> str:
    """The call of a task as it lies in its queue."""
    call_id = str(uuid4())
    call = json.dumps((arguments, {}, {}))  # positional, named, and what is to follow: nothing
    return json.dumps(
        {
            "body": b64encode(call.encode()).decode(),
            "content-encoding": "utf-8",
            "content-type": "application/json",
            "headers": {
                "lang": "py",
                "task": task,
                "id": call_id,
                "root_id": call_id,
                "parent_id": None,
                "group": None,
                "argsrepr": repr(arguments),
                "kwargsrepr": "{}",
            },
            "properties": {
                "correlation_id": call_id,
                "delivery_mode": 2,
                "delivery_info": {"exchange": "", "routing_key": queue},
                "delivery_tag": str(uuid4()),
                "priority": 0,
                "body_encoding": "base64",
            },
        }
    )


@lru_cache
def _broker(url: str) -> Redis:
    """The broker at this address. A kept line that it closed meanwhile is opened again once, without waiting."""
    wait = current_app.conf.broker_transport_options
    return Redis.from_url(
        url,
        socket_connect_timeout=wait["socket_connect_timeout"],
        socket_timeout=wait["socket_timeout"],
        retry=Retry(NoBackoff(), 1),
    )
