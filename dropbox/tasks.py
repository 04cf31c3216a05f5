"""The hours of the drop box's sweeps."""

from celery import shared_task
from django.utils import timezone

from dropbox.reconciling import telling


@shared_task
def sweep_box_alarms() -> int:
    return telling.raise_alarms(timezone.now())


@shared_task
def sweep_box_reports() -> int:
    return telling.send_reports(timezone.now())
