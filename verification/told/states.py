"""What the rungs of a message say together: the person was told, something is on its way, or neither."""

from django.db.models import Exists, OuterRef, Q

from notifications.models import Channel, Message, MessageQuerySet, State
from notifications.purposes import PURPOSES

MUST_KNOW = frozenset(name for name, purpose in PURPOSES.items() if purpose.asks_told)
"""Messages a deadline or a way to the branch hangs on."""

ON_ITS_WAY = (
    Q(state__in=Message.OPEN)
    | Q(state=State.SENT, climb_at__isnull=False)
    | Q(state=State.SENT, channel=Channel.CALL, reason="call_task")
)
"""Rungs of which something may still come: being sent, waiting for a receipt, or for an officer's call."""


def is_on_its_way(rung: Message) -> bool:
    """The same of a row at hand."""
    if rung.state in Message.OPEN:
        return True
    waits_for_a_call = rung.channel == Channel.CALL and rung.reason == "call_task"
    return rung.state == State.SENT and (rung.climb_at is not None or waits_for_a_call)


def dead_ends() -> MessageQuerySet:
    """Rungs that came to nothing, of messages that told nobody and of which nothing is on its way."""
    ended = Q(state=State.FAILED) | Q(state=State.DROPPED, reason="too_late")
    same = Message.objects.filter(about=OuterRef("about"), name=OuterRef("name"), person=OuterRef("person"))
    return Message.objects.filter(ended).exclude(Exists(same.told())).exclude(Exists(same.filter(ON_ITS_WAY)))
