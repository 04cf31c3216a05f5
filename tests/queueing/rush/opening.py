"""The rush of one opening, as the tests of it begin: an hour that opens, and a crowd that takes numbers for it."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from claims.links import contact_index
from queueing import booking
from queueing.asker import Asker
from queueing.models import Draft, QueueNumber, Rush, Slot, Ticket
from queueing.rush import lines
from tests import factories
from workflow import Refused


def opening_slot(opens_at, *, now) -> Slot:
    """An hour with fifty places whose day opens then."""
    made = factories.slot(factories.branch(), now=now, capacity=50)
    made.releases_at = opens_at
    made.save(update_fields=["releases_at"])
    return made


def asker(name: str, **where: bytes) -> Asker:
    return Asker(contact_index("email", f"{name}@contoh.example"), **where)


def take(opens_at, name: str, *, now, **where) -> QueueNumber:
    return lines.take_number(opens_at, asker=asker(name, **where), seed="benih-contoh", now=now)


def crowd(opens_at, number: int, *, now) -> list[QueueNumber]:
    return [take(opens_at, f"orang{n}", now=now) for n in range(number)]


def the_rush() -> Rush:
    return Rush.objects.get()


def hold(slot: Slot, name: str, *, now) -> Ticket:
    draft = Draft.objects.create(made_at=now, changed_at=now)
    return booking.hold_place(draft.pk, slot_id=slot.pk, asker=asker(name), now=now)


def called_first(numbers: list[QueueNumber]) -> list[str]:
    """The names of the crowd in the order in which they are called."""
    places_of = {the_rush().place_of(number.serial): f"orang{n}" for n, number in enumerate(numbers)}
    return [places_of[place] for place in sorted(places_of)]


def at_once(askings: list) -> Counter:
    """Do them in a thread each, started together; what came of them."""
    start = threading.Barrier(len(askings))

    def ask(asking):
        try:
            start.wait(timeout=30)
            return asking()
        except Refused as no:
            return type(no).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(askings)) as all_of_them:
        return Counter(all_of_them.map(ask, askings))
