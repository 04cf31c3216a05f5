"""How many messages a minute one worker hands to a provider that takes 50 ms, and whether codes and news wait for bulk.

One Celery parent runs as `make run` starts it, with the real Twilio client and a stand-in that answers after 50 ms. The
clock runs from the first ring to the last row that says `sent`. Then 20,000 bulk messages wait, and beside them ten
pieces of news and one code a second are posted: what counts is how long after it was due each was handed over.
"""

import json
import os
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from redis import Redis

from bench import line
from bench.machine import Watch
from deploy.local import portal
from deploy.local.family import Child, Family
from deploy.local.places import PYTHON
from deploy.local.ports import any_free_port
from notifications import doorbell, outbox
from notifications.address import Address
from notifications.models import Message, State
from notifications.purposes import Urgency
from notifications.samples import samples_of

PROVIDER_TAKES = 0.05  # seconds
HANDED_OVER = 3_000
BULK_WAITING = 20_000
BESIDE_FOR = 60  # seconds
A_MOMENT = timedelta(milliseconds=1)
NEWS_A_SECOND = 10
EMPTY_TASK = "notifications.tasks.deliver"  # of no row: taken, and found to ask for nothing
NOTIFY = 3_000.0
"""Messages a minute that GOV.UK Notify takes from one service (alphagov/notifications-api, app/config.py)."""


def measure(folder: Path) -> None:
    """Print `messages.handed_over`, `messages.news_in_10_s` and `messages.codes_p99`. Expects a migrated database."""
    with Redis.from_url(settings.CELERY_BROKER_URL) as broker:
        broker.delete(*Urgency.values)  # what bookings rang for, to addresses that are nowhere
    with _stand_in_and_worker(folder):
        _hand_over(200, "warm")
        empty = _empty_tasks_a_minute(HANDED_OVER)
        watch = Watch()
        seconds = _hand_over(HANDED_OVER, "timed")
        line.say(
            "messages.handed_over", HANDED_OVER / seconds * 60, "messages/min", limit=NOTIFY, messages=HANDED_OVER,
            provider_takes_ms=PROVIDER_TAKES * 1000, threads=portal.SENDERS, connections=portal.SENDERS_CONNECTIONS,
            empty_tasks_per_min=round(empty), **watch.said(seconds),
        )  # fmt: skip
        _beside_bulk()


def _hand_over(number: int, about: str) -> float:
    """Post so many, ring for them, and wait until the provider has them all; seconds from the first ring."""
    rows = [_post("be_reachable", f"{about}:{each}", each) for each in range(number)]
    began = time.perf_counter()
    for row in rows:
        doorbell.ring([row.pk], row.urgency)
    _wait_until_sent(f"{about}:")
    return time.perf_counter() - began


def _beside_bulk() -> None:
    rows = [_post("be_reachable", f"bulk:{each}", each) for each in range(BULK_WAITING)]
    for row in rows:
        doorbell.ring([row.pk], row.urgency)
    began = time.perf_counter()
    for tick in range(BESIDE_FOR * NEWS_A_SECOND):
        time.sleep(max(0.0, began + tick / NEWS_A_SECOND - time.perf_counter()))
        news = _post("verified", f"bench-news:{tick}", tick)
        doorbell.ring([news.pk], news.urgency)
        if tick % NEWS_A_SECOND == 0:
            code = _post("one_time_code", f"bench-code:{tick}", tick)
            doorbell.ring([code.pk], code.urgency)
    still_waiting = Message.objects.filter(urgency=Urgency.BULK, state=State.QUEUED).count()
    _wait_until_sent("bench-news:")
    _wait_until_sent("bench-code:")
    news, codes = _delays("bench-news:"), _delays("bench-code:")
    in_time = sum(delay <= 10 for delay in news) / len(news)
    beside = {"bulk_waiting": BULK_WAITING, "bulk_waiting_at_the_end": still_waiting}
    line.say("messages.news_in_10_s", 100 * in_time, "%", limit=99.0, news=len(news), p99_ms=_p99(news), **beside)
    line.say("messages.codes_p99", _p99(codes), "ms", limit=2000.0, codes=len(codes), **beside)
    if not still_waiting:
        raise SystemExit("All bulk had left before the end: nothing was measured beside it.")


def _post(name: str, about: str, number: int) -> Message:
    sample = next(iter(samples_of(name, "id")))
    to = Address(person=f"claimant:{about}", phone=f"+62812{number:08d}")
    now = timezone.now()
    with transaction.atomic():  # what is not due at once is not rung for: the bench does that itself
        return outbox.post(name, to=to, about=about, context=sample.words(), now=now, not_before=now + A_MOMENT)[0]


def _empty_tasks_a_minute(number: int) -> float:
    """How many tasks that find nothing to do the same worker ends in a minute."""
    nobody = "11111111-1111-4111-8111-111111111111"
    for _ in range(number):
        current_app.send_task(EMPTY_TASK, (nobody,), queue=Urgency.BULK)
    last = _post("be_reachable", "last-empty:0", 0)
    began = time.perf_counter()
    doorbell.ring([last.pk], last.urgency)
    _wait_until_sent("last-empty:")
    return number / (time.perf_counter() - began) * 60


def _wait_until_sent(about: str) -> None:
    while Message.objects.filter(about__startswith=about, due_at__isnull=False).exists():
        time.sleep(0.02)
    if failed := Message.objects.filter(about__startswith=about).exclude(state=State.SENT).first():
        raise SystemExit(f"{failed} ended as {failed.state}, because {failed.reason!r}.")


def _delays(about: str) -> list[float]:
    """Seconds from due to handed over, in order."""
    times = Message.objects.filter(about__startswith=about).values_list("begun_at", "sent_at")
    return sorted((sent - begun).total_seconds() for begun, sent in times)


def _p99(ordered: list[float]) -> float:
    return round(ordered[len(ordered) * 99 // 100] * 1000, 1)


@contextmanager
def _stand_in_and_worker(folder: Path) -> Iterator[None]:
    port = any_free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "lapak_asik.settings",
        "TWILIO_BASE_URL": f"http://127.0.0.1:{port}",
        "TWILIO_ACCOUNT_SID": settings.TWILIO_ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": settings.TWILIO_AUTH_TOKEN,
        "QUIET_HOURS": "off",
        "MESSAGES_A_DAY": "1000000",
        "MESSAGES_A_DAY_PER_PREFIX": "1000000",
    }
    stand_in = [PYTHON, "-m", "standins.twilio_server", "--port", str(port), "--data", str(folder / "twilio")]
    logs = folder / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    with Family() as family:
        as_test = {**environment, "LAPAK_ENV": "test"}  # in production no stand-in starts
        family.add(Child("twilio-stand-in", stand_in, logs / "bench-twilio.log", as_test, patience=10))
        family.wait_until(lambda: _switched(port), "The stand-in", seconds=30)
        worker_environment = portal.sending_environment(environment)
        family.add(Child("worker", portal.sending_worker(), logs / "bench-worker.log", worker_environment, patience=30))
        yield


def _switched(port: int) -> bool:
    """Whether the stand-in answers, slowly from now on, and tells no states: nobody listens to them here."""
    wishes = [{"does": "slow", "seconds": PROVIDER_TAKES}, {"does": "lost_callbacks"}]
    request = urllib.request.Request(f"http://127.0.0.1:{port}/switch", json.dumps(wishes).encode())
    try:
        urllib.request.urlopen(request, timeout=5).close()  # noqa: S310 (loopback)
    except OSError:
        return False
    return True
