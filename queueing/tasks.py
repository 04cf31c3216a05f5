"""The hours at which days open, and at which drafts nobody came back to and contacts nobody waits by are forgotten."""

from celery import shared_task
from django.utils import timezone

from claims import fresh
from queueing import expiry, reminders, slots
from queueing.capacity import adjusting
from queueing.disputes import settling
from queueing.intake import drafts
from queueing.rush import lines
from queueing.waiting_list import forgetting, sweeping


@shared_task
def open_days() -> int:
    return slots.open_days(timezone.now())


@shared_task
def prepare_rooms() -> int:
    return lines.prepare(timezone.now(), seeds=iter(fresh.token, ""))


@shared_task
def sweep_closures() -> int:
    return adjusting.follow_closures(timezone.now())


@shared_task
def sweep_waiting() -> int:
    return sweeping.sweep(timezone.now())


@shared_task
def forget_old_drafts() -> int:
    return drafts.forget_old(timezone.now())


@shared_task
def forget_waiting_contacts() -> int:
    return forgetting.forget_old(timezone.now())


@shared_task
def sweep_reminders() -> int:
    return reminders.remind_due(timezone.now())


@shared_task
def sweep_envelopes_due() -> int:
    return expiry.close_envelopes_due(timezone.now())


@shared_task
def sweep_disputes() -> int:
    return settling.follow_standing(timezone.now())
