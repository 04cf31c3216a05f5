"""The hour at which days open."""

from celery import shared_task
from django.utils import timezone

from queueing import slots


@shared_task
def open_days() -> int:
    return slots.open_days(timezone.now())
