"""Whether a person was told of an event, and by what (DESIGN rule 2).

Told is: WhatsApp delivered or read; SMS delivered; an e-mail the next server took and nobody bounced for a day; a call
that reached the person; or the person opened the claim's page after the event. Each leaves `told_at` on a rung.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Case, F, Value, When

from notifications import ladder
from notifications.models import Message, State


def confirm(message: Message, state: State, *, at: datetime, **facts: object) -> bool:
    """This rung reached the person: what waits behind it is dropped. False when that says nothing new."""
    facts |= {"told_at": message.told_at or at, f"{state}_at": at, "reason": "", "due_at": None, "climb_at": None}
    with transaction.atomic():
        if not Message.objects.filter(pk=message.pk).move(state, **facts):
            return False
        ladder.drop_waiting(message, reason="told")
    return True


def opened(abouts: Iterable[str], *, now: datetime) -> int:
    """The person has opened the page that says it: further rungs are not needed. How many rungs that settled.

    What is on its way out already still goes: it carries what the person may want to keep.
    """
    rungs = Message.objects.filter(about__in=list(abouts), told_at=None)
    with transaction.atomic():  # lower rungs first, as a receipt has it: the two may come together
        unconfirmed = rungs.filter(state__in=(State.SENT, State.FAILED), posted_at__lt=now)
        why = Case(When(state=State.FAILED, then=F("reason")), default=Value("opened"))  # what failed stays readable
        settled = unconfirmed.update(told_at=now, climb_at=None, reason=why)
        return settled + rungs.filter(state=State.WAITING).move(State.DROPPED, reason="opened", told_at=now)
