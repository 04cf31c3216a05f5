"""An officer's own page: what is mine, what waits, what is late, which repairs were answered, who is due today."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from branches import calendar
from claims import filing
from claims.models import Claim
from claims.models.claim import ClaimQuerySet
from verification import handing_out

SHOWN = 20
COUNTED = 1000
"""Counting stops here: an officer needs to know that very many wait, not how many exactly."""

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Desk:
    """The desk of one officer as of now."""

    mine: list[Claim]
    waiting: int
    late: list[Claim]
    answered: list[Claim]
    today: list[Claim]

    @property
    def waiting_is_more(self) -> bool:
        return self.waiting >= COUNTED


def desk_of(user: User, *, now: datetime) -> Desk:
    """What lies on this officer's desk."""
    in_scope = Claim.objects.visible_to(user).awaiting_check().with_people()
    return Desk(
        mine=list(Claim.objects.awaiting_check().filter(taken_by=user.actor).with_people().order_by("taken_at")),
        waiting=handing_out.free(in_scope, user, now=now)[:COUNTED].count(),
        late=_late(in_scope.filter(taken_by=""), now),
        answered=list(handing_out.answered_repairs(in_scope, user, now=now)[:SHOWN]),
        today=_today(in_scope, now),
    )


def _late(claims: ClaimQuerySet, now: datetime) -> list[Claim]:
    """Claims whose promised day is over. Working days last longer than calendar days, so the database narrows first."""
    days = Coalesce(F("programme__sla_working_days"), Value(0)) * handing_out.ONE_DAY
    old = claims.exclude(programme__sla_working_days=None).filter(submitted_at__lt=now - days).order_by("submitted_at")
    promised: dict[tuple, date | None] = {}
    return [claim for claim in old[: 5 * SHOWN] if _is_late(claim, promised, now)][:SHOWN]


def _is_late(claim: Claim, promised: dict[tuple, date | None], now: datetime) -> bool:
    assert claim.submitted_at  # it waits for a check, so it was handed in
    handed_in = calendar.local_day(claim.branch, claim.submitted_at)
    key = claim.branch_id, claim.programme_id, handed_in
    if key not in promised:
        promised[key] = filing.promised_day(claim)
    day = promised[key]
    return day is not None and day < calendar.local_day(claim.branch, now)


def _today(claims: ClaimQuerySet, now: datetime) -> list[Claim]:
    """The claims whose booked hour is today at their branch: when an officer works on them and may call."""
    near = claims.filter(visit_at__range=(now - A_DAY, now + A_DAY)).order_by("visit_at")
    return [
        claim
        for claim in near[: 5 * SHOWN]
        if claim.visit_at and calendar.local_day(claim.branch, claim.visit_at) == calendar.local_day(claim.branch, now)
    ][:SHOWN]
