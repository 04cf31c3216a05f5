"""The figures of a period, summed by the database from the counted days: few statements, whatever the house."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Sum

from verification.models import ReasonDay

Key = TypeVar("Key", int, str, date)

_DONE = """
    SELECT branch_id, by, day, sum(taken)::int, sum(put_back)::int, sum(verified)::int, sum(rejected)::int,
           sum(at_first)::int, sum(repairs)::int, sum(papers_returned)::int,
           sum(late)::int
    FROM verification_officerday
    WHERE day BETWEEN %(first)s AND %(last)s AND (%(branches)s::bigint[] IS NULL OR branch_id = ANY(%(branches)s))
          AND (%(by)s = '' OR by = %(by)s)
    GROUP BY GROUPING SETS ((), (branch_id), (by), (day)) HAVING count(*) > 0
"""
_SPREADS = """
    SELECT branch_id, by, NULL,
           percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY wait),
           percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY work),
           percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY wait + work)
    FROM verification_officerday, unnest(waits, works) AS round (wait, work)
    WHERE day BETWEEN %(first)s AND %(last)s AND (%(branches)s::bigint[] IS NULL OR branch_id = ANY(%(branches)s))
          AND (%(by)s = '' OR by = %(by)s)
    GROUP BY GROUPING SETS ((), (branch_id), (by)) HAVING count(*) > 0
"""
_LOADS = """
    SELECT branch_id, day, date_part('isodow', day)::int, hour, sum(handed_in)::int, sum(ended)::int
    FROM verification_branchhour
    WHERE day BETWEEN %(first)s AND %(last)s AND (%(branches)s::bigint[] IS NULL OR branch_id = ANY(%(branches)s))
    GROUP BY GROUPING SETS ((), (branch_id), (day), (date_part('isodow', day)::int, hour)) HAVING count(*) > 0
"""


@dataclass(frozen=True)
class Scope:
    """Whose figures, of which days, both included. No branches named is all of them; no officer is everybody."""

    first: date
    last: date
    branches: tuple[int, ...] | None = None
    by: str = ""

    def asked(self) -> dict[str, Any]:
        branches = None if self.branches is None else list(self.branches)
        return {"first": self.first, "last": self.last, "branches": branches, "by": self.by}


@dataclass(frozen=True)
class Spread:
    """How long a step took, by the clock: half of the rounds were at most `median`, nine of ten at most `slow`."""

    median: timedelta | None = None
    slow: timedelta | None = None


@dataclass(frozen=True)
class Numbers:
    """What was done: by all in scope, by one officer, at one branch or on one day."""

    taken: int = 0
    put_back: int = 0
    verified: int = 0
    rejected: int = 0
    at_first: int = 0
    repairs: int = 0
    papers_returned: int = 0
    late: int = 0
    wait: Spread = Spread()
    work: Spread = Spread()
    whole: Spread = Spread()

    @property
    def decided(self) -> int:
        return self.verified + self.rejected

    @property
    def ended(self) -> int:
        """Rounds that ended at the desk: with a decision, or with a repair that was asked for."""
        return self.decided + self.repairs

    @property
    def at_first_share(self) -> int | None:
        """Of a hundred decided claims, how many needed no repair."""
        return round(100 * self.at_first / self.decided) if self.decided else None


@dataclass(frozen=True)
class Load:
    """What came, and how many rounds were ended."""

    handed_in: int = 0
    ended: int = 0


@dataclass(frozen=True)
class Done:
    """What the officers in scope did."""

    all: Numbers
    by_branch: dict[int, Numbers]
    by_officer: dict[str, Numbers]
    by_day: dict[date, Numbers]


@dataclass(frozen=True)
class Loads:
    """What came to the branches in scope and what went, also by the weekday (1 is Monday) and hour of their clocks."""

    all: Load
    by_branch: dict[int, Load]
    by_day: dict[date, Load]
    by_hour: dict[tuple[int, int], Load]


NO_LOADS = Loads(Load(), {}, {}, {})


def done(scope: Scope) -> Done:
    """Two statements."""
    found = {key_of(*of): Numbers(*counts) for *of, counts in rows(_DONE, scope, parted_at=3)}
    for *of, spreads in rows(_SPREADS, scope, parted_at=3):
        wait, work, whole = map(_spread, spreads)
        found[key_of(*of)] = replace(found[key_of(*of)], wait=wait, work=work, whole=whole)
    return Done(found.get(None, Numbers()), of_kind(int, found), of_kind(str, found), of_kind(date, found))


def loads(scope: Scope) -> Loads:
    """One statement. Whose officer an hour's work was is not kept."""
    read = [(*of, Load(*counts)) for *of, counts in rows(_LOADS, scope, parted_at=4)]
    found = {key_of(branch, None, day): load for branch, day, _weekday, hour, load in read if hour is None}
    by_hour = {(weekday, hour): load for _branch, _day, weekday, hour, load in read if hour is not None}
    return Loads(found.get(None, Load()), of_kind(int, found), of_kind(date, found), by_hour)


def reasons(scope: Scope, what: ReasonDay.What) -> dict[str, int]:
    """By the reason's code, how often it was one for `what`, the most frequent first. One statement."""
    days = ReasonDay.objects.filter(day__range=(scope.first, scope.last), what=what)
    if scope.branches is not None:
        days = days.filter(branch__in=scope.branches)
    if scope.by:
        days = days.filter(by=scope.by)
    return dict(days.values_list("reason").annotate(times=Sum("times")).order_by("-times", "reason"))


def rows(sql: str, scope: Scope, *, parted_at: int) -> list[list[Any]]:
    """The rows, each with what it is of, and behind that what was counted."""
    with connection.cursor() as cursor:
        cursor.execute(sql, scope.asked())
        return [[*row[:parted_at], row[parted_at:]] for row in cursor.fetchall()]


def key_of(branch: int | None, by: str | None, day: date | None) -> int | str | date | None:
    """What a row of GROUPING SETS is of: the one column that is not empty, or all."""
    return next((part for part in (branch, by, day) if part is not None), None)


def of_kind(kind: type[Key], found: dict[Any, Any]) -> dict[Key, Any]:
    """Of what was found those rows whose key is of this kind."""
    return {key: numbers for key, numbers in found.items() if isinstance(key, kind)}


def _spread(seconds: list[float]) -> Spread:
    return Spread(*(timedelta(seconds=each) for each in seconds))
