"""Many people who want few places, all at once: how many get one?"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bench.journeys import Full
from bench.peers.product import Place, Product

TRIES, PLACES, HOURS = 40, 5, 5  # people at once for an hour, places of it, hours one after the other


@dataclass
class Race:
    """`told` were shown a confirmation; `sold` stand in the database, `oversold` of them in a place already full."""

    tries: int = 0
    places: int = 0
    told: int = 0
    sold: int = 0
    oversold: int = 0
    failed: Counter[str] = field(default_factory=Counter)


def race(product: Product) -> Race:
    """Race for each contested hour in turn, every try on a connection of its own at the same time."""
    result = Race()
    for hour in product.contested:
        outcome = product.run(product.bookings(hour, TRIES), clients=TRIES)
        sold = product.sold(hour)
        result.tries += TRIES
        result.places += sum(place.capacity for place in hour)
        result.told += sum(not isinstance(end, Full) for end in outcome.endings)
        result.sold += sum(sold)
        result.oversold += oversold(hour, sold)
        result.failed += outcome.failures
    return result


def oversold(places: Sequence[Place], sold: Iterable[int]) -> int:
    """How many were sold beyond what each place holds; a place left empty makes up for none of them."""
    return sum(max(0, number - place.capacity) for place, number in zip(places, sold, strict=True))
