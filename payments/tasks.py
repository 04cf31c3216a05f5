"""The hours of the payments, and the bell by which a confirmed file of results is taken at once."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from payments import ledger, making, overdue, results
from workflow import each


@shared_task(ignore_result=True, acks_late=True)
def take_results(file_id: str) -> None:
    results.take(UUID(file_id), now=timezone.now())


@shared_task
def sweep_payments() -> int:
    return making.sweep(timezone.now())


@shared_task
def sweep_results() -> int:
    return each(results.files_to_take(), results.take, now=timezone.now())


@shared_task
def sweep_alarms() -> int:
    return overdue.tell(timezone.now())


@shared_task
def sweep_ledger() -> int:
    return ledger.raise_faults(timezone.now())
