"""The comparison must be able to find a product that oversells, and one that refuses too much."""

import json
import subprocess
from collections import Counter

import pytest

from bench.crowd import Answer, Outcome, Unexpected
from bench.journeys import Full
from bench.peers import installing, pretix
from bench.peers.django_appointment import DjangoAppointment
from bench.peers.product import Booked, Place
from bench.peers.race import TRIES, oversold, race
from bench.peers.stream import result_of
from bench.peers.table import Row, table


class Shelf:
    """Sells `each` of every place, whatever the place holds, and walks no journey."""

    def __init__(self, each: int, contested: list[list[Place]]) -> None:
        self.each, self.contested = each, contested

    def bookings(self, places, number):
        return iter(range(number))

    def run(self, journeys, **bounds):
        tries, told = len(list(journeys)), self.each
        return Outcome(endings=[Booked()] * told + [Full()] * (tries - told), failures=Counter({"500": 1}))

    def sold(self, places):
        return [self.each for _ in places]


def answer(status: int, location: str = "", body: bytes = b"") -> Answer:
    return Answer(status, f"HTTP/1.1 {status} X\r\nlocation: {location}\r\n".encode(), body)


def walk(journey, *answers: Answer):
    """The requests of a journey that is given these answers, and how it ended."""
    requests = [journey.send(None)]
    for one in answers[:-1]:
        requests.append(journey.send(one))
    with pytest.raises(StopIteration) as end:
        journey.send(answers[-1])
    return requests, end.value.value


def test_each_place_is_counted_by_itself():
    places = [Place("a", 1), Place("b", 5)]

    assert oversold(places, [1, 5]) == 0
    assert oversold(places, [0, 2]) == 0
    assert oversold(places, [3, 0]) == 2
    assert oversold(places, [3, 9]) == 6


def test_a_product_that_sells_more_than_it_has_is_found():
    result = race(Shelf(8, [[Place("a", 5)], [Place("b", 5)]]))

    assert (result.tries, result.places, result.sold, result.told, result.oversold) == (2 * TRIES, 10, 16, 16, 6)
    assert result.failed == {"500": 2}


def test_a_product_that_sells_what_it_has_is_exact():
    result = race(Shelf(5, [[Place("a", 5)]]))

    assert (result.places, result.sold, result.oversold) == (5, 5, 0)


def test_only_what_ended_in_a_place_is_a_booking():
    outcome = Outcome(seconds=2.0, endings=[Booked(), Full(), Booked()], failures=Counter({"500": 4}))

    streamed = result_of(outcome, [0.1, 0.2, 0.3])

    assert (streamed.booked, streamed.per_second, streamed.failed) == (2, 1.0, {"500": 4})
    assert streamed.times == {"p50_ms": 200.0, "p95_ms": 300.0}


def test_the_table_has_a_row_for_each_product_and_columns_of_one_width():
    streamed = result_of(Outcome(seconds=2.0, endings=[Booked()] * 25), [0.25] * 25)
    raced = race(Shelf(8, [[Place("a", 5)]]))

    head, rule, first, second, *_ = table(
        [Row("one", "1.0", raced, streamed, streamed), Row("two", "2.10", None, streamed, streamed)]
    ).split("\n")

    assert len({len(head), len(rule), len(first), len(second)}) == 1
    assert [cell.strip() for cell in first.strip("|").split("|")] == [
        "one", "1.0", "40", "5", "8", "3", "12.5/s", "250 ms", "12.5/s", "250 ms",
    ]  # fmt: skip
    assert [cell.strip() for cell in second.strip("|").split("|")][2:6] == ["–"] * 4


def test_the_table_says_when_others_used_the_machine():
    quiet = result_of(Outcome(seconds=1.0, machine={"others_used_percent_of_machine": 3}), [])
    busy = result_of(Outcome(seconds=1.0, machine={"others_used_percent_of_machine": 40}), [])

    assert "Others" not in table([Row("one", "1", None, quiet, quiet)])
    assert "up to 40 %" in table([Row("one", "1", None, quiet, busy), Row("two", "1", None, quiet, quiet)])


def test_a_race_that_nobody_won_measured_nothing():
    streamed, nothing = result_of(Outcome(seconds=1.0, endings=[Booked()]), [0.1]), result_of(Outcome(seconds=1.0), [])

    assert Row("one", "1", race(Shelf(5, [[Place("a", 5)]])), streamed, streamed).has_figures()
    assert Row("one", "1", None, streamed, streamed).has_figures()
    assert not Row("one", "1", race(Shelf(0, [[Place("a", 5)]])), streamed, streamed).has_figures()
    assert not Row("one", "1", None, streamed, nothing).has_figures()


def test_pretix_is_told_the_hour_and_believed_by_its_status():
    shop = pretix.Pretix(peer=None, token="secret", item=7, hours=list(range(20)))  # type: ignore[arg-type]

    (order,), ending = walk(next(shop.bookings([Place(11, 5)], 1)), answer(201))

    position = json.loads(order.raw.partition(b"\r\n\r\n")[2])["positions"][0]
    assert (position["item"], position["subevent"], ending) == (7, 11, Booked())


def test_pretix_full_is_not_pretix_failing():
    shop = pretix.Pretix(peer=None, token="secret", item=7, hours=list(range(20)))  # type: ignore[arg-type]
    first, second = shop.bookings([Place(11, 5)], 2)

    _, ending = walk(first, answer(400, body=b"There is not enough quota available on quota"))
    second.send(None)

    assert ending == Full()
    with pytest.raises(Unexpected, match="409"):
        second.send(answer(409, body=b"try again"))


def test_django_appointment_is_booked_by_both_forms_and_nothing_less():
    hours = [[{"staff_member": n, "date": "2026-11-28", "start_time": "09:00:00"} for n in range(20)]] * 10
    desk = DjangoAppointment(peer=None, service=3, hours=hours, sessions=["one", "two"])  # type: ignore[arg-type]
    first, second = desk.bookings(desk.hot, 2)

    (chosen, who), ending = walk(first, answer(302, "/client-info/5/17a/"), answer(302, "/thank-you/9/"))
    second.send(None)
    second.send(answer(302, "/client-info/6/18b/"))

    assert b"sessionid=one" in chosen.raw
    assert chosen.name == "POST /request-submit/"
    assert who.name == "POST /client-info/5/17a/"
    assert ending == Booked()
    with pytest.raises(Unexpected, match="500"):
        second.send(answer(500))


def test_a_race_hour_of_django_appointment_has_as_many_places_as_the_others():
    hours = [[{"staff_member": n} for n in range(20)]] * 10

    desk = DjangoAppointment(peer=None, service=3, hours=hours, sessions=[])  # type: ignore[arg-type]
    shop = pretix.Pretix(peer=None, token="secret", item=7, hours=list(range(20)))  # type: ignore[arg-type]

    sizes = [[sum(place.capacity for place in hour) for hour in product.contested] for product in (desk, shop)]
    assert sizes == [[5] * 5] * 2


def test_an_environment_that_holds_the_pinned_version_is_not_installed_again(tmp_path, monkeypatch):
    ran = []

    def run(command, **_):
        ran.append(command)
        (tmp_path / "pretix/bin").mkdir(parents=True, exist_ok=True)
        (tmp_path / "pretix/bin/python").touch()
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", run)

    installing.installed("pretix", tmp_path)
    made = len(ran)
    installing.installed("pretix", tmp_path)
    again = len(ran)
    monkeypatch.setitem(installing.WANTED, "pretix", ("pretix==1.0",))
    installing.installed("pretix", tmp_path)

    assert (made, again - made, len(ran) - again) == (2, 0, 2)  # made and filled; nothing; made and filled anew
    assert ran[-1][-1] == "pretix==1.0"


def test_a_peer_that_cannot_be_installed_is_told_so_by_name(tmp_path, monkeypatch):
    monkeypatch.setattr(
        subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, "install" in command)
    )

    with pytest.raises(SystemExit, match="Could not install pretix"):
        installing.installed("pretix", tmp_path)
