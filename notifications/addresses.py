"""What we learnt of addresses, and who said stop: asked before anything leaves."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from notifications import actions
from notifications.models import AddressFact, Channel, FactKind, Message
from privacy.blind_index import blind_index
from statements.composed import composed_once

BY_PHONE = (Channel.SMS, Channel.WHATSAPP)
# What a person takes back by confirming the address anew; that they asked us to stop is not among it.
ENDED_BY_A_CODE = (FactKind.UNREACHABLE, FactKind.BOUNCED, FactKind.REPORTED_WRONG, FactKind.NOT_THERE)


def index_of(address: str) -> bytes:
    return blind_index("message-address", address.strip().lower())


def learn(
    channel: str,
    address: str,
    kind: FactKind,
    *,
    now: datetime,
    holds: timedelta | None = None,
    reason: str = "",
    proof: str = "",
) -> None:
    """Note a fact about an address. Learning it again only makes it hold longer."""
    until = now + holds if holds else None
    fact, is_new = AddressFact.objects.get_or_create(
        address_index=index_of(address),
        channel=channel,
        kind=kind,
        ended_at=None,
        defaults={"since": now, "until": until, "reason": reason[:80], "proof": proof[:64]},
    )
    if not is_new:
        shorter = Q(until__lt=until) if until else Q(until__isnull=False)
        AddressFact.objects.filter(shorter, pk=fact.pk).update(until=until)


def learn_from(message: Message, code: str, *, now: datetime) -> None:
    """What the provider's code for this message says of its address, where it says anything."""
    action = actions.of(code)
    if action.fact:
        reason = f"twilio {code}"
        learn(
            message.channel,
            message.address,
            action.fact,
            now=now,
            holds=action.holds,
            reason=reason,
            proof=message.provider_id,
        )


def standing(channel: str, address: str, *, now: datetime) -> str:
    """Why nothing may go there by that channel: the fact's kind, or empty."""
    return next((kind for (kind,) in _standing(index_of(address), channel, now)), "")


@composed_once
def _standing(address_index: bytes, channel: str, now: datetime) -> QuerySet[Any, Any]:
    """The facts that stand against an address, the oldest first. Asked before every message that leaves."""
    facts = AddressFact.objects.standing(now).filter(address_index=address_index, channel=channel)
    return facts.order_by("since").values_list("kind")


def is_known(address: str, kind: FactKind, *, now: datetime) -> bool:
    """Whether this is known of the address, on any channel."""
    return AddressFact.objects.standing(now).filter(address_index=index_of(address), kind=kind).exists()


def has_stopped(phone: str, *, now: datetime) -> bool:
    """Whether the owner of this number wants no more WhatsApp."""
    return bool(phone) and standing(Channel.WHATSAPP, phone, now=now) == FactKind.OPTED_OUT


def opt_out(phone: str, *, now: datetime, proof: str) -> None:
    """The owner of this number wrote that they want no more WhatsApp. `proof` is that message's number."""
    learn(Channel.WHATSAPP, phone, FactKind.OPTED_OUT, now=now, reason="asked", proof=proof)


def opt_in(phone: str, *, now: datetime) -> int:
    """The owner of this number asks for WhatsApp again, and has confirmed it."""
    return _end(phone, [Channel.WHATSAPP], [FactKind.OPTED_OUT], now=now)


def report_wrong(address: str, *, now: datetime, proof: str = "") -> None:
    """Somebody who is not our person answers there: nothing more goes to it until it is confirmed anew."""
    for channel in [Channel.EMAIL] if "@" in address else BY_PHONE:
        learn(channel, address, FactKind.REPORTED_WRONG, now=now, proof=proof)


def confirmed(address: str, *, now: datetime) -> int:
    """The address's owner has just answered a code there, so what spoke against it is over.

    Of e-mail that ends a complaint too: the button beside a letter is no word of theirs to us, as "berhenti" is.
    """
    ended = _end(address, list(Channel), ENDED_BY_A_CODE, now=now)
    return ended + _end(address, [Channel.EMAIL], [FactKind.OPTED_OUT], now=now)


def _end(address: str, channels: Iterable[str], kinds: Iterable[str], *, now: datetime) -> int:
    facts = AddressFact.objects.filter(address_index=index_of(address), ended_at=None)
    return facts.filter(channel__in=list(channels), kind__in=list(kinds)).update(ended_at=now)
