"""Batches are made: verified claims are forwarded, each with a line that says to whom it is to be paid.

A batch is filled in lots, each in a transaction of its own, so that a death half-way leaves whole lines behind and no
claim forwarded without one. The next who makes a batch goes on with the one that was left open.
"""

from collections.abc import Sequence
from datetime import datetime, time
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, OuterRef

from branches import calendar
from claims import paying
from claims.models import Claim
from claims.models.questions_of_claims import ClaimQuerySet
from payments.models import Batch, Line
from payments.numbers import next_number
from workflow import Refused, move

SWEEPER = "system:payments"
AT_ONCE = 100
"""Claims that are locked together. Their officers wait for no longer than these take."""

DAILY_AT = time(15)
"""By Jakarta's clock, on working days of the whole country."""

Status = Batch.Status


def waiting(now: datetime) -> ClaimQuerySet:
    """Verified claims that the next batch takes, the oldest promise first. What is held back waits for its release."""
    held = Line.objects.held().filter(claim=OuterRef("pk"))
    return Claim.objects.payable(now).filter(~Exists(held))


def make_batch(*, by: str, now: datetime) -> Batch | None:
    """Make one batch of what waits, at most PAYMENT_BATCH_LINES, and close it. None when nothing waits.

    Two who make one at once fill the same, and the second finds it closed. A claim that turned out not to be payable,
    or that somebody has locked, is stepped over: it is found again by the next.
    """
    stepped_over: set[UUID] = set()
    batch_id = _open_batch(stepped_over, by=by, now=now)
    if batch_id is None:
        return None
    while _fill(batch_id, stepped_over, by=by, now=now):
        pass
    return _close(batch_id, by=by, now=now)


def sweep(now: datetime) -> int:
    """Make the day's batches once its hour has come, and end what a death left open; how many batches were made."""
    made = 0
    while is_due(now) and make_batch(by=SWEEPER, now=now):
        made += 1
    return made


def is_due(now: datetime) -> bool:
    """Whether a batch was left open, or today's hour has come and its batches are not made yet.

    A full batch may have left claims behind, so another one follows it.
    """
    if Batch.objects.filter(status=Status.OPEN).exists():
        return True
    today = calendar.national_day(now)
    hour = calendar.at_in_zone(calendar.NATIONAL_ZONE, today, DAILY_AT)
    if now < hour or not calendar.is_service_day(None, today):
        return False
    last = Batch.objects.filter(made_by=SWEEPER, made_at__gte=hour).order_by("year", "number").last()
    return last is None or last.count >= settings.PAYMENT_BATCH_LINES


@transaction.atomic
def _open_batch(stepped_over: set[UUID], *, by: str, now: datetime) -> UUID | None:
    """The batch that is open; a new one with its first lines, so that no number is drawn for nothing."""
    year = calendar.national_day(now).year
    number = next_number(year)
    if left := Batch.objects.filter(status=Status.OPEN).first():
        return left.pk
    batch = Batch.objects.create(year=year, number=number, made_at=now, made_by=by)
    while _fill(batch.pk, stepped_over, by=by, now=now):
        if batch.lines.exists():
            return batch.pk
    transaction.set_rollback(True)
    return None


@transaction.atomic
def _fill(batch_id: UUID, stepped_over: set[UUID], *, by: str, now: datetime) -> bool:
    """Forward one lot of claims into the batch; whether there may be more for it."""
    batch = Batch.objects.select_for_update().get(pk=batch_id)
    room = settings.PAYMENT_BATCH_LINES - (lies_in_it := batch.lines.count())
    if batch.status != Status.OPEN or room <= 0:
        return False
    lot = _lot(stepped_over, min(room, AT_ONCE), now=now)
    forwarded = [claim for claim in lot if _forward(claim, batch, by=by, now=now)]
    stepped_over |= {claim.pk for claim in lot} - {claim.pk for claim in forwarded}
    Line.objects.bulk_create(_lines(batch, forwarded, after=lies_in_it, now=now))
    return bool(lot)


def _lot(stepped_over: set[UUID], size: int, *, now: datetime) -> list[Claim]:
    """So many of what waits, under their row locks. They are read under the locks: what changed meanwhile is known."""
    free = waiting(now).exclude(pk__in=stepped_over).select_for_update(of=("self",), skip_locked=True)
    keys = [claim.pk for claim in free.only("pk")[:size]]
    claims = Claim.objects.with_people().in_bulk(keys)
    return [claims[key] for key in keys]


def _forward(claim: Claim, batch: Batch, *, by: str, now: datetime) -> bool:
    try:
        paying.forward(claim, batch=str(batch), by=by, now=now)
    except Refused:
        return False
    return True


def _lines(batch: Batch, claims: Sequence[Claim], *, after: int, now: datetime) -> list[Line]:
    before = dict(Line.objects.filter(claim__in=claims).values_list("claim").annotate(Count("pk")))
    return [
        _line(batch, claim, position=position, attempt=before.get(claim.pk, 0) + 1, now=now)
        for position, claim in enumerate(claims, start=after + 1)
    ]


def _line(batch: Batch, claim: Claim, *, position: int, attempt: int, now: datetime) -> Line:
    """To whom the claim is paid, as it is in force now. From here on it is read from the line alone."""
    participant = claim.participant
    bank_name, account_number, account_holder = claim.applicant.account(now)
    return Line(
        batch=batch,
        position=position,
        claim=claim,
        attempt=attempt,
        programme=claim.programme.code,
        name=participant.name,
        identity=participant.nik or participant.passport,
        kpj=" ".join(participant.kpj_numbers),
        bank_name=bank_name,
        account_number=account_number,
        account_holder=account_holder,
    )


@transaction.atomic
def _close(batch_id: UUID, *, by: str, now: datetime) -> Batch:
    batch = Batch.objects.select_for_update().get(pk=batch_id)
    if batch.status == Status.OPEN:
        move(batch, Status.CLOSED)
        batch.closed_at, batch.closed_by, batch.count = now, by, batch.lines.count()
        batch.save(update_fields=["status", "closed_at", "closed_by", "count"])
    return batch
