"""The hour at which old sign-ins are erased."""

from celery import shared_task
from django.utils import timezone

from accounts import sign_in_limits


@shared_task
def forget_sign_ins() -> int:
    return sign_in_limits.forget_sign_ins(timezone.now())
