"""Which provider carries a message, where a channel has more than one.

The rules are those of GOV.UK Notify (alphagov/notifications-api, dao/provider_details_dao.py): a provider is drawn by
weight; one that errs more than 50 times in a minute, or brings 15 % of a quarter of an hour's messages more than five
minutes late, loses weight, unless all of its channel are slow; weights creep back every five minutes. A person may hold
a weight where they want it. No weight is ever the last word: where all stand at nothing, all are drawn alike.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, Count, F, Q, Value, When

from notifications import email_channel, twilio_channel
from notifications.models import Channel, Message, ProviderChange, ProviderHealth
from notifications.models.providers import HIGHEST, LOWEST, RESTING
from notifications.outcomes import Finding, NotNow, Outcome, Unclear
from notifications.wording import Letter
from statements.kept import A_MOMENT, kept_for

ERRORS_A_MINUTE = 50
MINUTE = timedelta(minutes=1)
STEP = 10  # weight lost or regained at once
SLOW_IF_OVER = timedelta(minutes=5)
SLOW_SHARE = 0.15
LOOKED_AT = timedelta(minutes=15)
A_LADDER_LASTS = timedelta(days=2)  # older rows are not looked through: none of them leaves now
CREEPS_EVERY = timedelta(minutes=5)
MACHINE = "system"


@dataclass(frozen=True)
class Provider:
    """One account at one house that carries messages."""

    name: str
    channels: tuple[Channel, ...]
    send: Callable[[Message, Letter], Outcome]
    find: Callable[[Message], Finding]


def configured() -> tuple[Provider, ...]:
    """Every provider the settings name."""
    by_phone = (Channel.SMS, Channel.WHATSAPP)
    return (
        *(Provider(each.name, by_phone, each.send, each.find) for each in twilio_channel.accounts()),
        *(Provider(each.name, (Channel.EMAIL,), each.send, each.find) for each in email_channel.servers()),
    )


def named(name: str, channel: str) -> Provider:
    """The provider that took a message, or, when the settings name it no more, another of that channel."""
    of_channel = [each for each in configured() if channel in each.channels]
    return next((each for each in of_channel if each.name == name), of_channel[0])


def choose(channel: str, *, draw: float, besides: str = "") -> Provider:
    """Draw one by weight; `draw` is in [0, 1). `besides` has just failed: another is taken where there is one."""
    of_channel = [each for each in configured() if channel in each.channels]
    others = [each for each in of_channel if each.name != besides] or of_channel
    if len(others) == 1:
        return others[0]
    weights = _weights("all") or {}
    shares = [weights.get((each.name, channel), RESTING) for each in others]
    if not any(shares):
        shares = [1] * len(others)
    point = draw * sum(shares)
    for provider, share in zip(others, shares, strict=True):
        point -= share
        if point < 0:
            return provider
    return others[-1]


def note(provider: Provider, channel: str, outcome: Outcome, *, now: datetime) -> None:
    """Count an attempt that failed by the provider's fault; too many in a minute cost it weight."""
    if not isinstance(outcome, NotNow | Unclear):
        return
    this_minute = Q(errors_from__gt=now - MINUTE)
    row = _row(provider.name, channel)
    ProviderHealth.objects.filter(pk=row.pk).update(
        errors=Case(When(this_minute, then=F("errors") + 1), default=Value(1)),
        errors_from=Case(When(this_minute, then=F("errors_from")), default=Value(now)),
    )
    row.refresh_from_db()
    if row.errors > ERRORS_A_MINUTE:
        _lower(row, because=f"{row.errors} galat dalam satu menit", wait=MINUTE, now=now)


def look_after(*, now: datetime) -> int:
    """Lower who is slow where others are not, and let weights creep back; how many weights changed."""
    changed = 0
    for channel, providers in _by_channel().items():
        slow = {name for name in providers if _is_slow(name, channel, now)}
        for name in slow if slow != providers else ():
            changed += _lower(_row(name, channel), because="15 % terlambat", wait=LOOKED_AT, now=now)
    return changed + _creep_back(now)


def hold(row: ProviderHealth, weight: int, *, by: str, now: datetime) -> None:
    """A person sets the weight, and the machine leaves it there."""
    _set(row, weight, because="ditetapkan petugas", by=by, now=now, held_by=by)


def let_go(row: ProviderHealth, weight: int, *, by: str, now: datetime) -> None:
    """From this weight on the machine may change it again."""
    _set(row, weight, because="dilepas petugas", by=by, now=now, held_by="")


def _by_channel() -> dict[str, set[str]]:
    """The names of the providers of each channel that has more than one."""
    names: dict[str, set[str]] = {}
    for provider in configured():
        for channel in provider.channels:
            names.setdefault(channel, set()).add(provider.name)
    return {channel: of_channel for channel, of_channel in names.items() if len(of_channel) > 1}


def _is_slow(name: str, channel: str, now: datetime) -> bool:
    """Whether too many of the last quarter of an hour's messages took, or still take, more than five minutes."""
    lately = Message.objects.filter(posted_at__gt=now - A_LADDER_LASTS, provider=name, channel=channel)
    lately = lately.filter(sent_at__gt=now - LOOKED_AT, sent_at__lte=now)
    took_long = Q(delivered_at__gt=F("sent_at") + SLOW_IF_OVER)
    still_away = Q(delivered_at=None, read_at=None, failed_at=None, sent_at__lt=now - SLOW_IF_OVER)
    found = lately.aggregate(all=Count("pk"), slow=Count("pk", filter=took_long | still_away))
    return found["all"] > 0 and found["slow"] >= SLOW_SHARE * found["all"]


def _creep_back(now: datetime) -> int:
    """Move each weight that rests elsewhere a step towards its rest."""
    patient = Q(changed_at=None) | Q(changed_at__lte=now - CREEPS_EVERY)
    rows = ProviderHealth.objects.filter(patient, held_by="").exclude(weight=RESTING)
    for row in rows:
        step = min(STEP, abs(RESTING - row.weight))
        _set(row, row.weight + (step if row.weight < RESTING else -step), because="pulih", by=MACHINE, now=now)
    return len(rows)


def _lower(row: ProviderHealth, *, because: str, wait: timedelta, now: datetime) -> int:
    """Take a step of weight from it, once in `wait`; 1 when that was done."""
    if row.held_by or row.weight == LOWEST or (row.changed_at and row.changed_at > now - wait):
        return 0
    _set(row, max(LOWEST, row.weight - STEP), because=because, by=MACHINE, now=now)
    return 1


def _set(row: ProviderHealth, weight: int, *, because: str, by: str, now: datetime, held_by: str | None = None) -> None:
    """Write weight and its change together; nothing when somebody else has just changed it."""
    weight = min(max(weight, LOWEST), HIGHEST)
    facts = {"weight": weight, "changed_at": now, "errors": 0, "errors_from": None}
    if held_by is not None:
        facts["held_by"] = held_by
    with transaction.atomic():
        if ProviderHealth.objects.filter(pk=row.pk, changed_at=row.changed_at).update(**facts):
            ProviderChange.objects.create(
                provider=row, at=now, weight_before=row.weight, weight_after=weight, because=because, by=by
            )


def _row(name: str, channel: str) -> ProviderHealth:
    return ProviderHealth.objects.get_or_create(name=name, channel=channel)[0]


@kept_for(A_MOMENT)
def _weights(_all: str) -> dict[tuple[str, str], int]:
    rows = ProviderHealth.objects.values_list("name", "channel", "weight")
    return {(name, channel): weight for name, channel, weight in rows}
