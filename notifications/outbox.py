"""Where verbs leave their messages: rows written in the transaction of the change they tell about."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.db.models import F

from notifications import doorbell, ladder
from notifications.address import Address, prefix_of
from notifications.models import Channel, Message, State
from notifications.purposes import PURPOSES, Purpose, Words
from statements.inserting import insert, together

REF_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32, none of which is taken for another


def post(
    name: str,
    *,
    to: Address,
    about: str,
    context: Words,
    now: datetime,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
    rungs: list[ladder.Rung] | None = None,
) -> list[Message]:
    """Write message `name` about one event for one person, one row a rung. Posting the same again changes nothing.

    `about` is the event's opaque key. `context` holds ready words: dates already said in the branch's zone. Raises
    Unfilled when a word is missing. Nothing is rendered or sent here: that is done once the transaction is committed,
    or at `not_before`, where nobody should be woken for it. After `not_after` it is not true any more, and dropped.
    `rungs` are other ways than the purpose's own: a call alone, when an officer asks for one.
    """
    purpose = PURPOSES[name]
    if purpose.is_code and to.email and to.phone:
        raise ValueError("A code confirms one address: give the e-mail or the telephone, not both.")
    words = purpose.keep(context)
    due_at = max(now, not_before or now)
    rows = [
        _row(purpose, rung, to=to, about=about, words=words, now=now, due_at=due_at, not_after=not_after)
        for rung in rungs or ladder.rungs_for(purpose, to)
    ]
    with together():
        for row in rows:
            insert(row, or_nothing=True)
    if due := [row.pk for row in rows if row.due_at and row.due_at <= now and row.channel != Channel.CALL]:
        transaction.on_commit(partial(doorbell.ring, due, purpose.urgency), robust=True)
    return rows


def take_back(about: Iterable[str], *, now: datetime) -> int:
    """Drop what was posted about these events and still waits for its hour, as it holds no more; how many rungs."""
    with transaction.atomic():
        waiting = Message.objects.filter(about__in=list(about), state=State.QUEUED, tries=0, due_at__gt=now)
        messages = list(waiting.filter(due_at__gt=F("posted_at")).select_for_update())
        for message in messages:
            ladder.drop_waiting(message, reason="taken_back")
        return waiting.filter(pk__in=[message.pk for message in messages]).move(
            State.DROPPED, reason="taken_back", due_at=None
        )


def _row(
    purpose: Purpose,
    rung: ladder.Rung,
    *,
    to: Address,
    about: str,
    words: Words,
    now: datetime,
    due_at: datetime,
    not_after: datetime | None,
) -> Message:
    row = Message(
        id=uuid5(NAMESPACE_URL, "\n".join((about, purpose.name, to.person, rung.channel))),
        about=about,
        name=purpose.name,
        person=to.person,
        channel=rung.channel,
        rung=rung.number,
        urgency=purpose.urgency,
        ref=ref_of(uuid5(NAMESPACE_URL, "\n".join((about, purpose.name, to.person)))),
        address=rung.address,
        prefix=prefix_of(rung.address),
        context=words,
        zone=to.zone,
        language=to.language,
        posted_at=now,
        not_after=not_after,
    )
    if rung.channel == Channel.NONE:
        row.state, row.reason, row.failed_at = State.FAILED, "no_address", now
    elif rung.number > 0:
        row.state = State.WAITING
    else:
        row.due_at = row.begun_at = due_at
    return row


def ref_of(row_id: UUID) -> str:
    """The four letters a person reads out to us, and by which an uncertain message is found again at the provider.

    Every rung of a message carries the same: to the person it is one message.
    """
    return "".join(REF_LETTERS[row_id.int >> shift & 31] for shift in (0, 5, 10, 15))
