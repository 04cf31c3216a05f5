import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench.browser import Browser
from bench.crowd import run, whole_answer


class Counter(BaseHTTPRequestHandler):
    """Answers with the cookie it was sent; /odd with a 404."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = (self.headers["Cookie"] or "none").encode()
        self.send_response(404 if self.path == "/odd" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Set-Cookie", "seen=yes; Path=/; HttpOnly")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def port():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Counter)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def twice():
    browser = Browser()
    first = yield from browser.get("/")
    second = yield from browser.get("/")
    return first.text, second.text


def astray():
    page = yield from Browser().get("/odd")
    page.expect(200)


def test_each_journey_is_walked_once_by_a_browser_with_cookies_of_its_own(port):
    outcome = run((twice() for _ in range(20)), port, clients=4)

    assert outcome.endings == [("none", "seen=yes")] * 20
    assert len(outcome.times["GET /"]) == 40


def test_an_answer_no_browser_should_get_is_counted_and_the_crowd_goes_on(port):
    outcome = run((walk() for walk in (astray, twice, astray, twice)), port, clients=2)

    assert outcome.failures == {"404": 2}
    assert len(outcome.endings) == 2


def test_no_journey_is_begun_once_time_is_over(port):
    outcome = run((twice() for _ in range(20)), port, clients=2, seconds=0)

    assert not outcome.endings


def test_an_answer_is_whole_only_with_all_of_its_body():
    head = b"HTTP/1.1 302 Found\r\nContent-Length: 4\r\n\r\n"

    assert whole_answer(head[:-2]) is None
    assert whole_answer(head + b"abc") is None
    assert whole_answer(head + b"abcd").status == 302
