"""Whether the order was what the draw said, counted from what the database wrote down."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from queueing.models import QueueNumber, Rush


@dataclass(frozen=True)
class Entered:
    """Somebody's number, their place in the order of the draw, and when they entered."""

    serial: int
    place: int
    at: datetime | None


def everybody(rush: Rush) -> list[Entered]:
    rows = QueueNumber.objects.filter(rush=rush).values_list("serial", "entered_at")
    return [Entered(serial, rush.place_of(serial) or 0, at) for serial, at in rows.iterator()]


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


def entered_uncalled(entered: Sequence[Entered], called: Sequence[tuple[datetime, int]]) -> int:
    """How many entered before their place was called. `called` says how far the line was at instants, in their order.

    Somebody who entered between two looks at the line is judged by the later of them.
    """
    instants = [at for at, _admitted in called]
    admitted = [number for _at, number in called]
    wrong = 0
    for each in entered:
        if each.at:
            look = min(bisect_left(instants, each.at), len(called) - 1)
            wrong += each.place > admitted[look]
    return wrong
