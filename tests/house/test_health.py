"""The operator's page: what the portal needs makes it ill, what it can do without never does."""

import importlib.util
import socket
import time

import pytest
from django.core.cache import cache

from claims.cleaning import ocr, scanner
from lapak_asik import health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def worker_is_well():
    cache.set(health.CANARY, time.time())
    yield
    cache.delete(health.CANARY)


def parts(client) -> dict[str, dict]:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    return answer.json()["parts"]


def test_without_a_scanner_it_is_well_and_says_so(client, settings):
    settings.CLAMD_URL = None

    assert parts(client)["scanner"] == {"ok": True, "says": "Virus scanning is off: no scanner is configured."}


def test_a_scanner_that_does_not_answer_is_said_and_makes_nothing_ill(client, settings):
    with socket.create_server(("127.0.0.1", 0)) as door:
        settings.CLAMD_URL = door.getsockname()

    said = "The virus scanner does not answer: files wait until it does."
    assert parts(client)["scanner"] == {"ok": False, "says": said}


def test_a_scanner_that_answers_is_said(client, settings, monkeypatch):
    settings.CLAMD_URL = ("127.0.0.1", 3310)
    monkeypatch.setattr(scanner, "answers", lambda: True)

    assert parts(client)["scanner"] == {"ok": True, "says": "The virus scanner answers."}


@pytest.mark.parametrize(
    ("languages", "says"), [({"ind"}, "are read by machine"), ({"eng"}, "are not read by machine")]
)
def test_whether_cards_are_read_is_said(languages, says, client, monkeypatch):
    monkeypatch.setattr(ocr, "languages", lambda: frozenset(languages))

    assert says in parts(client)["ocr"]["says"]


@pytest.mark.parametrize(("spec", "says"), [(object(), "in HEIC are read"), (None, "in HEIC are refused")])
def test_whether_heic_is_read_is_said(spec, says, client, monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(health, "find_spec", lambda name: spec if name == "pillow_heif" else find(name))

    assert says in parts(client)["heic"]["says"]


def test_without_its_worker_it_is_ill(client):
    cache.delete(health.CANARY)

    assert client.get("/healthz").status_code == 503


def test_signalling_that_lives_says_so_and_without_it_the_portal_serves_people(client, clean_cache):
    cache.set(health.CANARY, time.time())

    without = client.get("/healthz")
    cache.set(health.SIGNALLING, time.time())
    with_it = client.get("/healthz")

    assert [answer.status_code for answer in (without, with_it)] == [200, 200]
    assert [answer.json()["parts"]["signalling"]["ok"] for answer in (without, with_it)] == [False, True]
