from celery import shared_task
from django.utils import timezone

from notifications import delivery, ladder, manners, providers


@shared_task(ignore_result=True, acks_late=True)
def deliver(*message_ids: str) -> None:
    """Rung for the rows of one event, one after the other; which queue is the caller's choice."""
    for message_id in message_ids:
        delivery.deliver(message_id, now=timezone.now())


@shared_task(ignore_result=True, acks_late=True)
def sweep_deliveries() -> None:
    """Rings again for every row that is due."""
    delivery.ring_due(now=timezone.now())


@shared_task(ignore_result=True, acks_late=True)
def sweep_ladders() -> None:
    """Leaves each rung nobody confirmed in time for the next one."""
    ladder.climb(now=timezone.now())


@shared_task(ignore_result=True, acks_late=True)
def forget_old_budgets() -> None:
    """Drops the counts of days long gone."""
    manners.forget_old(timezone.now())


@shared_task(ignore_result=True, acks_late=True)
def sweep_providers() -> None:
    """Gives slow providers less to carry, and those that recovered more."""
    providers.look_after(now=timezone.now())
