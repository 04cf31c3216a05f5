"""How messages fare in the whole house: how many arrive, how fast, by which way, and what lies stuck.

Counted by the database, nobody's address is opened: what is counted by the beginning of a number has it in plain.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q

from notifications.models import Channel, Message, State
from notifications.titles import TITLES
from verification.told.states import dead_ends

PERIODS = {"24j": timedelta(hours=24), "7h": timedelta(days=7)}
QUICK = timedelta(seconds=10)
PAST_DUE_BY = timedelta(minutes=5)

_SQL = """
    SELECT channel, provider, name, prefix, GROUPING(channel, provider, name, prefix),
           count(*),
           count(*) FILTER (WHERE sent_at IS NOT NULL),
           count(*) FILTER (WHERE told_at IS NOT NULL),
           count(*) FILTER (WHERE state = 'failed'),
           count(*) FILTER (WHERE sent_at - begun_at <= make_interval(secs => %(quick)s)),
           percentile_cont(0.5) WITHIN GROUP (ORDER BY sent_at - begun_at),
           percentile_cont(0.5) WITHIN GROUP (ORDER BY delivered_at - begun_at),
           percentile_cont(0.95) WITHIN GROUP (ORDER BY delivered_at - begun_at)
    FROM notifications_message
    WHERE posted_at > %(since)s AND begun_at <= %(now)s AND channel <> 'none' AND state <> 'dropped'
    GROUP BY GROUPING SETS ((), (channel), (provider), (name), (prefix))
    ORDER BY 5 DESC, 6 DESC, 1, 2, 3, 4
"""

_ALL = 0b1111
_SAID_OF: dict[int, Callable[[str, str, str, str], str]] = {  # by GROUPING(): a bit is set where a column was not asked
    _ALL: lambda channel, provider, name, prefix: "Semua",
    0b0111: lambda channel, provider, name, prefix: str(Channel(channel).label),
    0b1011: lambda channel, provider, name, prefix: provider or "tanpa penyedia",
    0b1101: lambda channel, provider, name, prefix: TITLES.get(name, name),
    0b1110: lambda channel, provider, name, prefix: prefix,
}


@dataclass(frozen=True)
class Kind:
    """How the rungs of one kind fared: counts, and times from begun to taken and to arrived."""

    what: str
    tried: int
    sent: int
    told: int
    failed: int
    quick: int
    to_provider: timedelta | None
    to_person: timedelta | None
    to_slow_person: timedelta | None

    @property
    def told_share(self) -> int:
        return round(100 * self.told / self.tried) if self.tried else 0

    @property
    def quick_share(self) -> int | None:
        return round(100 * self.quick / self.sent) if self.sent else None


@dataclass(frozen=True)
class Fared:
    """The same for all, and parted four ways; by prefix only what goes to a number."""

    all: Kind | None
    by_channel: list[Kind]
    by_provider: list[Kind]
    by_message: list[Kind]
    by_prefix: list[Kind]

    @property
    def all_rows(self) -> list[Kind]:
        return [self.all] if self.all else []


def fared(period: timedelta, *, now: datetime) -> Fared:
    """What was posted within the period and had its turn. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"since": now - period, "now": now, "quick": QUICK.total_seconds()})
        rows = cursor.fetchall()
    parts: dict[int, list[Kind]] = {parted_by: [] for parted_by in _SAID_OF}
    for channel, provider, name, prefix, parted_by, *counts in rows:
        said = _SAID_OF[parted_by](channel, provider, name, prefix)
        if said:
            parts[parted_by].append(Kind(said, *counts))
    everything = parts[_ALL][0] if parts[_ALL] and parts[_ALL][0].tried else None
    return Fared(everything, parts[0b0111], parts[0b1011], parts[0b1101], parts[0b1110])


@dataclass(frozen=True)
class Pile:
    """What lies stuck on one channel."""

    channel: str
    label: str
    past_due: int
    unknown: int
    dead: int


def stuck(period: timedelta, *, now: datetime) -> list[Pile]:
    """By channel: rows nobody has looked at in time, in doubt, or failed within the period with nothing after them."""
    dead = dead_ends().filter(pk=OuterRef("pk"), state=State.FAILED, failed_at__gt=now - period)
    open_or_failed = Q(due_at__isnull=False) | Q(state=State.FAILED, failed_at__gt=now - period)
    rows = Message.objects.filter(open_or_failed).annotate(is_dead=Exists(dead)).values("channel").order_by("channel")
    counted = rows.annotate(
        past_due=Count("pk", filter=Q(due_at__lt=now - PAST_DUE_BY)),
        unknown=Count("pk", filter=Q(state=State.UNKNOWN)),
        dead=Count("pk", filter=Q(is_dead=True)),
    )
    piles = [
        Pile(row["channel"], Channel(row["channel"]).label, row["past_due"], row["unknown"], row["dead"])
        for row in counted
    ]
    return [pile for pile in piles if pile.past_due or pile.unknown or pile.dead]
