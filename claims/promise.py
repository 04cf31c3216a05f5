"""The promise: until when the agency said it would pay, counted in working days of the claim's branch.

The clock starts when the last required paper arrived, by whatever door, and its first day is the next working day. A
repair round stops it, its answer lets it go on, again with the next working day; the day on which it was stopped was
used, unless it was the last. It ends when the money was sent. A day once said stays: a holiday decreed later does not
move it, and neither does a repair that was asked for after it had passed.

Source of the days: the catalogue's programme (Permenaker 4/2022: JHT 5; JKM 3; the others have none until an office
sets one).
"""

from datetime import date, datetime

from django.db.models import Max

from branches import calendar
from catalogue.checklist import State
from claims.models import Claim, PaperFile

CLOCK = ("complete_at", "promised_on", "promise_stopped_at", "promise_days_left", "late_because")
"""The columns these functions change; who calls them saves them."""


def start_or_go_on(claim: Claim, *, now: datetime) -> None:
    """The claim is with the officers: its clock starts, or goes on where a repair had stopped it."""
    if claim.complete_at is None:
        _start(claim, now)
    elif claim.promise_stopped_at:
        _go_on(claim, now)


def stop(claim: Claim, *, now: datetime) -> None:
    """It is the claimant's turn: what is left of the promise is kept for when they have answered."""
    if claim.promised_on and not claim.promise_stopped_at:
        today = calendar.local_day(claim.branch, now)
        left = calendar.working_days_after(claim.branch, today, claim.promised_on)
        claim.promise_stopped_at = now
        claim.promise_days_left = max(1, left) if today <= claim.promised_on else 0


def start_anew(claim: Claim, *, now: datetime) -> None:
    """What was decided is to be looked at again as if it had come today: an objection to a refusal."""
    claim.complete_at, claim.promise_stopped_at, claim.promise_days_left = now, None, None
    claim.promised_on, claim.late_because = _promised_from(claim, now), ""


def is_late(claim: Claim, *, now: datetime) -> bool:
    """Whether the promised day is over and the promise not kept. A clock that stands still is not late."""
    if claim.promised_on is None or claim.promise_stopped_at or claim.is_final:
        return False
    return claim.promised_on < calendar.local_day(claim.branch, now)


def was_verified_late(claim: Claim) -> bool:
    """Whether our part alone took longer than was promised: what the bank still takes comes on top."""
    if claim.promised_on is None or claim.decided_at is None:
        return False
    return claim.promised_on < calendar.local_day(claim.branch, claim.decided_at)


def our_days(claim: Claim) -> int | None:
    """Working days of the promise that our part took, from complete to decided; None while undecided or unpromised.

    Those of payments that came back are the bank's.
    """
    days = claim.programme.sla_working_days
    if days is None or claim.promised_on is None or claim.decided_at is None:
        return None
    decided_on = calendar.local_day(claim.branch, claim.decided_at)
    if decided_on <= claim.promised_on:
        used = days - calendar.working_days_after(claim.branch, decided_on, claim.promised_on)
    else:
        used = days + calendar.working_days_after(claim.branch, claim.promised_on, decided_on)
    return max(0, used - claim.bank_days_before)


def bank_days(claim: Claim) -> int | None:
    """Working days that the bank's part took, from decided to paid, payments that came back among them; None until
    it is paid."""
    return claim.bank_days_before + days_at_bank(claim, until=claim.paid_at) if claim.paid_at else None


def in_parts(claim: Claim) -> dict[str, int | bool]:
    """How the promise of a paid claim went, for its history: `ours` and `banks` in working days, and whether `late`.

    Empty where nothing was promised.
    """
    ours, banks = our_days(claim), bank_days(claim)
    if ours is None or banks is None or claim.paid_at is None or claim.promised_on is None:
        return {}
    return {"ours": ours, "banks": banks, "late": claim.promised_on < calendar.local_day(claim.branch, claim.paid_at)}


def days_at_bank(claim: Claim, *, until: datetime) -> int:
    """Working days from the decision that stands to then."""
    if claim.decided_at is None:
        return 0
    decided_on, last = (calendar.local_day(claim.branch, instant) for instant in (claim.decided_at, until))
    return calendar.working_days_after(claim.branch, decided_on, last)


def say(claim: Claim) -> str:
    """The promised day in words, or "" where there is none or its clock stands still."""
    return calendar.say_promise(claim.promised_on) if claim.promised_on and not claim.promise_stopped_at else ""


def _start(claim: Claim, now: datetime) -> None:
    claim.complete_at = _last_required_paper(claim) or now
    claim.promised_on = _promised_from(claim, claim.complete_at)


def _go_on(claim: Claim, now: datetime) -> None:
    left, claim.promise_days_left, claim.promise_stopped_at = claim.promise_days_left, None, None
    if left:  # nothing was left of a promise already broken: its day stands
        claim.promised_on = calendar.add_working_days(claim.branch, calendar.local_day(claim.branch, now), left)


def _promised_from(claim: Claim, instant: datetime) -> date | None:
    days = claim.programme.sla_working_days
    return calendar.add_working_days(claim.branch, calendar.local_day(claim.branch, instant), days) if days else None


def _last_required_paper(claim: Claim) -> datetime | None:
    required = {kind.pk for need in claim.needs() if need.state == State.REQUIRED for kind in need.kinds}
    files = PaperFile.objects.filter(claim=claim, paper__kind__in=required).standing()
    arrived: datetime | None = files.aggregate(at=Max("received_at"))["at"]
    return arrived
