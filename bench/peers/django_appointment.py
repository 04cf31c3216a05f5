"""django-appointment: staff who see one person each half hour; booked by the two forms of a user who has signed in."""

import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.browser import Browser
from bench.crowd import Journey, Outcome, Unexpected
from bench.journeys import Full
from bench.peers import installing, race, stream
from bench.peers.peer import INSIDE, Peer, fresh_database, plain_env
from bench.peers.product import Booked, Hour, Place

STAFF = 20
MANY_HOURS = -(-stream.JOURNEYS // STAFF)
PEOPLE = race.HOURS * race.TRIES + stream.WARM_UP + 2 * stream.JOURNEYS
CSRF = "c" * 32  # a browser's own secret, as its form would send it back
WHO = {
    "name": "Budi Contoh",
    "email": "budi@contoh.example",
    "phone_0": "ID",
    "phone_1": "081299990000",
    "payment_type": "full",
}
_CLIENT, _THANKS = re.compile(r"/client-info/\d+/\w+/"), re.compile(r"/thank-you/\d+/")


@contextmanager
def running(python: Path, folder: Path) -> Iterator["DjangoAppointment"]:
    """A project around it with staff, hours and people who have signed in."""
    peer = Peer(python, folder, "appointment_desk.py", _env())
    peer.manage("-m", "django", "migrate")
    peer.manage("-m", "django", "migrate", "--run-syncdb")  # its package brings no migrations of its own
    opened = peer.ask("prepare", {"staff": STAFF, "hours": race.HOURS + 1 + MANY_HOURS, "people": PEOPLE})
    with peer.served("--factory", "django.core.wsgi:get_wsgi_application"):
        yield DjangoAppointment(peer, opened["service"], opened["places"], opened["sessions"])


class DjangoAppointment:
    name, version = "django-appointment", installing.DJANGO_APPOINTMENT

    def __init__(self, peer: Peer, service: int, hours: list[list[dict[str, Any]]], sessions: list[str]) -> None:
        self.peer, self.service, self.sessions = peer, service, iter(sessions)
        raced, (hot, *many) = hours[: race.HOURS], hours[race.HOURS :]
        self.contested: list[Hour] = [[Place(staff, 1) for staff in hour[: race.PLACES]] for hour in raced]
        self.hot = [Place(hot[0], 1)]
        self.many = [Place(staff, 1) for hour in many for staff in hour]

    def bookings(self, places: Sequence[Place], number: int) -> Iterator[Journey]:
        return (self._book(places[n % len(places)], next(self.sessions)) for n in range(number))

    def run(self, journeys: Iterator[Journey], **bounds: Any) -> Outcome:
        return self.peer.run(journeys, **bounds)

    def sold(self, places: Sequence[Place]) -> list[int]:
        return self.peer.ask("count", [place.key for place in places])

    def _book(self, place: Place, session: str) -> Journey:
        """The chosen half hour, then who comes. A page shown again instead of the next one is a refusal."""
        browser = Browser({"sessionid": session, "csrftoken": CSRF})
        token = {"csrfmiddlewaretoken": CSRF}
        chosen = yield from browser.post("/request-submit/", token | place.key | {"service": str(self.service)})
        if chosen.status == 200:
            return Full()
        if not _CLIENT.fullmatch(chosen.location):
            raise Unexpected(f"{chosen.status} {chosen.location}".strip())
        done = yield from browser.post(chosen.location, token | WHO)
        if not _THANKS.fullmatch(done.location):
            raise Unexpected(f"{done.status} {done.location}".strip())
        return Booked()


def _env() -> dict[str, str]:
    database = fresh_database("appointment")
    return {
        **plain_env(),
        "DJANGO_SETTINGS_MODULE": "appointment_project",
        "PYTHONPATH": str(INSIDE),
        "PEER_SECRET": secrets.token_urlsafe(50),
        **{f"PEER_DATABASE_{key.upper()}": value for key, value in database.items()},
    }
