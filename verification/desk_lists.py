"""An officer's own page: what is mine, what is kept for me, what waits, what is late, who is due today."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from claims import promise
from claims.models import Claim, OfficerQuestion
from claims.models.questions_of_claims import ClaimQuerySet
from verification import handing_out
from verification.contacting import page

SHOWN = 20
COUNTED = 1000
"""Counting stops here: an officer needs to know that very many wait, not how many exactly."""


@dataclass(frozen=True)
class Desk:
    """The desk of one officer as of now."""

    mine: list[Claim]
    kept: list[Claim]
    resting: list[Claim]
    waiting: int
    late: list[Claim]
    today: list[Claim]
    calls: list[page.Line]
    answers: list[OfficerQuestion]

    @property
    def waiting_is_more(self) -> bool:
        return self.waiting >= COUNTED


@dataclass(frozen=True)
class Unpaid:
    """A verified claim whose money is not there yet, and whether our own part was late already."""

    claim: Claim
    ours_was_late: bool


def desk_of(user: User, *, now: datetime) -> Desk:
    """What lies on this officer's desk. The number of statements does not grow with what lies there."""
    seen = Claim.objects.visible_to(user).awaiting_check().as_listed()
    mine = Claim.objects.awaiting_check().filter(taken_by=user.actor).as_listed().order_by("taken_at")
    resting = seen.filter(reserved_for=user.actor, rests_until__gt=now).order_by("rests_until")
    return Desk(
        mine=list(mine),
        kept=list(handing_out.kept_for(user, now=now).as_listed()[:SHOWN]),
        resting=list(resting[:SHOWN]),
        waiting=handing_out.for_officer(user, now=now)[:COUNTED].count(),
        late=late(seen.filter(taken_by=""), now=now),
        today=list(seen.of_today(now).order_by("visit_at")[:SHOWN]),
        calls=page.today(user, now),
        answers=_unread_answers(user),
    )


def _unread_answers(user: User) -> list[OfficerQuestion]:
    """What this officer asked in writing and was answered, and nobody has read yet; the first answer first."""
    answered = OfficerQuestion.objects.unread().filter(asked_by=user.actor)
    return list(answered.select_related("claim__branch").order_by("answered_at")[:SHOWN])


def late_unpaid(claims: ClaimQuerySet, *, now: datetime) -> list[Unpaid]:
    """Of these claims those that are verified and unpaid after their promised day, the longest first."""
    waiting = claims.late_unpaid(now).as_listed_at_bank().order_by("promised_on")
    return [Unpaid(claim, promise.was_verified_late(claim)) for claim in waiting[:SHOWN]]


def late(claims: ClaimQuerySet, *, now: datetime) -> list[Claim]:
    """Of these claims those whose promised day is over at their branch, the longest first."""
    return list(claims.late(now).order_by("promised_on")[:SHOWN])
