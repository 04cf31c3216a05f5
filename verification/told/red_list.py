"""The red list: open claims whose people do not know what they must know, and nothing is on its way to them.

DESIGN rule 2: every open claim has a person who was told, or it stands here until somebody was.
"""

from django.db.models import Case, CharField, Exists, OuterRef, QuerySet, UUIDField, Value, When
from django.db.models.functions import Cast, Concat, Substr

from accounts.models import User
from claims.models import Claim, ClaimEvent
from notifications.models import Message
from verification.told.states import MUST_KNOW, dead_ends

SHOWN = 200
PREFIX = "claim-event:"
_KEY_OF_AN_EVENT = rf"^{PREFIX}[0-9a-f]{{8}}(-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}$"


def untold() -> QuerySet[ClaimEvent]:
    """The latest event each of these claims' people must know of, longest ago first.

    Begun from the few messages that came to nothing, not from the many claims.
    """
    event = Case(
        When(about__regex=_KEY_OF_AN_EVENT, then=Cast(Substr("about", len(PREFIX) + 1), UUIDField())),
        output_field=UUIDField(null=True),
    )
    dead = dead_ends().filter(name__in=MUST_KNOW).annotate(event=event).values("event")
    events = ClaimEvent.objects.filter(pk__in=dead, claim__in=Claim.objects.open())
    return events.exclude(Exists(_later_news())).select_related("claim__branch", "claim__programme").order_by("at")


def of_branches(user: User) -> QuerySet[ClaimEvent]:
    """The same of the claims this person sees."""
    return untold().filter(claim__in=Claim.objects.visible_to(user))


def _later_news() -> QuerySet[ClaimEvent]:
    """Events of the same claim after this one that had to be told too: what they tell counts instead."""
    key = Concat(Value(PREFIX), Cast("pk", CharField()))
    told = Message.objects.filter(about=OuterRef("key_of_it"), name__in=MUST_KNOW)
    later = ClaimEvent.objects.filter(claim=OuterRef("claim"), number__gt=OuterRef("number"))
    return later.annotate(key_of_it=key).filter(Exists(told))
