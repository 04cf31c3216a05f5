from celery import shared_task
from django.utils import timezone

from notifications import delivery


@shared_task(ignore_result=True, acks_late=True)
def deliver(message_id: str) -> None:
    """Rung for one row; which queue is the caller's choice."""
    delivery.deliver(message_id, now=timezone.now())


@shared_task(ignore_result=True, acks_late=True)
def sweep_deliveries() -> None:
    """Rings again for every row that is due."""
    delivery.ring_due(now=timezone.now())
