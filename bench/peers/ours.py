"""The portal itself, by the bench's own journeys: to the confirmation from the check or the hold, or the POST alone."""

import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db.models import Count, Q

from bench import counting, journeys
from bench.crowd import Journey, Outcome
from bench.measuring import House, open_house, prepare_database
from bench.peers import race
from bench.peers.product import Hour, Place
from bench.peers.stream import SECONDS
from bench.web import serving
from deploy.local.places import ROOT
from queueing.models import Slot


@contextmanager
def running(folder: Path) -> Iterator["Portal"]:
    """The portal as `make bench` prepares it."""
    prepare_database()
    with serving(folder) as port:
        yield Portal(open_house(port))


class Portal:
    name = "Lapak Asik"
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]

    def __init__(self, house: House) -> None:
        self.house = house
        self.contested: list[Hour] = [[Place(slot, race.PLACES)] for slot in house.contested[: race.HOURS]]
        self.hot = [Place(house.hot, house.hot.capacity)]
        self.many = [Place(slot, slot.capacity) for slot in house.many]

    def bookings(self, places: Sequence[Place], number: int) -> Iterator[Journey]:
        return journeys.each(journeys.booking, iter(self._fresh(places, number)))

    def run(self, walked: Iterator[Journey], **bounds: Any) -> Outcome:
        return self.house.run(walked, **bounds)

    def sold(self, places: Sequence[Place]) -> list[int]:
        slots = Slot.objects.filter(pk__in=[place.key.pk for place in places])
        live = slots.annotate(live=Count("tickets", filter=Q(tickets__ended_at=None))).in_bulk()
        return [live[place.key.pk].live for place in places]

    def wrong(self) -> int:
        """Places oversold or counted wrongly, over every slot of the run."""
        return counting.oversold()[0]

    def _fresh(self, places: Sequence[Place], number: int) -> list[Any]:
        return self.house.fresh([place.key for place in places], number)


class HeldFirst(Portal):
    """The same with the page before it, on which the hour is picked and held."""

    name = "Lapak Asik, with the hold"

    def bookings(self, places: Sequence[Place], number: int) -> Iterator[Journey]:
        return journeys.each(journeys.held_booking, iter(self._fresh(places, number)))


class PostAlone(Portal):
    """Every browser already has the check page before it: one request a booking, as the peers have it."""

    name = "Lapak Asik, POST alone"

    def bookings(self, places: Sequence[Place], number: int) -> Iterator[Journey]:
        opening = journeys.each(journeys.open_check, iter(self._fresh(places, number)))
        opened = self.house.run(opening, seconds=SECONDS)
        return journeys.each(journeys.post_only, iter(opened.endings))


ALSO_TIMED = (HeldFirst, PostAlone)
