"""Telling again what did not arrive: the same message anew by every way, or by a call.

What is told again is an event of its own in the claim's history, which names the one it repeats: so its message has a
fresh key, and what a page or a receipt later proves counts for it like for any other.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from claims import links
from claims.filing import locked
from claims.history import record
from claims.models import Claim, ClaimEvent
from notifications import outbox
from notifications.ladder import Rung
from notifications.models import Channel, Message, MessageQuerySet
from verification.calls.making import make_task, refuse_uncallable
from verification.models import CallTask
from verification.told.states import MUST_KNOW, ON_ITS_WAY
from workflow import Refused

PAUSE = timedelta(minutes=10)
"""How soon after the last time a message may be sent again: a telephone that is off does not hear it sooner."""


def root_of(event: ClaimEvent) -> str:
    """The number of the event that is told of: this one, or the one it repeats."""
    return str(event.detail.get("of") or event.pk)


@transaction.atomic
def by_every_way(message_id: UUID, *, by: str, now: datetime) -> list[Message]:
    """Send this message again, to where the person is told now."""
    message, claim, event = _found(message_id)
    to = claim.applicant.address()
    if message.person != to.person:
        raise Refused("Pesan ini untuk kontak yang lama; ia tidak dikirim lagi.")
    _refuse_untimely(message, claim, event, now)
    _refuse_dead_link(message)
    if not (to.email or to.phone):
        raise Refused("Klaim ini tidak punya kontak yang sudah dikonfirmasi.")
    again = record(claim, "told_again", by=by, now=now, of=root_of(event), message=message.name)
    return outbox.post(
        message.name, to=to, about=again.key, context=message.context, not_after=message.not_after, now=now
    )


@transaction.atomic
def by_call(message_id: UUID, *, by: str, now: datetime) -> CallTask:
    """Have an officer tell by telephone what this message says."""
    message, claim, event = _found(message_id)
    to = claim.applicant.address()
    if message.person != to.person:
        raise Refused("Pesan ini untuk kontak yang lama; orangnya tidak ditelepon.")
    refuse_uncallable(claim)
    _refuse_old_news(message, claim, event, now)
    if _tellings(claim, event, message).filter(ON_ITS_WAY, channel=Channel.CALL).exists():
        raise Refused("Tugas telepon untuk kabar ini sudah ada.")
    again = record(claim, "call_asked", by=by, now=now, of=root_of(event), message=message.name)
    [rung] = outbox.post(
        message.name,
        to=to,
        about=again.key,
        context=message.context,
        not_after=message.not_after,
        rungs=[Rung(0, Channel.CALL, claim.applicant.phone)],
        now=now,
    )
    task = make_task(rung.pk, asked_by=by, now=now)
    assert task
    return task


def _found(message_id: UUID) -> tuple[Message, Claim, ClaimEvent]:
    """The message, its claim under lock, and the event it tells of."""
    message = Message.objects.get(pk=message_id)
    event = ClaimEvent.objects.get(pk=UUID(message.about.partition(":")[2]))
    return message, locked(event.claim_id), event


def _tellings(claim: Claim, event: ClaimEvent, message: Message) -> MessageQuerySet:
    """Every rung by which this event was told to this person, the repeats included."""
    root = root_of(event)
    events = [other.key for other in claim.events.all() if root_of(other) == root]
    return Message.objects.filter(about__in=events, name=message.name, person=message.person)


def _refuse_untimely(message: Message, claim: Claim, event: ClaimEvent, now: datetime) -> None:
    _refuse_old_news(message, claim, event, now)
    tellings = _tellings(claim, event, message)
    if tellings.filter(ON_ITS_WAY).exists():
        raise Refused("Kabar ini masih dalam perjalanan. Tunggu sampai jelas sampai atau tidak.")
    if tellings.filter(posted_at__gt=now - PAUSE).exists():
        raise Refused("Kabar ini baru saja dikirim. Coba lagi setelah sepuluh menit.")


def _refuse_old_news(message: Message, claim: Claim, event: ClaimEvent, now: datetime) -> None:
    """What was overtaken by later news that must be known would mislead."""
    later = [other.key for other in claim.events.filter(number__gt=event.number) if root_of(other) != root_of(event)]
    overtaken = message.name in MUST_KNOW and Message.objects.filter(about__in=later, name__in=MUST_KNOW).exists()
    if overtaken or (message.not_after and message.not_after <= now):
        raise Refused("Kabar ini sudah tidak berlaku: ada kabar yang lebih baru, atau waktunya lewat.")


def _refuse_dead_link(message: Message) -> None:
    link = message.context.get("private_link", "")
    if link and links.living(link.rstrip("/").rpartition("/")[2]) is None:
        raise Refused("Pesan ini memuat tautan pribadi yang sudah tidak berlaku, jadi tidak dikirim lagi.")
