"""The ladder of a message: which channels are tried one after the other until the person is told.

    WhatsApp -> SMS -> e-mail -> a call by a person

A rung that failed lets the next begin at once. One that its provider took and nobody confirmed lets it begin when its
patience is over (`climb_at`). A receipt that it arrived drops what still waits: one event is one message in a person's
eyes. What left already cannot be called back, so a receipt that comes late may find the next rung on its way.
"""

from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q

from notifications import doorbell, wording
from notifications.address import Address, takes_sms
from notifications.models import Channel, Message, MessageQuerySet, State
from notifications.purposes import Purpose

# How long a channel may stay without a receipt: telephones are off at times. Less where a deadline hangs on it.
PATIENCE = {Channel.WHATSAPP: timedelta(minutes=30), Channel.SMS: timedelta(hours=4)}
PATIENCE_IF_DUE = {Channel.WHATSAPP: timedelta(minutes=10), Channel.SMS: timedelta(hours=1)}
PATIENCE_OF_A_CODE = timedelta(seconds=30)  # the person looks at the telephone, waiting
MAIL_BOUNCES_WITHIN = timedelta(
    hours=24
)  # accepted by the next server and not bounced for so long is told (DESIGN rule 2)
AT_ONCE = 500  # rows one sweep looks at


class Rung(NamedTuple):
    """One way to the person. Those numbered 0 begin at once, each other when the one before has not told."""

    number: int
    channel: Channel
    address: str


def rungs_for(purpose: Purpose, to: Address) -> list[Rung]:
    """By which channels, at which addresses, in which order. A person nobody can reach has the one rung NONE."""
    ways = {
        Channel.WHATSAPP: to.phone if _may_whatsapp(purpose, to) else "",
        Channel.SMS: to.phone if takes_sms(to.phone) else "",
        Channel.EMAIL: to.email,
    }
    order = [Channel(name) for name in dict.fromkeys((*to.order, *purpose.ladder))]
    usable = [channel for channel in order if ways[channel]]
    beside = [Channel.EMAIL] if purpose.also_by_mail and len(usable) > 1 and Channel.EMAIL in usable else []
    usable = [channel for channel in usable if channel not in beside]
    rungs = [Rung(number, channel, ways[channel]) for number, channel in enumerate(usable)]
    if purpose.asks_told and to.phone:
        rungs.append(Rung(len(rungs), Channel.CALL, to.phone))
    return rungs + [Rung(0, channel, ways[channel]) for channel in beside] or [Rung(0, Channel.NONE, "")]


def patience_with(message: Message) -> timedelta:
    """For how long this rung may stay unconfirmed once its provider has it."""
    if message.channel == Channel.EMAIL:
        return MAIL_BOUNCES_WITHIN
    if message.purpose.is_code:
        return PATIENCE_OF_A_CODE
    return (PATIENCE_IF_DUE if message.purpose.asks_told else PATIENCE)[Channel(message.channel)]


def fail(message: Message, *, where: MessageQuerySet, reason: str, now: datetime, **facts: object) -> bool:
    """The rung has come to nothing for this named reason; the next begins. False when `where` finds it no more."""
    with transaction.atomic():
        if not where.move(State.FAILED, reason=reason, failed_at=now, due_at=None, climb_at=None, **facts):
            return False
        begin_next(message, now=now)
    return True


def void(message: Message, *, where: MessageQuerySet, now: datetime) -> bool:
    """Nobody knows whether this code left: it ends here and on every rung, for the person can ask for a fresh one."""
    with transaction.atomic():
        if not where.move(State.FAILED, reason="void", failed_at=now, due_at=None):
            return False
        drop_waiting(message, reason="void")
    return True


def drop(message: Message, *, reason: str, now: datetime) -> bool:
    """The rung never leaves, and none of its message that waits does: what it says is known, or true no more."""
    with transaction.atomic():
        if not message.as_read().move(State.DROPPED, reason=reason, due_at=None):
            return False
        drop_waiting(message, reason=reason)
    return True


def begin_next(message: Message, *, now: datetime) -> Message | None:
    """Let the next rung begin, unless the person was told meanwhile; called inside the transaction that says why."""
    rungs = Message.objects.same_message(message)
    following = rungs.filter(state=State.WAITING).order_by("rung").select_for_update().first()
    if following is None or rungs.told().exists():
        return None
    if following.not_after and following.not_after < now:
        drop_waiting(message, reason="too_late")
        return None
    rungs.filter(pk=following.pk).move(State.QUEUED, due_at=now, begun_at=now)
    if following.channel != Channel.CALL:  # the desk looks for those itself
        transaction.on_commit(partial(doorbell.ring, [following.pk], following.urgency), robust=True)
    return following


def drop_waiting(message: Message, *, reason: str) -> int:
    """Drop what waits for its turn, or has had it and did not leave. What began at once goes its own way."""
    untouched = Q(state=State.WAITING) | Q(state=State.QUEUED, rung__gt=0)
    rungs = Message.objects.same_message(message).filter(untouched)
    return rungs.move(State.DROPPED, reason=reason, due_at=None)


def climb(*, now: datetime) -> int:
    """Leave every rung that stayed unconfirmed past its patience for the next one; how many were looked at.

    E-mail is the exception: who was sent one that did not bounce within a day counts as told by it.
    """
    patient = Message.objects.filter(climb_at__lte=now).order_by("climb_at")[:AT_ONCE]
    rows = list(patient)
    for row in rows:
        with transaction.atomic():
            unconfirmed = Message.objects.filter(pk=row.pk, climb_at=row.climb_at)
            if row.channel == Channel.EMAIL:
                if unconfirmed.update(climb_at=None, told_at=row.climb_at):
                    drop_waiting(row, reason="told")
            elif unconfirmed.update(climb_at=None):
                begin_next(row, now=now)
    return len(rows)


def _may_whatsapp(purpose: Purpose, to: Address) -> bool:
    """An answer needs no template while the window is open that the person's own message opened."""
    return to.whatsapp and (purpose.answers or wording.whatsapp_ready(purpose.name, to.language))
