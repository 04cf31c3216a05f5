"""How messages fare in the whole house: how many arrive, how fast, by which way, and what lies stuck.

Counted by the database, nobody's address is opened. For that reason nothing is counted by the beginning of a number:
addresses rest sealed, and to count them would be to open them all.
"""

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
    SELECT channel, provider, name, GROUPING(channel, provider, name),
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
    GROUP BY GROUPING SETS ((), (channel), (provider), (name))
    ORDER BY 4 DESC, 5 DESC, 1, 2, 3
"""


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
    """The same for all, and parted three ways."""

    all: Kind | None
    by_channel: list[Kind]
    by_provider: list[Kind]
    by_message: list[Kind]

    @property
    def all_rows(self) -> list[Kind]:
        return [self.all] if self.all else []


def fared(period: timedelta, *, now: datetime) -> Fared:
    """What was posted within the period and had its turn. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"since": now - period, "now": now, "quick": QUICK.total_seconds()})
        rows = cursor.fetchall()
    parts: dict[int, list[Kind]] = {0b111: [], 0b011: [], 0b101: [], 0b110: []}
    for channel, provider, name, parted_by, *counts in rows:
        words = Channel(channel).label if channel else TITLES.get(name, name) if name else provider or "tanpa penyedia"
        parts[parted_by].append(Kind("Semua" if parted_by == 0b111 else words, *counts))
    everything = parts[0b111][0] if parts[0b111] and parts[0b111][0].tried else None
    return Fared(everything, parts[0b011], parts[0b101], parts[0b110])


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
