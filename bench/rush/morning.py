"""The morning in its order: numbers before the opening, the opening, the rush, the count."""

import signal
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Max, Sum
from django.utils import timezone

from bench import counting, line, machine
from bench.crowd import Outcome, run
from bench.journeys import CHECK, TIME, Confirmed
from bench.measuring import prepare_database
from bench.preparing import open_hours, walk_to_the_check
from bench.rush import fairness, people, preparing
from bench.rush.people import POSITION, Listed, Told
from bench.rush.throng import Throng
from bench.web import serving
from claims import fresh
from deploy.local.family import Stopped
from queueing.models import Draft, Rush, Slot, Ticket, WaitingEntry
from queueing.rush import lines

LATE = 0.04
"""So many hear of it only after the opening, and come within a minute of it."""

LATE_WITHIN, NOTICE = 60.0, 8.0
DRAWS_AT_ONCE = 24

PAGES = {
    "number": f"POST {people.ROOM}",
    "position": POSITION,
    "hours": f"GET {TIME}",
    "hold": f"POST {TIME}",
    "booking": f"POST {CHECK}",
}


def measure(folder: Path, *, people: int, places: int) -> int:
    """Walk the morning; the exit code is 1 when anything was oversold or lost, or anybody met an odd answer."""
    prepare_database()
    with serving(folder) as port:
        _stop_when_asked()
        everybody = _prepare(port, people, places)
        at_start = machine.web_megabytes()
        late = everybody[len(everybody) - int(len(everybody) * LATE) :]
        numbered = _draw(port, everybody[: len(everybody) - len(late)])
        before = machine.web_megabytes()
        opens_at = _announce(numbered)
        outcome = _rush(port, opens_at, numbered, late)
        after = machine.web_megabytes()
    _say_numbers(numbered)
    wrong = _say_places(outcome, places)
    wrong += _say_people(outcome, numbered, len(everybody))
    wrong += _say_order()
    _say_pages(outcome)
    line.say("rush.memory", after, "MB", at_start=at_start, before_the_opening=before, processes="web, all workers")
    return 1 if wrong or outcome.failures or numbered.failures else 0


def _stop_when_asked() -> None:
    """A quarter of an hour is long: Ctrl-C ends it at once, and what was started is stopped on the way out."""

    def stop(*_: object) -> None:
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)


# --- Before ---


def _prepare(port: int, number: int, places: int) -> list[preparing.Person]:
    now = timezone.now()
    first = open_hours(now, skip=0, branches=1, capacity=1)[0]
    walked = run(iter([walk_to_the_check(first)]), port, clients=1)
    if not walked.endings:
        raise SystemExit(f"The pages do not lead to the check: {dict(walked.failures)}")
    pattern = Draft.objects.get().answers
    Ticket.objects.all().delete()
    Slot.objects.all().delete()
    opens_at = now + timedelta(minutes=59)
    preparing.open_day(now, places=places, opens_at=opens_at)
    lines.prepare(now, seeds=iter(fresh.token, ""))
    return preparing.people(pattern, number, now=now)


def _draw(port: int, early: list[preparing.Person]) -> Outcome:
    """Nearly everybody presses the button, some two dozen at any time."""
    return run(map(people.draw, early), port, clients=DRAWS_AT_ONCE, seconds=3000)


def _announce(numbered: Outcome) -> datetime:
    """Bring the opening forward to a few seconds from now: nobody shall wait for the rest of the hour."""
    opens_at = timezone.now() + timedelta(seconds=NOTICE)
    Rush.objects.update(opens_at=opens_at)
    Slot.objects.update(releases_at=opens_at)
    return opens_at


# --- The rush ---


def _rush(port: int, opens_at: datetime, numbered: Outcome, late: list[preparing.Person]) -> Outcome:
    wait = (opens_at - timezone.now()).total_seconds()
    early = [(wait + 1 + index % 20 + index % 97 / 97, people.follow(each))
             for index, each in enumerate(numbered.endings)]  # fmt: skip
    after = [(wait + 1 + LATE_WITHIN * index / max(1, len(late)), people.come_late(each))
             for index, each in enumerate(late)]  # fmt: skip
    return Throng(port).run([*early, *after])


# --- What came of it ---


def _say_numbers(numbered: Outcome) -> None:
    line.say("rush.numbers", len(numbered.endings) / numbered.seconds, "numbers/s", drawn=len(numbered.endings),
             seconds=round(numbered.seconds, 1), failed=dict(numbered.failures),
             **_milliseconds(numbered, "number", "position"), **numbered.machine)  # fmt: skip


def _say_places(outcome: Outcome, places: int) -> int:
    opening = Rush.objects.get()
    confirmed = Ticket.objects.confirmed()
    last = confirmed.aggregate(last=Max("confirmed_at"))["last"]
    seconds = (last - opening.opens_at).total_seconds() if last else 0.0
    sold_out = opening.sold_out_at and (opening.sold_out_at - opening.opens_at).total_seconds()
    beyond, slots = counting.oversold()
    taken = Slot.objects.aggregate(taken=Sum("taken"))["taken"]
    told = [end for end in outcome.endings if isinstance(end, Confirmed)]
    missing = counting.lost(told)
    line.say("rush.sold", confirmed.count(), "places", limit=places, seconds_until_all_were_held=sold_out,
             seconds_until_the_last_booking=round(seconds, 1), bookings_per_s=round(len(told) / seconds, 1) if seconds
             else 0, called_per_s=settings.RUSH_ADMITS_PER_SECOND, taken=taken, slots=slots)  # fmt: skip
    line.say("rush.oversold", beyond, "places", slots=slots)
    line.say("rush.lost", missing.total(), "places", confirmed=len(told), missing=dict(missing))
    return beyond + missing.total() + abs(confirmed.count() - len(told))


def _say_people(outcome: Outcome, numbered: Outcome, number: int) -> int:
    """Everybody has a place, a number on a list, or a page that says why not; nobody met anything else."""
    kinds = Counter(type(end).__name__ for end in outcome.endings)
    listed = WaitingEntry.objects.count()
    told = Counter(end.by for end in outcome.endings if isinstance(end, Told))
    ended = kinds[Confirmed.__name__] + kinds[Listed.__name__] + kinds[Told.__name__]
    line.say("rush.people", ended, "people", limit=number, with_a_place=kinds[Confirmed.__name__],
             on_a_waiting_list=kinds[Listed.__name__], entries=listed, told=dict(told),
             failed=dict(outcome.failures + numbered.failures), seconds=round(outcome.seconds, 1),
             **outcome.machine)  # fmt: skip
    return abs(number - ended)


def _say_order() -> int:
    opening = Rush.objects.get()
    everybody = fairness.everybody(opening)
    drawn = [each for each in everybody if each.serial <= (opening.drawn_before or 0)]
    inside = [(each.place, each.at.timestamp()) for each in everybody if each.at]
    waits = [(each.at - each.called).total_seconds() for each in everybody if each.at and each.called]
    wrong = fairness.passed_the_line(everybody)
    line.say(
        "rush.passed_the_line", wrong, "people", entered=len(inside), drawn=len(drawn),
        correlation_of_place_and_entering=_correlation(inside),
        correlation_of_coming_early_and_place=_correlation([(each.serial, each.place) for each in drawn]),
        most_overtaken=fairness.most_overtaken(everybody),
        **{f"from_call_to_hour_{name}": value for name, value in line.milliseconds(waits).items()},
    )  # fmt: skip
    return wrong


def _correlation(pairs: list[tuple[float, float]]) -> float:
    return round(fairness.rank_correlation([one for one, _ in pairs], [other for _, other in pairs]), 4)


def _say_pages(outcome: Outcome) -> None:
    times = outcome.times[POSITION]
    line.say("rush.pages", len(times) / outcome.seconds, "position pages/s", pages=len(times),
             **_milliseconds(outcome, *PAGES))  # fmt: skip


def _milliseconds(outcome: Outcome, *names: str) -> dict[str, float]:
    return {
        f"{name}_{key}": value for name in names for key, value in line.milliseconds(outcome.times[PAGES[name]]).items()
    }
