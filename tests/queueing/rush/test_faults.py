"""A rush that loses its broker and cache, its processes and its database: nobody loses a number or their turn."""

import re
import signal
from datetime import timedelta

import pytest
import requests
from django.db import connection
from django.utils import timezone

from queueing.models import QueueNumber, Rush, Slot
from queueing.rush import lines, standing
from tests.own_postgres import answers
from tests.processes import free_port, wait_until
from tests.queueing.rush.opening import asker, opening_slot
from tests.queueing.test_faults import Web, start_web  # noqa: F401 (the last is a fixture)

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.timeout(180)]

PEOPLE = 40
ORDER = re.compile(r"urutan (\d+)|Urutan masuk Anda</dt><dd>(\d+)")


@pytest.fixture
def slow_and_without_valkey(monkeypatch):
    """Three are called a second, so that the crash comes in the middle, and no broker and no cache answers."""
    monkeypatch.setenv("RUSH_ADMITS_PER_SECOND", "3")
    monkeypatch.setenv("REDIS_URL", f"redis://127.0.0.1:{free_port()}/0")


def crowd_before_the_opening() -> dict[int, str]:
    """Forty who have a number for an hour that opens soon: the address of each ticket, by the place it was drawn."""
    now = timezone.now()
    opens_at = now + timedelta(minutes=10)
    opening_slot(opens_at, now=now)
    numbers = [
        lines.take_number(opens_at, asker=asker(f"orang{n}"), seed="benih-contoh", now=now) for n in range(PEOPLE)
    ]
    Rush.objects.update(drawn_before=PEOPLE)
    drawn = Rush.objects.get()
    return {drawn.place_of(number.serial): f"/antrean/{standing.ticket_of(number)}/" for number in numbers}


def let_it_open() -> None:
    """Once the web is up: from here on people are called."""
    now = timezone.now()
    Slot.objects.filter(releases_at=Rush.objects.get().opens_at).update(releases_at=now)
    Rush.objects.update(opens_at=now)


def place_on(web: Web, path: str) -> int | None:
    """The place a position page says; None when there is no such page."""
    page = requests.get(f"http://127.0.0.1:{web.port}{path}", timeout=30)
    found = ORDER.search(page.text) if page.status_code == 200 else None
    return int(found.group(1) or found.group(2)) if found else None


def places_on(web: Web, tickets: dict[int, str]) -> list[int | None]:
    return [place_on(web, path) for path in tickets.values()]


@pytest.mark.usefixtures("slow_and_without_valkey")
def test_a_crash_of_everything_in_mid_rush_costs_nobody_a_number(postgres, start_web):  # noqa: F811
    tickets = crowd_before_the_opening()
    web = start_web()
    let_it_open()
    assert places_on(web, tickets) == list(tickets)
    called_before = QueueNumber.objects.exclude(called_at=None).count()

    postgres.process.send_signal(signal.SIGQUIT)
    postgres.process.wait(timeout=30)
    connection.close()
    while_away = places_on(web, tickets)
    web.kill()
    postgres.start()
    wait_until(answers, "PostgreSQL has recovered")
    again = start_web()

    assert 0 < called_before < PEOPLE
    said = {place for place in while_away if place}
    assert len(said) > PEOPLE / 2  # what a process knew it says on; one that was never asked has nothing to say
    assert [place for place in while_away if place] == [place for place in tickets if place in said]
    assert places_on(again, tickets) == list(tickets)
    wait_until(lambda: place_on(again, tickets[1]) and Rush.objects.get().admitted == PEOPLE, "all are called")
    by_call = QueueNumber.objects.order_by("called_at", "serial").values_list("called_at", flat=True)
    assert len(by_call) == PEOPLE and None not in by_call
