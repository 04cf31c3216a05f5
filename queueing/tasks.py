"""The hours at which days open, and at which drafts nobody came back to are forgotten."""

from celery import shared_task
from django.utils import timezone

from claims import fresh
from queueing import capacity, drafts, expiry, reminders, rush, settling, slots, waiting_sweep


@shared_task
def open_days() -> int:
    return slots.open_days(timezone.now())


@shared_task
def prepare_rooms() -> int:
    return rush.prepare(timezone.now(), seeds=iter(fresh.token, ""))


@shared_task
def sweep_closures() -> int:
    return capacity.follow_closures(timezone.now())


@shared_task
def sweep_waiting() -> int:
    return waiting_sweep.sweep(timezone.now())


@shared_task
def forget_old_drafts() -> int:
    return drafts.forget_old(timezone.now())


@shared_task
def sweep_reminders() -> int:
    return reminders.remind_due(timezone.now())


@shared_task
def sweep_envelopes_due() -> int:
    return expiry.close_envelopes_due(timezone.now())


@shared_task
def sweep_disputes() -> int:
    return settling.follow_standing(timezone.now())
