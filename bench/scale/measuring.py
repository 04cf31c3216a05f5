"""Staff's work timed over ten thousand claims and, in turn, over as many as were asked for: it may hardly differ."""

import gc
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench import line
from bench.measuring import prepare_database
from bench.scale import archives, loading
from bench.scale.archives import Archive
from bench.scale.asking import Asking, asked
from bench.scale.house import House, furnish
from bench.scale.story import YOUNGEST
from claims.history import broken_links
from claims.models import Claim

TIMES, WARM_UP = 60, 5
SLOWER_AT_MOST, P95_AT_MOST = 1.3, 100.0
CHAINS = 50  # histories of the archive that are proved


@dataclass
class Seen:
    """How one thing went in one archive: seconds of each time, and statements of each."""

    archive: Archive
    ask: Asking
    seconds: list[float] = field(default_factory=list)
    statements: set[int] = field(default_factory=set)

    @property
    def p50(self) -> float:
        return line.milliseconds(self.seconds)["p50_ms"]

    @property
    def p95(self) -> float:
        return line.milliseconds(self.seconds)["p95_ms"]

    def once(self) -> float:
        """The seconds it takes now."""
        with self.archive.opened():
            began = perf_counter()
            self.ask()
            return perf_counter() - began

    def count_statements(self) -> None:
        """Apart from the times, because counting takes time."""
        with self.archive.opened(), CaptureQueriesContext(self.archive.connection) as made:
            self.ask()
        self.statements.add(len(made))


def measure(claims: int) -> int:
    """Measure; the exit code is 1 when something is slower than it may be, or asks more than it did."""
    prepare_database(durable=False)
    call_command("load_reasons", verbosity=0, stdout=sys.stderr)
    house = furnish(timezone.now())
    loading.fill(house, 0, YOUNGEST)
    few, many = archives.copied("ten_thousand"), archives.in_use()
    seconds = loading.fill(house, YOUNGEST, claims)
    broken = _broken_chains()
    line.say(
        "scale.loaded", claims / seconds, "claims/s", claims=claims, seconds=round(seconds), gigabytes=_gigabytes(),
        histories_proved=CHAINS, histories_broken=broken,
    )  # fmt: skip
    bad = [name for name, *seen in compared(house, few, many) if not _say(name, *seen, claims)]
    return 1 if bad or broken else 0


def compared(house: House, few: Archive, many: Archive) -> Iterator[tuple[str, Seen, Seen]]:
    """Everything by name, as it went in each."""
    with few.opened():
        of_few = asked(house)
    with many.opened():
        of_many = asked(house)
    for name, ask in of_few.items():
        both = Seen(few, ask), Seen(many, of_many[name])
        _time(both)
        yield (name, *both)


def _time(both: tuple[Seen, Seen]) -> None:
    for _ in range(WARM_UP):
        for one in both:
            one.once()
    gc.collect()
    for _ in range(TIMES):
        for one in both:
            one.seconds.append(one.once())
    for _ in range(2):
        for one in both:
            one.count_statements()


def _say(name: str, few: Seen, many: Seen, claims: int) -> bool:
    """One line; whether it is within the limits: of the middle time against the few's, and of the slowest twentieth."""
    slower = many.p50 / few.p50
    same = len(few.statements | many.statements) == 1
    good = same and slower <= SLOWER_AT_MOST and many.p95 <= P95_AT_MOST
    line.say(
        f"scale.{name}", many.p95, "ms p95", limit=P95_AT_MOST, claims=claims, **line.milliseconds(many.seconds),
        p50_ms_of_ten_thousand=few.p50, slower=round(slower, 2), slower_at_most=SLOWER_AT_MOST, good=good,
        statements=sorted(few.statements | many.statements),
    )  # fmt: skip
    return good


# --- What was loaded ---


def _broken_chains() -> int:
    """How many of some histories, picked from all over the archive, do not prove themselves."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM claims_claim TABLESAMPLE SYSTEM (1) LIMIT %s", [CHAINS])
        keys = [key for (key,) in cursor.fetchall()]
    return sum(bool(broken_links(claim)) for claim in Claim.objects.filter(pk__in=keys))


def _gigabytes() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return round(cursor.fetchone()[0] / 1e9, 1)
