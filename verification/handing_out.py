"""Which claim an officer gets next, and how two officers never get the same one."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.models import User
from claims import checking
from claims.models import Claim, ClaimEvent
from claims.models.claim import ClaimQuerySet
from verification.models import HOLDS_AT_MOST, SAME_OFFICER_FOR, Verdict
from workflow import Refused

DAYS_WITHOUT_PROMISE = 10
"""A programme without a promise waits as if it had promised this, so that it is not passed over for ever."""

ONE_DAY = Value(timedelta(days=1), output_field=DurationField())


@transaction.atomic
def take_next(user: User, *, now: datetime) -> Claim | None:
    """Hand this officer the next claim of their branches, or None when none waits.

    A repair that was asked for by this officer and is answered comes first, then by promise, then by age. A row another
    officer is taking at this very moment is stepped over, and the update itself looks again whether the claim is free.
    """
    if Claim.objects.awaiting_check().filter(taken_by=user.actor).count() >= HOLDS_AT_MOST:
        raise Refused(f"Anda sudah memegang {HOLDS_AT_MOST} klaim. Putuskan atau kembalikan salah satunya dulu.")
    waiting = in_order(Claim.objects.visible_to(user), user, now=now)
    claim = waiting.select_for_update(of=("self",), skip_locked=True).first()
    if claim is None or checking.take(claim, by=user.actor, now=now) is None:
        return None
    return claim


def free(claims: ClaimQuerySet, user: User, *, now: datetime) -> ClaimQuerySet:
    """The claims among these that this officer may take now: nobody holds them, no colleague has the first right."""
    asked_by = Verdict.objects.filter(claim=OuterRef("pk"), accepted=False, at__lt=OuterRef("submitted_at"))
    let_go = ClaimEvent.objects.filter(claim=OuterRef("pk"), name="put_back", at__gte=OuterRef("submitted_at"))
    claims = claims.awaiting_check().filter(taken_by="", proposed_at=None)
    claims = claims.annotate(
        repair_of=Coalesce(Subquery(asked_by.order_by("-at", "-pk").values("by")[:1]), Value("")),
        put_back=Exists(let_go),
        put_back_by_me=Exists(let_go.filter(by=user.actor)),
    )
    anyone = Q(repair_of__in=("", user.actor)) | Q(put_back=True) | Q(submitted_at__lte=now - SAME_OFFICER_FOR)
    return claims.filter(anyone)


def answered_repairs(claims: ClaimQuerySet, user: User, *, now: datetime) -> ClaimQuerySet:
    """The repairs this officer asked for that are answered and wait for them."""
    mine = Q(repair_of=user.actor, put_back_by_me=False)
    return free(claims, user, now=now).filter(mine).order_by("submitted_at")


def in_order(claims: ClaimQuerySet, user: User, *, now: datetime) -> ClaimQuerySet:
    """The claims this officer may take, the one to take first at the head.

    Promises are counted here in calendar days, which the database can sort by; the promised day itself, in working
    days, is said by `claims.filing.promised_day`. What this officer put back comes last, when nothing else is left.
    """
    turn = Case(When(put_back_by_me=True, then=2), When(repair_of=user.actor, then=0), default=1)
    days = Coalesce(F("programme__sla_working_days"), Value(DAYS_WITHOUT_PROMISE))
    promised = ExpressionWrapper(F("submitted_at") + days * ONE_DAY, output_field=Claim._meta.get_field("submitted_at"))
    return free(claims, user, now=now).order_by(turn, promised, "submitted_at", "pk")
