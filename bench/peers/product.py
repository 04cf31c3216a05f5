"""What a race and a stream of bookings need of whatever they are run against."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bench.crowd import Journey, Outcome


@dataclass(frozen=True, slots=True)
class Place:
    """What can be booked: how the product knows it, and for how many people it is."""

    key: Any
    capacity: int


Hour = Sequence[Place]  # one place for several people, or several places for one person each


@dataclass(frozen=True, slots=True)
class Booked:
    """The browser was told that it has a place. `bench.journeys.Full` says that it was told there is none left."""


class Product(Protocol):
    """A booking system that runs, with hours of its own for each test."""

    name: str
    version: str
    contested: Sequence[Hour]  # hours of which nothing is sold yet
    hot: Hour  # the hour everybody wants
    many: Sequence[Place]  # places enough for a whole stream

    def bookings(self, places: Sequence[Place], number: int) -> Iterator[Journey]:
        """That many people who each try for one place, dealt to the places in turn; each was never here before."""

    def run(self, journeys: Iterator[Journey], **bounds: Any) -> Outcome:
        """Let a crowd walk them; see `bench.crowd.run`."""

    def sold(self, places: Sequence[Place]) -> list[int]:
        """How often each place was sold, by the product's own database."""
