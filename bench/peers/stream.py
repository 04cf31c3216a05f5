"""Bookings a second while a crowd keeps coming."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from bench import line
from bench.crowd import Journey, Outcome
from bench.journeys import Full
from bench.peers.product import Place, Product

JOURNEYS, SECONDS = 1500, 15.0  # a stream ends with whichever comes first
WARM_UP = 64


@dataclass
class Stream:
    """What came of one. The times are those of a whole booking, from its first request to its last answer."""

    per_second: float
    times: dict[str, float]
    booked: int
    seconds: float
    failed: Counter[str] = field(default_factory=Counter)
    machine: dict[str, Any] = field(default_factory=dict)

    def others(self) -> int:
        """Percent of the machine that was used by what is not the bench's."""
        return self.machine.get("others_used_percent_of_machine", 0)


def warm_up(product: Product) -> None:
    """Let every process of the server load what it keeps."""
    product.run(product.bookings(product.hot, WARM_UP))


def stream(product: Product, places: Sequence[Place]) -> Stream:
    """Everybody takes the next of `places`, until all have come or time is over."""
    seconds: list[float] = []
    walked = (_timed(journey, seconds) for journey in product.bookings(places, JOURNEYS))
    return result_of(product.run(walked, seconds=SECONDS), seconds)


def result_of(outcome: Outcome, seconds: Sequence[float]) -> Stream:
    """Only what ended in a place counts as a booking."""
    booked = sum(not isinstance(end, Full) for end in outcome.endings)
    return Stream(
        per_second=booked / outcome.seconds,
        times=line.milliseconds(seconds),
        booked=booked,
        seconds=outcome.seconds,
        failed=outcome.failures,
        machine=outcome.machine,
    )


def _timed(journey: Journey, seconds: list[float]) -> Journey:
    begun = perf_counter()
    ending = yield from journey
    seconds.append(perf_counter() - begun)
    return ending
