"""The tasks of calls: made when a call's turn on the ladder has come, ended when nobody needs them any more.

Locks are taken in one order: the claim, then the task.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from claims.filing import locked
from claims.history import record
from claims.models import Claim, ClaimEvent
from notifications import addresses, ladder
from notifications.models import AddressFact, Channel, FactKind, Message, State
from verification.contacting.closing import close_with_task
from verification.models import CallTask
from verification.models.calls import NOBODY, next_hour
from workflow import Refused, each

AT_ONCE = 500  # rows one sweep looks at

Why = CallTask.Why


def sweep(now: datetime) -> int:
    """Make the tasks of calls whose turn came, and end those that are needed no more; how many rows were seen to."""
    due = Message.objects.due(now).filter(channel=Channel.CALL, state=State.QUEUED).order_by("due_at")
    made = each(list(due.values_list("pk", flat=True)[:AT_ONCE]), make_task, now=now)
    return made + each(list(_unneeded(now).values_list("pk", flat=True)[:AT_ONCE]), end_unneeded, now=now)


@transaction.atomic
def make_task(message_id: UUID, *, now: datetime, asked_by: str = "") -> CallTask | None:
    """The task of one rung that is a call; None when another sweep made it, or nobody needs it.

    Who moves the rung makes the task. A rung whose claim cannot be found fails by that name, for the operator to see.
    """
    waiting = Message.objects.due(now).filter(pk=message_id, channel=Channel.CALL, state=State.QUEUED)
    if (message := waiting.first()) is None:
        return None
    claim = claim_of(message.about)
    if hindrance := _hindrance(claim):
        ladder.fail(message, where=message.as_read(), reason=hindrance, now=now)
        return None
    assert claim
    if claim.is_final or not message.still_wanted(now):
        ladder.drop(message, reason=Why.OVER if claim.is_final else "too_late", now=now)
        return None
    if not message.as_read().move(State.SENT, reason="call_task", sent_at=now, due_at=None):
        return None
    return CallTask.objects.create(
        claim=claim,
        message=message,
        purpose=message.name,
        asked_by=asked_by,
        made_at=now,
        deadline_at=message.not_after or _deadline_of(claim),
        due_at=next_hour(claim.branch, now),
    )


@transaction.atomic
def ask_for_call(claim_id: UUID, *, at: datetime | None = None, by: str, now: datetime) -> CallTask:
    """An officer wants this person called, about nothing that was sent: as soon as may be, or at the hour agreed."""
    claim = locked(claim_id)
    refuse_uncallable(claim)
    if claim.call_tasks.open().filter(message=None).exists():
        raise Refused("Tugas telepon untuk klaim ini sudah ada.")
    record(claim, "call_asked", by=by, now=now)
    due_at = next_hour(claim.branch, at or now)
    return CallTask.objects.create(
        claim=claim, asked_by=by, made_at=now, due_at=due_at, deadline_at=_deadline_of(claim)
    )


def put_off(task: CallTask, *, until: datetime) -> None:
    """Have an open task wait for another hour, in nobody's hand. The caller holds the claim's lock."""
    task.due_at = until
    task.taken_by, task.taken_at, task.taken_until = "", None, None
    task.save(update_fields=["due_at", "tries", *NOBODY])


def give_up(task: CallTask, *, by: str, now: datetime) -> None:
    """An officer needs this call no more. The caller holds the claim's lock; a task that ended stays as it is."""
    if task.state == CallTask.State.OPEN:
        end(task, CallTask.State.DROPPED, Why.CALLED_OFF, by=by, now=now)


def refuse_uncallable(claim: Claim) -> None:
    """Raise Refused where a call could tell nobody."""
    if claim.is_final:
        raise Refused("Klaim ini sudah selesai: tidak ada lagi yang perlu ditelepon.")
    if hindrance := _hindrance(claim):
        gone = "dilaporkan salah" if hindrance == FactKind.REPORTED_WRONG else "tidak ada"
        raise Refused(f"Nomor ponsel klaim ini {gone}: tidak ada yang bisa ditelepon.")


def claim_of(about: str) -> Claim | None:
    """The claim in whose history the event of this key stands."""
    kind, _, event_id = about.partition(":")
    try:
        event = ClaimEvent.objects.filter(pk=UUID(event_id)) if kind == "claim-event" else ClaimEvent.objects.none()
    except ValueError:
        return None
    return Claim.objects.with_people().filter(pk__in=event.values("claim")).first()


def _hindrance(claim: Claim | None) -> str:
    """Why nobody can be called: a reason's code, or empty."""
    if claim is None:
        return "no_claim"
    if not claim.applicant.phone:
        return "no_address"
    facts = AddressFact.objects.filter(address_index=addresses.index_of(claim.applicant.phone), ended_at=None)
    return str(FactKind.REPORTED_WRONG) if facts.filter(kind=FactKind.REPORTED_WRONG).exists() else ""


def _deadline_of(claim: Claim) -> datetime | None:
    return claim.papers_wanted_until if claim.takes_papers else None


def _unneeded(now: datetime) -> QuerySet[Any, Any]:
    """Tasks in nobody's hand that would tell nothing: known already, over, or too late."""
    rungs = Message.objects.told().filter(
        about=OuterRef("message__about"), name=OuterRef("message__name"), person=OuterRef("message__person")
    )
    tasks = CallTask.objects.in_nobodys_hand(now).annotate(is_told=Exists(rungs))
    return tasks.filter(Q(is_told=True) | Q(claim__status__in=Claim.FINAL) | Q(deadline_at__lte=now))


def is_unneeded(task_id: int, now: datetime) -> bool:
    """Whether the next sweep will end this task, as nobody has to be called any more."""
    return _unneeded(now).filter(pk=task_id).exists()


@transaction.atomic
def end_unneeded(task_id: int, *, now: datetime) -> None:
    """End a task that nobody has in hand and nobody needs."""
    claim = locked(CallTask.objects.values_list("claim_id", flat=True).get(pk=task_id))
    CallTask.objects.select_for_update().filter(pk=task_id).first()
    if (task := _unneeded(now).select_related("message").filter(pk=task_id).first()) is None:
        return
    task.claim = claim
    if task.is_told:
        end(task, CallTask.State.DROPPED, Why.TOLD, by="", now=now)
    elif claim.is_final:
        end(task, CallTask.State.DROPPED, Why.OVER, by="", now=now)
    else:
        end(task, CallTask.State.FAILED, Why.TOO_LATE, by="", now=now)


def end(task: CallTask, state: str, why: str, *, by: str, now: datetime) -> None:
    """Close the task; the rung that it is of ends with it. The caller holds the claim's lock."""
    task.state, task.why, task.due_at = state, why, None
    task.ended_at, task.ended_by = now, by
    task.taken_by, task.taken_at, task.taken_until = "", None, None
    task.save(update_fields=["state", "why", "due_at", "ended_at", "ended_by", "tries", *NOBODY])
    if state == CallTask.State.FAILED:
        record(task.claim, "call_given_up", by=by or "system:calls", now=now, task=task.pk, why=why)
    close_with_task(task, by=by, now=now)
    if task.message is None:
        return
    rung = Message.objects.filter(pk=task.message.pk, state=State.SENT)
    if state == CallTask.State.FAILED:
        ladder.fail(task.message, where=rung, reason=why, now=now)
    elif state == CallTask.State.DROPPED:
        rung.update(reason=why)
