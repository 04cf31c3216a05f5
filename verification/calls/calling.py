"""An officer telephones: takes a task, sees the number, and writes down how the call ended."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from branches import calendar
from claims import caller_phrase
from claims.filing import locked
from claims.history import record
from claims.models import Claim
from notifications import addresses, told
from notifications.models import State
from verification.calls.making import end, is_unneeded, put_off
from verification.desk import note_reading
from verification.models import CallTask, CallTry, PageView
from verification.models.calls import BETWEEN_TRIES, HELD_FOR, NOBODY, TRIES, may_call, next_hour
from workflow import Refused

CALL_BACK_WITHIN = timedelta(days=7)

Outcome, Why = CallTry.Outcome, CallTask.Why

HEARD = (Outcome.REACHED, Outcome.CALL_BACK, Outcome.WRONG_NUMBER)
"""Outcomes by which somebody heard the caller phrase, so that it is used up."""

HOLDS_ONE = "Anda masih memegang satu tugas telepon. Catat hasilnya dulu."


@transaction.atomic
def take(task_id: int, *, by: str, now: datetime) -> CallTask:
    """Have this task in hand for half an hour, and see the number. Two officers never hold the same one."""
    CallTask.objects.open().filter(taken_by=by, taken_until__lte=now).update(**NOBODY)
    task = CallTask.objects.select_related("claim__branch").get(pk=task_id)
    if not may_call(task.claim.branch, now):
        raise Refused("Orang hanya ditelepon pukul 08.00 sampai 20.00 menurut jam kantor cabangnya.")
    if CallTask.objects.open().filter(taken_by=by).exists():
        raise Refused(HOLDS_ONE)
    if is_unneeded(task_id, now):
        raise Refused("Orangnya tidak perlu ditelepon lagi: sudah tahu, atau batas waktunya lewat.")
    try:
        with transaction.atomic():
            held = {"taken_by": by, "taken_at": now, "taken_until": now + HELD_FOR}
            taken = CallTask.objects.free(now).filter(pk=task_id).update(**held)
    except IntegrityError:
        raise Refused(HOLDS_ONE) from None
    if not taken:
        raise Refused("Tugas ini sudah diambil petugas lain, sudah selesai, atau belum waktunya.")
    CallTry.objects.create(task_id=task_id, by=by, at=now)
    note_reading(task.claim, PageView.What.CONTACT, code=f"telepon/{task_id}", by=by, now=now)
    task.refresh_from_db()
    return task


@transaction.atomic
def note_outcome(
    task_id: int, *, outcome: str, next_phrase: str, call_back_at: datetime | None = None, by: str, now: datetime
) -> CallTask:
    """Write down how the call ended, and what follows from it. `next_phrase` takes the place of a phrase that was said.

    Also after the half hour, as long as no colleague took the task meanwhile.
    """
    claim = locked(CallTask.objects.values_list("claim_id", flat=True).get(pk=task_id))
    task = CallTask.objects.select_for_update(of=("self",)).select_related("message").get(pk=task_id)
    task.claim = claim
    if not task.is_held_by(by):
        raise Refused("Tugas ini tidak sedang Anda pegang, jadi tidak ada yang dicatat.")
    if outcome == Outcome.CALL_BACK:
        _refuse_odd_hour(claim, call_back_at, now)
    current = task.call_tries.filter(by=by, outcome="").latest("at")
    current.outcome, current.outcome_at = outcome, now
    current.call_back_at = call_back_at if outcome == Outcome.CALL_BACK else None
    current.save(update_fields=["outcome", "outcome_at", "call_back_at"])
    if outcome != Outcome.PUT_BACK:
        record(claim, "called", by=by, now=now, task=task.pk, outcome=outcome)
    _follow(task, outcome, call_back_at, by=by, now=now)
    if outcome in HEARD and not claim.is_final:
        caller_phrase.spoken(claim.pk, next_phrase=next_phrase, by=by, now=now)
    return task


def _refuse_odd_hour(claim: Claim, at: datetime | None, now: datetime) -> None:
    if at is None:
        raise Refused("Tulis kapan orangnya minta ditelepon lagi.")
    if not now < at <= now + CALL_BACK_WITHIN:
        raise Refused("Waktu menelepon lagi harus dalam tujuh hari ke depan.")
    if not may_call(claim.branch, at):
        zone = calendar.zone_name(claim.branch)
        raise Refused(f"Orang hanya ditelepon pukul 08.00 sampai 20.00 {zone}. Pilih jam lain.")


def _follow(task: CallTask, outcome: str, call_back_at: datetime | None, *, by: str, now: datetime) -> None:
    match outcome:
        case Outcome.REACHED:
            end(task, CallTask.State.REACHED, "", by=by, now=now)
            if task.message:
                told.confirm(task.message, State.DELIVERED, at=now)
        case Outcome.NO_ANSWER if task.tries + 1 >= TRIES:
            task.tries += 1
            end(task, CallTask.State.FAILED, Why.NO_ANSWER, by=by, now=now)
        case Outcome.NO_ANSWER:
            task.tries += 1
            put_off(task, until=next_hour(task.claim.branch, now + BETWEEN_TRIES))
        case Outcome.CALL_BACK:
            assert call_back_at
            put_off(task, until=call_back_at)
        case Outcome.WRONG_NUMBER:
            _report_wrong(task, by=by, now=now)
        case Outcome.PUT_BACK:
            assert task.due_at
            put_off(task, until=task.due_at)


def _report_wrong(task: CallTask, *, by: str, now: datetime) -> None:
    """Somebody else answers there: the number is used no more, and no colleague calls it for this claim."""
    addresses.report_wrong(task.claim.applicant.phone, now=now, proof=f"call-task:{task.pk}")
    record(task.claim, "number_reported_wrong", by=by, now=now, task=task.pk)
    end(task, CallTask.State.FAILED, Why.WRONG_NUMBER, by=by, now=now)
    others = CallTask.objects.in_nobodys_hand(now).filter(claim=task.claim).select_for_update(of=("self",))
    for other in others.select_related("message"):
        other.claim = task.claim
        end(other, CallTask.State.FAILED, Why.WRONG_NUMBER, by=by, now=now)
