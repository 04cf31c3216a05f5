"""pretix: an event series whose dates are the hours, each with a quota; booked by its REST API, one POST an order."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from bench.browser import HOST
from bench.crowd import Answer, Journey, Outcome, Request, Unexpected
from bench.journeys import Full
from bench.peers import installing, race
from bench.peers.peer import Peer, fresh_database, plain_env
from bench.peers.product import Booked, Hour, Place

MANY, ROOMY = 100, 10_000  # hours of the stream, and a quota that a stream does not fill
ORDERS = "/api/v1/organizers/contoh/events/contoh/orders/"
_people = count(1)


@contextmanager
def running(python: Path, folder: Path) -> Iterator["Pretix"]:
    """pretix with hours opened for each test."""
    peer = Peer(python, folder, "pretix_desk.py", _env(folder))
    peer.manage("-m", "pretix", "migrate")
    opened = peer.ask("prepare", [race.PLACES] * race.HOURS + [ROOMY] * (1 + MANY))
    with peer.served("pretix.wsgi:application"):
        yield Pretix(peer, opened["token"], opened["item"], opened["hours"])


class Pretix:
    name, version = "pretix", installing.PRETIX

    def __init__(self, peer: Peer, token: str, item: int, hours: list[int]) -> None:
        self.peer, self.token, self.item = peer, token, item
        self.contested: list[Hour] = [[Place(hour, race.PLACES)] for hour in hours[: race.HOURS]]
        hot, *self.many = [Place(hour, ROOMY) for hour in hours[race.HOURS :]]
        self.hot = [hot]

    def bookings(self, places: Sequence[Place], number: int) -> Iterator[Journey]:
        return (self._order(places[n % len(places)], next(_people)) for n in range(number))

    def run(self, journeys: Iterator[Journey], **bounds: Any) -> Outcome:
        return self.peer.run(journeys, **bounds)

    def sold(self, places: Sequence[Place]) -> list[int]:
        return self.peer.ask("count", [place.key for place in places])

    def _order(self, place: Place, person: int) -> Journey:
        email = f"budi{person}@contoh.example"
        who = {"attendee_name_parts": {"_scheme": "full", "full_name": "Budi Contoh"}, "attendee_email": email}
        ticket = {"item": self.item, "subevent": place.key, **who}
        answer = yield self._post({"email": email, "locale": "en", "sales_channel": "web", "positions": [ticket]})
        return _ending(answer)

    def _post(self, order: dict[str, Any]) -> Request:
        body = json.dumps(order).encode()
        head = (
            f"POST {ORDERS} HTTP/1.1\r\nHost: {HOST}\r\nX-Forwarded-Proto: https\r\nAccept-Language: en\r\n"
            f"Authorization: Token {self.token}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return Request("POST orders", head.encode() + body)


def _ending(answer: Answer) -> Booked | Full:
    if answer.status == 201:
        return Booked()
    if answer.status == 400 and b"not enough quota" in answer.body:
        return Full()
    raise Unexpected(f"{answer.status} {answer.body[:100].decode(errors='replace')}")


def _env(folder: Path) -> dict[str, str]:
    """Its configuration, given by environment: PostgreSQL, Redis as cache and broker, as its handbook recommends."""
    database = fresh_database("pretix")
    redis = os.environ["REDIS_URL"].rpartition("/")[0]
    return {
        **plain_env(),
        "DJANGO_SETTINGS_MODULE": "pretix.settings",
        "PRETIX_CONFIG_FILE": os.devnull,  # and none that lies on this machine
        "PRETIX_PRETIX_DATADIR": str(folder),
        "PRETIX_PRETIX_URL": f"https://{HOST}",
        "PRETIX_PRETIX_TRUST_X_FORWARDED_PROTO": "true",
        "PRETIX_DATABASE_BACKEND": "postgresql",
        **{f"PRETIX_DATABASE_{key.upper()}": value for key, value in database.items()},
        "PRETIX_REDIS_LOCATION": f"{redis}/1",
        "PRETIX_REDIS_SESSIONS": "true",
        "PRETIX_CELERY_BROKER": f"{redis}/2",
        "PRETIX_CELERY_BACKEND": f"{redis}/2",
    }
