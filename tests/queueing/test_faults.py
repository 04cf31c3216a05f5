"""The web killed and PostgreSQL restarted while people book: no half booking, no place lost, nobody's place doubled."""

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from django.db import connection, transaction
from django.db.models import Count, F, Q
from django.test import Client
from django.utils import timezone

from bench.preparing import Waiting, come_this_far
from claims.models import Claim, ClaimEvent, Participant
from notifications.models import Message
from queueing import places
from queueing.models import Draft, Slot, Ticket
from tests import factories
from tests.journeys import steps
from tests.own_postgres import crash_and_start_again
from tests.processes import Program, database_url, free_port, listens, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(180)]

CHECK, DONE = "/ajukan/periksa/", "/ajukan/selesai/"
PEOPLE, PLACES = 24, 10


class Web(Program):
    """The portal's own web server with four workers, as `make run` starts it."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(self.port)]
        command += [
            "--host",
            "127.0.0.1",
            "--workers",
            "4",
            "--blocking-threads",
            "1",
            "--no-ws",
            "lapak_asik.wsgi:application",
        ]
        where = {"LAPAK_ENV": "test", "DATABASE_URL": database_url(), "DATA_DIR": str(folder)}
        super().__init__("Web", command, folder / "web.log", where)

    def start(self) -> None:
        super().start()
        wait_until(lambda: listens(self.port), "the web listens")

    def open_check(self, waiting: Waiting) -> Callable[[], str]:
        """A browser with the check page before it; what it gets when the button is pressed."""
        browser = requests.Session()
        browser.cookies["sessionid"] = waiting.session_key
        address = f"http://127.0.0.1:{self.port}{CHECK}"
        page = browser.get(address, timeout=30)
        if page.url.endswith(DONE):
            return lambda: "booked"
        fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))

        def press() -> str:
            given = {**fields, "truth": "on", "privacy": "on"}
            try:
                answer = browser.post(address, data=given, timeout=60, allow_redirects=False)
            except requests.RequestException:
                return "no answer"
            return "booked" if answer.headers.get("Location") == DONE else str(answer.status_code)

        return press


def people_before_the_button(number: int, slot: Slot) -> list[Waiting]:
    """Drafts that have come as far as the check, each of another person."""
    steps.fill_until_check(Client(), slot, nik="3171011708850001")
    pattern = Draft.objects.get().answers
    pattern["contact"]["email"] = "pola@contoh.example"
    pattern["confirmed"]["email"] = pattern["confirmed"]["phone"] | {"value": "pola@contoh.example"}
    Ticket.objects.all().delete()
    Slot.objects.update(taken=0)
    return come_this_far(pattern, [slot], number, now=timezone.now())


def what_is_not_whole() -> dict[str, int]:
    """Every trace of a half booking, counted; empty when there is none."""
    live = Count("tickets", filter=Q(tickets__ended_at=None))
    claims = Claim.objects.count()
    told = Message.objects.filter(name="place_taken", channel="sms").count()
    found = {
        "miscounted slots": Slot.objects.annotate(live=live).exclude(taken=F("live")).count(),
        "oversold slots": Slot.objects.filter(taken__gt=F("capacity")).count(),
        "claims without a place": claims - Ticket.objects.confirmed().count(),
        "claims without a person": claims - Participant.objects.count(),
        "claims without their first event": claims - ClaimEvent.objects.filter(name="opened").count(),
        "claims nobody is told of": claims - told,
    }
    return {name: number for name, number in found.items() if number}


def press_all(buttons: list[Callable[[], str]]) -> Counter[str]:
    with ThreadPoolExecutor(len(buttons)) as crowd:
        return Counter(crowd.map(lambda press: press(), buttons))


@pytest.fixture
def start_web(tmp_path) -> Iterator[Callable[[], Web]]:
    servers: list[Web] = []

    def start() -> Web:
        servers.append(Web(tmp_path))
        servers[-1].start()
        return servers[-1]

    yield start
    for web in servers:
        web.kill()


# --- The web is killed ------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_web_killed_in_the_middle_of_bookings_leaves_no_half_and_all_can_try_again(house, start_web):
    hour = steps.open_the_week(factories.branch(), timezone.now())
    people = people_before_the_button(4, hour)
    web = start_web()
    buttons = [web.open_check(waiting) for waiting in people]

    with ThreadPoolExecutor(4) as crowd, transaction.atomic():
        Slot.objects.select_for_update().get(pk=hour.pk)  # every booking has written its rows and waits for the count
        pressed = [crowd.submit(press) for press in buttons]
        wait_until(lambda: bookings_that_wait() >= 1, "a booking stands before its last statement")
        web.kill()
    outcomes = Counter(each.result() for each in pressed)
    wait_until(lambda: bookings_that_wait() == 0, "PostgreSQL has noticed that nobody is there")

    assert outcomes == {"no answer": 4}
    assert Claim.objects.count() == 0
    assert what_is_not_whole() == {}

    again = start_web()
    assert press_all([again.open_check(waiting) for waiting in people]) == {"booked": 4}
    assert Claim.objects.count() == 4
    assert what_is_not_whole() == {}


def bookings_that_wait() -> int:
    """How many of the web's sessions stand in the middle of a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'lapak-asik'"
            " AND datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0]


# --- PostgreSQL is restarted ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_postgresql_that_crashes_in_the_middle_of_a_rush_keeps_every_place_it_confirmed(postgres, start_web):
    hour = steps.open_the_week(factories.branch(), timezone.now())
    people = people_before_the_button(PEOPLE, hour)
    places.plan(hour.pk, PLACES, now=timezone.now())
    web = start_web()
    buttons = [web.open_check(waiting) for waiting in people]

    with ThreadPoolExecutor(PEOPLE) as crowd:
        pressed = [crowd.submit(press) for press in buttons]
        wait_until(lambda: Claim.objects.exists(), "the first booking is in")
        crash_and_start_again(postgres)
    outcomes = [each.result() for each in pressed]

    confirmed = [waiting.draft_id for waiting, told in zip(people, outcomes, strict=True) if told == "booked"]
    assert Draft.objects.filter(pk__in=confirmed, claim__isnull=False).count() == len(confirmed)
    assert what_is_not_whole() == {}
    assert "503" in outcomes  # else nothing was broken off, and this test has shown nothing
    assert "500" not in outcomes

    again = press_all([web.open_check(waiting) for waiting in people])
    assert again == {"booked": PLACES, "409": PEOPLE - PLACES}  # who has one is shown it, told so before or not
    assert Claim.objects.count() == PLACES
    assert what_is_not_whole() == {}
