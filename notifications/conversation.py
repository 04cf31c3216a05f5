"""Messages that come in by WhatsApp, and the 24 hours after each in which we may answer in our own words.

Outside that window only an approved template may leave (Twilio 63016). There is no two-way SMS in Indonesia: nothing
is ever expected back by SMS.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from notifications import addresses
from notifications.doorbell import ring
from notifications.models import Inbound, Message, MessageQuerySet, State
from workflow import doorbell

WINDOW = timedelta(hours=24)
LONGEST = 1600  # letters WhatsApp carries to us
MOST_MEDIA = 10
READER = "claims.tasks.read_inbound"
READ_AGAIN_AFTER = timedelta(minutes=2)
MOST_TRIES = 5
HAD_CLOSED = "twilio 63016"


def receive(
    provider_id: str, *, account: str, sender: str, words: str, media: Sequence[dict[str, str]], now: datetime
) -> bool:
    """Keep what a person sent; told twice, it is kept once. `sender` in E.164, each of `media` its sid and type."""
    with transaction.atomic():
        row, is_new = Inbound.objects.get_or_create(
            provider_id=provider_id,
            defaults={
                "at_provider": account,
                "sender": sender,
                "sender_index": addresses.index_of(sender),
                "words": words[:LONGEST],
                "media": list(media[:MOST_MEDIA]),
                "received_at": now,
            },
        )
        if is_new:
            doorbell.ring_on_commit(READER, row.pk, queue="mail")
    return is_new


def is_open(address: str, *, now: datetime) -> bool:
    """Whether this number wrote to us within the last 24 hours."""
    index = addresses.index_of(address)
    return Inbound.objects.filter(sender_index=index, received_at__gt=now - WINDOW, received_at__lte=now).exists()


def say_by_template(message: Message, *, where: MessageQuerySet, reason: str, now: datetime, **facts: object) -> bool:
    """The provider says the window had closed, whatever our clock says: the answer leaves once more, by its template.

    False where that is not the reason, or was done already: the rung has come to nothing.
    """
    if reason != HAD_CLOSED or not message.purpose.answers:
        return False
    with transaction.atomic():
        first_try = where.filter(tries=1)
        if not first_try.move(State.QUEUED, reason=reason, due_at=now, climb_at=None, **facts):
            return False
        transaction.on_commit(partial(ring, [message.pk], message.urgency), robust=True)
    return True


def to_read(now: datetime) -> list[int]:
    """Those whose bell was lost or whose reading died; what cannot be read is left after some tries."""
    late = Inbound.objects.to_read().filter(received_at__lte=now - READ_AGAIN_AFTER, tries__lt=MOST_TRIES)
    return list(late.order_by("received_at").values_list("pk", flat=True)[:500])
