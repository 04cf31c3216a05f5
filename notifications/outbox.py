"""Where verbs leave their messages: rows written in the transaction of the change they tell about."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.db.models import F

from notifications import doorbell, wording
from notifications.address import Address, takes_sms
from notifications.models import Channel, Message, State
from notifications.purposes import PURPOSES, Purpose, Words
from statements.inserting import insert, together

REF_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32, none of which is taken for another


def post(
    name: str, *, to: Address, about: str, context: Words, now: datetime, not_before: datetime | None = None
) -> list[Message]:
    """Write message `name` about one event for one person, one row a channel. Posting the same again changes nothing.

    `about` is the event's opaque key. `context` holds ready words: dates already said in the branch's zone. Raises
    Unfilled when a word is missing. Nothing is rendered or sent here: that is done once the transaction is committed,
    or at `not_before`, where nobody should be woken for it.
    """
    purpose = PURPOSES[name]
    words = purpose.keep(context)
    due_at = max(now, not_before or now)
    rows = [
        _row(purpose, channel, address, to=to, about=about, words=words, now=now, due_at=due_at)
        for channel, address in channels_for(purpose, to)
    ]
    with together():
        for row in rows:
            insert(row, or_nothing=True)
    if due := [row.pk for row in rows if row.due_at and row.due_at <= now]:
        transaction.on_commit(partial(doorbell.ring, due, purpose.urgency), robust=True)
    return rows


def take_back(about: Iterable[str], *, now: datetime) -> int:
    """Drop what was posted about these events and still waits for its hour, because it holds no more; how many rows."""
    waiting = Message.objects.filter(about__in=list(about), state=State.QUEUED, tries=0, due_at__gt=now)
    return waiting.filter(due_at__gt=F("posted_at")).delete()[0]


def channels_for(purpose: Purpose, to: Address) -> list[tuple[Channel, str]]:
    """By which channels, at which addresses: a code by the one address given, news by e-mail and by telephone."""
    if purpose.is_code and to.email and to.phone:
        raise ValueError("A code confirms one address: give the e-mail or the telephone, not both.")
    by_mail = [(Channel.EMAIL, to.email)] if to.email else []
    by_phone = []
    if to.phone and to.whatsapp and wording.content_sid(purpose.name):
        by_phone = [(Channel.WHATSAPP, to.phone)]
    elif takes_sms(to.phone):
        by_phone = [(Channel.SMS, to.phone)]
    return by_phone + by_mail or [(Channel.NONE, "")]  # a slow mail server keeps no telephone waiting


def _row(
    purpose: Purpose,
    channel: Channel,
    address: str,
    *,
    to: Address,
    about: str,
    words: Words,
    now: datetime,
    due_at: datetime,
) -> Message:
    row_id = uuid5(NAMESPACE_URL, "\n".join((about, purpose.name, to.person, channel)))
    row = Message(
        id=row_id,
        about=about,
        name=purpose.name,
        person=to.person,
        channel=channel,
        urgency=purpose.urgency,
        ref=ref_of(row_id),
        address=address,
        context=words,
        zone=to.zone,
        language=to.language,
        posted_at=now,
        due_at=due_at,
    )
    if channel == Channel.NONE:
        row.state, row.reason, row.failed_at, row.due_at = State.FAILED, "no_address", now, None
    return row


def ref_of(row_id: UUID) -> str:
    """The four letters a person reads out to us, and by which an uncertain message is found again at the provider."""
    return "".join(REF_LETTERS[row_id.int >> shift & 31] for shift in (0, 5, 10, 15))
