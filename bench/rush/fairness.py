"""Whether the order was what the draw said, counted from what the database wrote down."""

from bisect import bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from queueing.models import QueueNumber, Rush


@dataclass(frozen=True)
class Entered:
    """Somebody's number, their place in the order of the draw, when they were called and when they entered."""

    serial: int
    place: int
    called: datetime | None
    at: datetime | None


def everybody(rush: Rush) -> list[Entered]:
    rows = QueueNumber.objects.filter(rush=rush).values_list("serial", "called_at", "entered_at")
    return [Entered(serial, rush.place_of(serial) or 0, called, at) for serial, called, at in rows.iterator()]


def rank_correlation(one: Sequence[float], other: Sequence[float]) -> float:
    """Spearman's, for values without ties: 1 the same order, 0 none, -1 the opposite."""
    n = len(one)
    if n < 2:
        return 0.0
    first, second = _ranks(one), _ranks(other)
    return 1 - 6 * sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) / (n * (n * n - 1))


def _ranks(values: Sequence[float]) -> list[int]:
    ranks = [0] * len(values)
    for rank, index in enumerate(sorted(range(len(values)), key=values.__getitem__)):
        ranks[index] = rank
    return ranks


def most_overtaken(entered: Sequence[Entered]) -> int:
    """How many of a later place entered before the one who was overtaken most."""
    in_time = sorted((each for each in entered if each.at), key=lambda each: (each.at, each.place))
    before: list[int] = []
    most = 0
    for each in in_time:
        most = max(most, len(before) - bisect_right(before, each.place))
        insort(before, each.place)
    return most


def passed_the_line(everybody: Sequence[Entered]) -> int:
    """How many entered without being called, or were called before somebody of an earlier place."""
    uncalled = sum(1 for each in everybody if each.at and (each.called is None or each.at < each.called))
    in_order = [each.called for each in sorted(everybody, key=lambda each: each.place)]
    early, latest = 0, None
    for called in reversed(in_order):  # from the last place to the first: nobody may be called later than who follows
        if called is not None:
            early += latest is not None and called > latest
            latest = called if latest is None else min(latest, called)
        elif latest is not None:
            early += 1
    return uncalled + early
