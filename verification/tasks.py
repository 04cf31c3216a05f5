"""The hours of the desk's sweeps, and the bell by which an officer's telephone rings."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from verification import holding, lateness
from verification.calls import making, ringing


@shared_task
def sweep_calls() -> int:
    return making.sweep(timezone.now())


@shared_task
def sweep_leases() -> int:
    return holding.let_lapse_due(timezone.now())


@shared_task
def sweep_late() -> int:
    return lateness.tell_heads(timezone.now())


@shared_task(ignore_result=True, acks_late=True)
def ring_officer(try_id: str) -> None:
    """Rung by an officer's click."""
    ringing.ring(UUID(try_id), now=timezone.now())
