"""Whether a message may leave now: nobody is woken, who said stop is left alone, and no fault empties the account.

Codes are asked for by a person who waits, and what must be known (`asks_told`) does not fail for want of money: both
pass the budget. E-mail rings nowhere and costs nothing to speak of: it keeps no quiet hours and no budget.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from notifications import addresses, quiet_hours
from notifications.models import Channel, FactKind, Message, Spent

PAID = (Channel.SMS, Channel.WHATSAPP)
KEPT_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Later:
    """Not at this hour."""

    at: datetime
    reason: str


@dataclass(frozen=True)
class Never:
    """Not by this channel; the next rung may begin."""

    reason: str


def objection(message: Message, *, now: datetime) -> Later | Never | None:
    """What stands against sending this row now. Counts it as spent when nothing does."""
    waits = message.purpose.is_code or message.purpose.answers  # a person does, looking at the telephone
    if fact := _fact_against(message, now):
        return Never(fact)
    if message.channel not in PAID:
        return None
    if settings.QUIET_HOURS and not waits and not quiet_hours.is_awake(message.zone, now):
        return Later(quiet_hours.wakes_at(message.zone, now), "quiet_hours")
    return _over_budget(message, now) if message.tries == 0 else None


def _fact_against(message: Message, now: datetime) -> str:
    """What is known of the address that forbids it. A code passes: it was asked for at this very address, and is how an
    address is proven anew; but not by WhatsApp, behind which an SMS stands. Who said stop and writes again is answered.
    """
    if message.purpose.is_code and message.channel != Channel.WHATSAPP:
        return ""
    fact = addresses.standing(message.channel, message.address, now=now)
    return "" if fact == FactKind.OPTED_OUT and message.purpose.answers else fact


def forget_old(now: datetime) -> int:
    """Drop the counts of days long gone."""
    return Spent.objects.filter(day__lt=(now - KEPT_FOR).date()).delete()[0]


def _over_budget(message: Message, now: datetime) -> Never | None:
    limits = {
        "all": settings.MESSAGES_A_DAY,
        f"case:{message.person}": settings.MESSAGES_A_DAY_PER_CASE,
        f"prefix:{message.prefix}": settings.MESSAGES_A_DAY_PER_PREFIX,
    }
    spent = _spend(sorted(limits), now)
    over = [key for key, limit in limits.items() if spent[key] > limit]
    if not over or message.purpose.is_code or message.purpose.asks_told:
        return None
    return Never(f"budget {over[0].partition(':')[0]}")


def _spend(keys: list[str], now: datetime) -> dict[str, int]:
    """Count one more under each key, in one order for all so that two workers do not wait for each other in a ring."""
    values = ", ".join(["(%s, %s, 1)"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO notifications_spent AS spent (day, key, count) VALUES {values} "  # noqa: S608 (only marks)
            "ON CONFLICT (day, key) DO UPDATE SET count = spent.count + 1 RETURNING key, count",
            [part for key in keys for part in (now.date(), key)],
        )
        return dict(cursor.fetchall())
