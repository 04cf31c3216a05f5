"""An officer's own page: what is mine, what is kept for me, what waits, what is late, who is due today."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import User
from branches import calendar
from claims import promise
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
    kept: list[Claim]
    resting: list[Claim]
    waiting: int
    late: list[Claim]
    today: list[Claim]

    @property
    def waiting_is_more(self) -> bool:
        return self.waiting >= COUNTED


def desk_of(user: User, *, now: datetime) -> Desk:
    """What lies on this officer's desk. The number of statements does not grow with what lies there."""
    seen = Claim.objects.visible_to(user).awaiting_check().with_people()
    mine = Claim.objects.awaiting_check().filter(taken_by=user.actor).with_people().order_by("taken_at")
    resting = seen.filter(reserved_for=user.actor, rests_until__gt=now).order_by("rests_until")
    return Desk(
        mine=list(mine),
        kept=list(handing_out.kept_for(user, now=now).with_people()[:SHOWN]),
        resting=list(resting[:SHOWN]),
        waiting=handing_out.for_officer(user, now=now)[:COUNTED].count(),
        late=late(seen.filter(taken_by=""), now=now),
        today=_today(seen, now),
    )


def late(claims: ClaimQuerySet, *, now: datetime) -> list[Claim]:
    """Of these claims those whose promised day is over at their branch, the longest first."""
    overdue = claims.late(calendar.latest_day(now)).order_by("promised_on")
    return [claim for claim in overdue[: 5 * SHOWN] if promise.is_late(claim, now=now)][:SHOWN]


def _today(claims: ClaimQuerySet, now: datetime) -> list[Claim]:
    """The claims whose booked hour is today at their branch: when an officer works on them and may call."""
    near = claims.filter(visit_at__range=(now - A_DAY, now + A_DAY)).order_by("visit_at")
    return [
        claim
        for claim in near[: 5 * SHOWN]
        if claim.visit_at and calendar.local_day(claim.branch, claim.visit_at) == calendar.local_day(claim.branch, now)
    ][:SHOWN]
