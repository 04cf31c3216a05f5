"""The person who opens the claim's page has been told of everything that stands on it."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from claims.models import Claim, ClaimEvent
from notifications import told
from notifications.models import Message, State


def note_opened(claim: Claim, *, now: datetime) -> int:
    """What waits to be told, or could not be, need not be told any more; how many rungs that settled.

    Looks first, so that a page that is opened again and again writes nothing.
    """
    keys = [event.key for event in ClaimEvent.objects.filter(claim=claim).only("pk")]
    same = Message.objects.filter(about=OuterRef("about"), name=OuterRef("name"), person=OuterRef("person"))
    open_ends = Message.objects.filter(about__in=keys, state__in=(State.WAITING, State.SENT, State.FAILED))
    untold = set(open_ends.exclude(Exists(same.told())).values_list("about", flat=True))
    return told.opened(untold, now=now) if untold else 0
