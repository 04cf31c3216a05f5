"""The canary: a task so small that only a living worker can end it."""

import time

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache

from lapak_asik.health import CANARY


@shared_task
def canary() -> None:
    cache.set(CANARY, time.time(), timeout=3600)


@shared_task
def forget_old_sessions() -> None:
    SessionStore.clear_expired()
