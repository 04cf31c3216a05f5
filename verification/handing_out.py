"""Which claim an officer gets next, and how two officers never get the same one.

What is kept for this officer comes first: repairs they asked for that are answered, claims a colleague gave them, those
they put off until a day. Then by booked day, promise and age. A claim they let go themselves comes back last of all.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from claims import checking
from claims.models import Claim, ClaimEvent
from claims.models.questions_of_claims import TURN, ClaimQuerySet
from verification.models import HOLDS_AT_MOST
from workflow import Refused

LOOKED_AT = 64
"""Heads of the queue that one taking looks at: so many colleagues may be taking at the same moment."""

LOCKED_AT_ONCE = 8
"""Of the heads, how many are looked up by one statement: so few that PostgreSQL goes by their keys alone, and does not
read a whole index of what waits beside them, which grows with the house."""


@transaction.atomic
def take_next(user: User, *, now: datetime) -> Claim | None:
    """Hand this officer the next claim, or None when none waits.

    A row another officer is taking at this very moment is stepped over, and the update itself looks again whether the
    claim is free.
    """
    refuse_more(user.actor)
    for candidates in _in_turn(user, now):
        for at in range(0, len(candidates), LOCKED_AT_ONCE):
            if claim := _first_nobody_is_taking(candidates[at : at + LOCKED_AT_ONCE], user, now):
                return claim if checking.take(claim, by=user.actor, now=now) else None
    return None


def refuse_more(officer: str) -> None:
    """An officer holds only so many: none lies forgotten in a drawer."""
    if Claim.objects.awaiting_check().filter(taken_by=officer).count() >= HOLDS_AT_MOST:
        raise Refused(f"Anda sudah memegang {HOLDS_AT_MOST} klaim. Putuskan atau kembalikan salah satunya dulu.")


def for_officer(user: User, *, now: datetime) -> ClaimQuerySet:
    """The claims this officer may be given: of their branches, programmes and skills, and free."""
    return Claim.objects.visible_to(user).free_for(user.actor, now).filter(_suiting(user))


def kept_for(user: User, *, now: datetime) -> ClaimQuerySet:
    """The claims that are this officer's before they are anybody's, and may be taken now."""
    mine = Claim.objects.visible_to(user).free_for(user.actor, now).filter(reserved_for=user.actor)
    return mine.filter(Q(reserved_until=None) | Q(reserved_until__gt=now)).order_by("submitted_at")


def in_order(claims: ClaimQuerySet) -> ClaimQuerySet:
    """The one to take first at the head; the order of an index."""
    return claims.order_by(*TURN)


def _in_turn(user: User, now: datetime) -> Iterator[list[UUID]]:
    yield list(kept_for(user, now=now).values_list("pk", flat=True)[:LOOKED_AT])
    let_go = ClaimEvent.objects.filter(
        claim=OuterRef("pk"), name="put_back", by=user.actor, at__gte=OuterRef("submitted_at")
    )
    yield _heads(user, now, ~Q(Exists(let_go)))
    yield _heads(user, now, Q(Exists(let_go)))


def _heads(user: User, now: datetime, which: Q) -> list[UUID]:
    """The first claims of the queue, in their order. Of some branches, the index of each is walked.

    A branch is named once in each question: named twice, PostgreSQL expects a thirtieth of what there is, and reads
    what waits in the whole country.
    """
    if user.sees_every_branch:
        everywhere = for_officer(user, now=now).filter(which)
        return list(in_order(everywhere).values_list("pk", flat=True)[:LOOKED_AT])
    free = Claim.objects.free_for(user.actor, now).filter(_suiting(user), which)
    branches = user.branches.values_list("pk", flat=True)
    of_each = [in_order(free.filter(branch=branch)).values_list(*TURN)[:LOOKED_AT] for branch in branches]
    if len(of_each) < 2:
        return [key for *_turn, key in (of_each[0] if of_each else [])]
    return [key for *_turn, key in of_each[0].union(*of_each[1:], all=True).order_by(*TURN)[:LOOKED_AT]]


def _suiting(user: User) -> Q:
    """What of a claim must be among this officer's programmes and skills."""
    suits = Q()
    if programmes := list(user.programmes.values_list("pk", flat=True)):
        suits &= Q(programme__in=programmes)
    return suits & Q(skill__in=["", *user.skills]) if user.skills else suits


def _first_nobody_is_taking(candidates: list[UUID], user: User, now: datetime) -> Claim | None:
    free = Claim.objects.free_for(user.actor, now).filter(pk__in=candidates)
    return in_order(free).select_for_update(of=("self",), skip_locked=True).first()
