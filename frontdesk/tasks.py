"""The hour at which screenings are erased."""

from celery import shared_task
from django.utils import timezone

from frontdesk import screening


@shared_task
def forget_screenings() -> int:
    return screening.forget_due(timezone.now())
