"""The bench of the rush: everybody walks on a timetable of their own, and the order is judged from what was written."""

import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import perf_counter

import pytest

from bench.browser import Browser
from bench.rush import fairness
from bench.rush.fairness import Entered
from bench.rush.throng import Rest, Throng

START = datetime(2026, 11, 24, tzinfo=UTC)


class Door(BaseHTTPRequestHandler):
    """Answers with its path; every fifth answer ends the connection, as a server that is restarted does."""

    protocol_version = "HTTP/1.1"
    answered = 0

    def do_GET(self):
        Door.answered += 1
        self.send_response(404 if self.path == "/odd" else 200)
        self.send_header("Content-Length", str(len(self.path)))
        if Door.answered % 5 == 0:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(self.path.encode())

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 128


@pytest.fixture
def port():
    server = Server(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def visits(name: str, number: int, rest: float = 0.0):
    seen = []
    for n in range(number):
        page = yield from Browser().get(f"/{name}/{n}")
        seen.append(page.text)
        if rest:
            yield Rest(rest)
    return seen


def astray():
    (yield from Browser().get("/odd")).expect(200)


def test_more_people_than_connections_all_walk_to_their_end(port):
    outcome = Throng(port).run((0.0, visits(f"orang{n}", 3)) for n in range(200))

    assert sorted(outcome.endings) == sorted([f"/orang{n}/{visit}" for visit in range(3)] for n in range(200))
    assert outcome.failures == {}


def test_everybody_rests_alone_and_at_the_same_time(port):
    started = perf_counter()
    outcome = Throng(port).run((0.05, visits(f"orang{n}", 2, rest=0.3)) for n in range(40))

    assert 0.6 < outcome.seconds <= perf_counter() - started < 40 * 0.3
    assert len(outcome.endings) == 40


def test_an_odd_answer_is_counted_and_the_others_go_on(port):
    outcome = Throng(port).run([(0.0, astray()), (0.0, visits("orang", 2)), (0.1, astray())])

    assert outcome.failures == {"404": 2}
    assert len(outcome.endings) == 1


# --- Judging the order ------------------------------------------------------------------------------------------


def in_order(*places: int) -> list[Entered]:
    """People who entered a second after each other, by their places; all were called before the first did."""
    return [Entered(n, place, START, START + timedelta(seconds=n)) for n, place in enumerate(places)]


def called(*seconds: int | None, entered: int | None = None) -> list[Entered]:
    """People of the places 1, 2, 3 … who were called then, and all entered at that second."""
    at = [second if second is None else START + timedelta(seconds=second) for second in (*seconds, entered)]
    return [Entered(place, place, each, at[-1]) for place, each in enumerate(at[:-1], 1)]


def test_the_rank_correlation_is_one_for_the_same_order_and_minus_one_for_the_opposite():
    assert fairness.rank_correlation([1, 2, 3, 9], [10, 20, 30, 31]) == 1
    assert fairness.rank_correlation([1, 2, 3, 9], [4, 3, 2, 1]) == -1
    assert fairness.rank_correlation([1, 2, 3, 4], [2, 4, 1, 3]) == 0


def test_who_is_overtaken_is_counted_by_those_of_later_places_alone():
    assert fairness.most_overtaken(in_order(1, 2, 3)) == 0
    assert fairness.most_overtaken(in_order(2, 3, 4, 1, 5)) == 3
    assert fairness.most_overtaken([*in_order(2, 1), Entered(9, 3, None, None)]) == 1


def test_who_passed_the_line_is_found():
    assert fairness.passed_the_line(called(0, 0, 1, 2, None, entered=9)) == 1  # the last was never called
    assert fairness.passed_the_line(called(0, 0, 1, 2, None)) == 0
    assert fairness.passed_the_line(called(0, 5, 1, 2)) == 1
    assert fairness.passed_the_line(called(0, None, 1, 2)) == 1
    assert fairness.passed_the_line(called(0, 1, entered=0)) == 1
