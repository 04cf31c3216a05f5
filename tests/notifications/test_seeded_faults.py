"""A hundred and twenty small catastrophes, drawn from seeds: real worker, broker, database and servers.

The rule: of each event each person gets at most one message by each of Twilio's channels, and at least one by any
channel, or a row says by name why not; a later rung leaves only as long as nothing proves that the person was told. By
e-mail it is never none, and each repeat carries the same Message-ID and Date and is counted. A code whose end nobody
knows is void: it may have arrived, counts for nothing, and the person asks for another.

`FAULT_SEEDS=17 pytest tests/notifications/test_seeded_faults.py` plays one of them alone, `FAULT_SEEDS=1-300` more.
"""

import os
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.models import F, Min
from django.db.models.functions import Least
from django.utils import timezone

from notifications import delivery, ladder
from notifications.delivery import LEASE_FOR
from notifications.models import Channel, Message, State
from notifications.twilio_channel import TIME_OUT
from tests.notifications import seeded
from tests.notifications.conftest import post
from tests.notifications.seeded import Script
from tests.own_postgres import crash_and_start_again
from tests.processes import app, point_the_bell_at

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900)]

SEEDS = os.environ.get("FAULT_SEEDS", "1-120")
TOGETHER = 40  # seeds played at once
ROUNDS = 25  # looks of the sweeps after which nothing may be left to do
A_WHILE = timedelta(minutes=2)  # what is due so soon after another, or a quarter later, is looked at together with it
LONGEST_CALL = TIME_OUT + 1  # seconds; a row in hand for longer was lost with a connection
PATIENCE = 120.0  # seconds for all that is due at once, on a busy machine
CALLBACKS_TAKE = 1.2  # seconds after which a stand-in that behaves has told all
CLOCKS = ("due_at", "climb_at", "begun_at", "taken_at", "sent_at", "delivered_at", "read_at", "failed_at", "told_at")


class World:
    """Everything that can be broken, and what is known of it."""

    def __init__(
        self, postgres, start_worker, valkey, twilio_stand_in, mail_catcher, live_server, program="lapak_asik"
    ) -> None:
        self.postgres, self.valkey, self.twilio, self.mail = postgres, valkey, twilio_stand_in, mail_catcher
        options = ("--pool", "threads", "--concurrency", "16", "--without-gossip", "--without-mingle")
        self._start = lambda: start_worker(*options, program=program, PUBLIC_BASE_URL=live_server.url)
        self.worker = self._start()
        self.left_in_hand: set[tuple[object, int]] = set()  # rows whose worker is dead
        self.happened: Counter[str] = Counter()

    # --- Disasters ---

    def bring(self, disaster: str) -> None:
        deeds: dict[str, Callable[[], None]] = {
            "worker killed": self._kill_the_worker,
            "broker wiped": lambda: app.connection_for_write().default_channel.client.flushall(),
            "broker killed": self._kill_the_broker,
            "connections cut": self._cut_connections,
            "database crashed": lambda: crash_and_start_again(self.postgres),
        }
        deeds[disaster]()
        self.happened[disaster] += 1

    def _kill_the_worker(self) -> None:
        end = time.monotonic() + 2
        while not in_hand().exists() and time.monotonic() < end:
            time.sleep(0.01)
        self.worker.kill()
        left = set(in_hand().values_list("pk", "tries"))
        self.left_in_hand |= left
        self.happened["left in hand"] += len(left)
        self.worker = self._start()

    def _kill_the_broker(self) -> None:
        self.valkey.kill()
        self.valkey.start()
        point_the_bell_at(self.valkey.url)

    def _cut_connections(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    # --- Time ---

    def settle(self, rounds: int) -> None:
        """Have the sweeps run, and time pass to what is next to do, until nothing is; not for ever."""
        for _ in range(rounds):
            self.look()
            following = next_instant()
            if following is None:
                return
            leap = (following - timezone.now()) * 1.25 + A_WHILE
            if leap > LEASE_FOR:
                time.sleep(CALLBACKS_TAKE)
            let_pass(leap)

    def look(self) -> None:
        """One look of the sweeps, and of those who come after them, until nobody has anything in hand.

        Who still had would be overtaken by the time that is let pass, as no provider call can be overtaken by a lease.
        """
        ladder.climb(now=timezone.now())
        end = time.monotonic() + PATIENCE
        while due().exists():
            assert time.monotonic() < end, "The worker does not come to an end."
            delivery.ring_due(now=timezone.now())  # again and again: the bell may be lost with the broker
            rung_at = time.monotonic()
            while due().exists() and time.monotonic() < rung_at + 2:
                time.sleep(0.05)
        end = time.monotonic() + LONGEST_CALL
        while set(in_hand().values_list("pk", "tries")) - self.left_in_hand and time.monotonic() < end:
            time.sleep(0.05)


def due():
    return Message.objects.due(timezone.now()).exclude(channel=Channel.CALL)


def in_hand():
    return Message.objects.filter(state=State.SENDING)


def next_instant() -> datetime | None:
    """When the machines have something to do again."""
    of_machines = Message.objects.exclude(channel=Channel.CALL)
    return of_machines.aggregate(at=Least(Min("due_at"), Min("climb_at")))["at"]


def let_pass(by: timedelta) -> None:
    """As if all that happened had happened that much earlier. When it was posted stays: that is a letter's Date."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "LOCK TABLE notifications_message IN SHARE ROW EXCLUSIVE MODE"
        )  # no row in the middle of a change
        Message.objects.update(**{name: F(name) - by for name in CLOCKS})


def play(world: World, scripts: Sequence[Script], *, disasters: bool, rounds: int = ROUNDS) -> list[str]:
    """Post what the scripts have, break what they break, let time pass, and say what must not be."""
    world.mail.misbehave_at_once(*[wish for script in scripts for wish in script.mail_wishes] or [{"does": "well"}])
    world.twilio.behave()
    for script in scripts:
        besides = [{"does": "lost_callbacks"}] if script.is_silent else []
        world.twilio.play_seed(script.seed, messages=2 * seeded.MESSAGES, to=script.numbers, besides=besides)
    now = timezone.now()
    for script in scripts:
        for name, about, to in script.messages:
            post(name, to=to, about=about, now=now)
    if disasters:
        chance = random.Random(scripts[0].seed)
        for disaster in dict.fromkeys(script.disaster for script in scripts if script.disaster):
            time.sleep(chance.uniform(0.1, 0.6))
            world.bring(disaster)
    world.settle(rounds)
    return faults(world, scripts)


def faults(world: World, scripts: Sequence[Script]) -> list[str]:
    taken: Counter[str] = Counter()
    for (to, _), times in world.twilio.accepted().items():
        taken[to] += times
    letters = defaultdict(list)
    for letter in world.mail.messages():
        letters[letter["message_id"]].append(letter)
    return [fault for script in scripts for fault in seeded.faults(script, taken, letters)]


def seeds() -> list[int]:
    first, _, last = SEEDS.partition("-")
    return list(range(int(first), int(last or first) + 1))


@pytest.fixture
def world(postgres, start_worker, valkey, twilio_stand_in, mail_catcher, live_server, settings):
    settings.PUBLIC_BASE_URL = live_server.url
    return lambda **how: World(postgres, start_worker, valkey, twilio_stand_in, mail_catcher, live_server, **how)


def test_whatever_breaks_nobody_is_told_twice_and_nobody_is_forgotten(world):
    broken, found = world(), []

    for begin in range(0, len(seeds()), TOGETHER):
        scripts = [seeded.drawn(seed) for seed in seeds()[begin : begin + TOGETHER]]
        found += play(broken, scripts, disasters=True)

    assert not found, "\n".join(found)
    if len(seeds()) >= 100:  # else the disasters are those of the few that were drawn
        assert min(broken.happened[disaster] for disaster in seeded.DISASTERS if disaster) > 0
        assert broken.happened["left in hand"] > 0
        assert Message.objects.filter(repeats__gt=0).exists()
        assert Message.objects.filter(reason="void").exists()


def test_without_asking_before_it_sends_again_a_worker_tells_somebody_twice(world):
    """The control: scripts in which no callback comes, and every question is answered "never heard of it"."""
    careless = world(program="tests.notifications.careless_worker:app")
    silent = [script for script in map(seeded.drawn, range(1, 40)) if script.is_silent]

    found = play(careless, silent, disasters=False, rounds=4)

    assert any("taken 2 times" in fault for fault in found)
