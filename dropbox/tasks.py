"""What the worker does for the drop box, and the hours of its sweeps."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from dropbox.reconciling import telling
from dropbox.scans import forgetting, reading
from workflow import each


@shared_task(ignore_result=True, acks_late=True)
def read_batch(batch_id: str) -> None:
    reading.read(UUID(batch_id), now=timezone.now())


@shared_task
def sweep_batches() -> int:
    now = timezone.now()
    return each(reading.batches_to_read(now), reading.read, now=now)


@shared_task
def forget_scans() -> int:
    return forgetting.forget_old(timezone.now())


@shared_task
def sweep_box_alarms() -> int:
    return telling.raise_alarms(timezone.now())


@shared_task
def sweep_box_reports() -> int:
    return telling.send_reports(timezone.now())
