"""The order of the measurements, and the lines that come of them."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from bench import cleaning, counting, journeys, line, mail, messages, scans, web_memory
from bench.browser import Browser
from bench.crowd import CLIENTS, Journey, Outcome, run
from bench.journeys import Confirmed, Full
from bench.preparing import Waiting, come_this_far, open_hours, stand_in_line, walk_to_the_check
from bench.raw_sql import Copies
from bench.web import serving
from queueing.models import Draft, Slot

JOURNEYS, SECONDS = 1500, 15.0  # each timed run ends with whichever comes first
PAGE_SECONDS, RAW_SECONDS = 5.0, 4.0
WARM_UP = 64
CONTESTED, PLACES, TRIES = 20, 5, 16  # slots, places in each, and browsers that try for each
POST = f"POST {journeys.CHECK}"


@dataclass
class House:
    """A prepared portal: where it answers, its hours, the pattern of a draft, what browsers were told so far."""

    port: int
    many: list[Slot]
    hot: Slot
    contested: list[Slot]
    pattern: dict[str, Any]
    confirmed: list[Confirmed] = field(default_factory=list)
    failures: int = 0

    def fresh(self, slots: list[Slot], number: int, **kept: Any) -> list[Waiting]:
        return come_this_far(self.pattern, slots, number, now=timezone.now(), **kept)

    def run(self, walked: Iterator[Journey], **bounds: Any) -> Outcome:
        """Run, and remember what browsers were told, for the count at the end."""
        outcome = run(walked, self.port, **bounds)
        self.confirmed += [end for end in outcome.endings if isinstance(end, Confirmed)]
        self.failures += outcome.failures.total()
        return outcome


def measure(folder: Path) -> int:
    """Measure everything; the exit code is 1 when a place was oversold or lost, or a browser met an odd answer."""
    prepare_database()
    with serving(folder) as port:
        house = open_house(port)
        _warm_up(house)
        claim = Draft.objects.exclude(claim=None).values_list("claim_id", flat=True)[0]
        raw = Copies(claim)
        _bookings(house, raw)
        wrong = _exactness(house)
        pages = {name: _page(house, path, browsers) for name, path, browsers in _pages(house)}
    _compare_pages(folder, pages)
    cleaning.measure()
    scans.measure()
    web_memory.measure(folder)
    mail.measure(folder)
    messages.measure(folder)
    return 1 if wrong or house.failures else 0


def prepare_database(*, durable: bool = True) -> None:
    """Fill an empty database with what every office begins with."""
    if connection.introspection.table_names():
        raise SystemExit("The bench fills its database with invented people: it only starts on an empty one.")
    for setting in ("fsync", "synchronous_commit", "full_page_writes") * durable:
        with connection.cursor() as cursor:
            cursor.execute(f"SHOW {setting}")
            if cursor.fetchone() != ("on",):
                raise SystemExit(f"{setting} is not on: a booking counts when PostgreSQL would keep it.")
    for command in (["migrate", "--no-input"], ["load_branches"], ["load_catalogue"], ["collectstatic", "--no-input"]):
        call_command(*command, verbosity=0, stdout=sys.stderr)


def open_house(port: int) -> House:
    now = timezone.now()
    many = open_hours(now, skip=0, branches=4, capacity=1000)[:100]
    hot = open_hours(now, skip=4, branches=1, capacity=10_000)[7]
    contested = open_hours(now, skip=5, branches=1, capacity=PLACES)[:CONTESTED]
    walked = run(iter([walk_to_the_check(many[0])]), port, clients=1)
    if not walked.endings:
        raise SystemExit(f"The pages do not lead to the check: {dict(walked.failures)}")
    return House(port, many, hot, contested, Draft.objects.get().answers)


def _warm_up(house: House) -> None:
    """Let both workers load what they keep; their first pages are not timed."""
    house.run(journeys.each(journeys.booking, iter(house.fresh(house.many, WARM_UP))))


# --- Bookings ---


def _bookings(house: House, raw: Copies) -> None:
    limit = raw.rate([slot.pk for slot in house.many], RAW_SECONDS)
    many = _booking_run(house, house.many)
    whole, held = _whole_run(house), _held_run(house)
    _say_bookings("booking.many_slots", many, limit, slots=100, whole_intake_per_s=round(_rate(whole), 1),
                  whole_intake_journeys=len(whole.endings), whole_intake_failed=dict(whole.failures))  # fmt: skip
    _say_bookings("booking.held", held, limit, slots=100)
    hot = raw.rate([house.hot.pk], RAW_SECONDS)
    _say_bookings("booking.one_slot", _booking_run(house, [house.hot]), hot, slots=1)
    posts, on_one = _post_run(house, house.many), _post_run(house, [house.hot])
    _say_bookings("booking.post_only", posts, limit, slots=100, one_slot_per_s=round(_rate(on_one), 1))


def _booking_run(house: House, slots: list[Slot]) -> Outcome:
    return house.run(journeys.each(journeys.booking, iter(house.fresh(slots, JOURNEYS))), seconds=SECONDS)


def _whole_run(house: House) -> Outcome:
    waiting = house.fresh(house.many, JOURNEYS // 2, without=("participant", "account"))
    return house.run(journeys.each(journeys.whole_intake, iter(waiting)), seconds=SECONDS)


def _held_run(house: House) -> Outcome:
    waiting = house.fresh(house.many, JOURNEYS // 2, without=("slot",))
    return house.run(journeys.each(journeys.held_booking, iter(waiting)), seconds=SECONDS)


def _post_run(house: House, slots: list[Slot]) -> Outcome:
    """The check pages are opened before the clock starts."""
    opened = house.run(journeys.each(journeys.open_check, iter(house.fresh(slots, JOURNEYS))), seconds=SECONDS)
    return house.run(journeys.each(journeys.post_only, iter(opened.endings)), seconds=SECONDS)


def _rate(outcome: Outcome) -> float:
    return sum(isinstance(end, Confirmed) for end in outcome.endings) / outcome.seconds


def _say_bookings(name: str, outcome: Outcome, limit: float, **detail: Any) -> None:
    times = {f"{kind}_{name}": value for kind, of in _by_page(outcome) for name, value in line.milliseconds(of).items()}
    line.say(
        name, _rate(outcome), "bookings/s", limit=limit, clients=CLIENTS, journeys=len(outcome.endings),
        seconds=round(outcome.seconds, 1), failed=dict(outcome.failures), **times, **detail, **outcome.machine,
    )  # fmt: skip


def _by_page(outcome: Outcome) -> Iterator[tuple[str, list[float]]]:
    yield "post", outcome.times[POST]
    yield "form", outcome.times[f"GET {journeys.CHECK}"]
    yield "confirmation", outcome.times[f"GET {journeys.DONE}"]


# --- Exactness ---


def _exactness(house: House) -> int:
    """Every browser that tries for a slot tries at the same time as the others; then everything is counted."""
    tries = house.fresh([slot for slot in house.contested for _ in range(TRIES)], CONTESTED * TRIES)
    outcome = house.run(journeys.each(journeys.booking, iter(tries)))
    refused = sum(isinstance(end, Full) for end in outcome.endings)
    beyond, slots = counting.oversold()
    line.say("booking.oversold", beyond, "places", tries=len(tries), places=CONTESTED * PLACES, refused=refused,
             sold=len(outcome.endings) - refused, slots_counted=slots, failed=dict(outcome.failures))  # fmt: skip
    missing = counting.lost(house.confirmed)
    line.say("booking.lost", missing.total(), "places", confirmed=len(house.confirmed), missing=dict(missing))
    return beyond + missing.total()


# --- Pages ---


def _pages(house: House) -> Iterator[tuple[str, str, list[Browser]]]:
    """Pages as somebody sees them who was never here, and the hours of a branch as its drafts see them."""
    yield "page.landing", "/", [Browser() for _ in range(CLIENTS)]
    yield "page.availability", "/tempat/", [Browser() for _ in range(CLIENTS)]
    yield "page.availability_branch", f"/tempat/{house.hot.branch.code}/", [Browser() for _ in range(CLIENTS)]
    yield "page.slots", "/ajukan/waktu/", [one.browser() for one in house.fresh(house.many, CLIENTS)]
    yield "page.waiting", stand_in_line(house.hot, 50_000), [Browser() for _ in range(CLIENTS)]


def _page(house: House, path: str, browsers: list[Browser]) -> Outcome:
    outcome = _load(path, browsers, house.port)
    house.failures += outcome.failures.total()
    return outcome


def _load(path: str, browsers: list[Browser], port: int) -> Outcome:
    return run((journeys.again_and_again(path, browser, PAGE_SECONDS) for browser in browsers), port)


def _compare_pages(folder: Path, pages: dict[str, Outcome]) -> None:
    empty = {}
    for name in ("bare", "dressed"):
        with serving(folder, "bench.empty.wsgi:application", f"bench.empty.{name}_settings") as port:
            _load("/", [Browser() for _ in range(CLIENTS)], port)  # warms it up
            empty[name] = _page_rate(_load("/", [Browser() for _ in range(CLIENTS)], port))
    for name, outcome in pages.items():
        (times,) = outcome.times.values()
        line.say(
            name, _page_rate(outcome), "requests/s", limit=empty["bare"], clients=CLIENTS, **line.milliseconds(times),
            empty_view_behind_our_middleware=round(empty["dressed"], 1), failed=dict(outcome.failures),
            **outcome.machine,
        )  # fmt: skip


def _page_rate(outcome: Outcome) -> float:
    return sum(map(len, outcome.times.values())) / outcome.seconds
