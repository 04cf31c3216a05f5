"""Every message that is posted anywhere is one the portal has words for, and no words lie unused."""

import ast
from pathlib import Path

import pytest

from notifications.purposes import PURPOSES

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("claims", "queueing", "verification", "accounts", "frontdesk", "dropbox", "payments", "lapak_asik")
DECISIONS = {"verified", "rejected"}
"""`claims.checking._decide` names its message after the status it moves to."""

LOST = {"place_given_up", "place_lapsed", "place_closed"}
"""`claims.filing.lose_place` names its message after why the place was lost."""


def posted_names(source: str) -> set[str]:
    """The message names spelled in `tell("…")`, `outbox.post("…")` and `message="…"`, both where one of two is told."""
    names = set()
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        called = getattr(call.func, "id", getattr(call.func, "attr", ""))
        spelled = call.args[:1] if called in ("tell", "post") else []
        spelled += [keyword.value for keyword in call.keywords if keyword.arg == "message"]
        spelled += [part for each in spelled if isinstance(each, ast.IfExp) for part in (each.body, each.orelse)]
        names |= {each.value for each in spelled if isinstance(each, ast.Constant) and isinstance(each.value, str)}
    return names


@pytest.fixture(scope="module")
def posted() -> set[str]:
    sources = [path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts]
    return set().union(*(posted_names(path.read_text()) for path in sources)) | DECISIONS | LOST


def test_the_search_finds_a_name_however_it_is_given():
    source = 'tell("a", x)\noutbox.post("b")\nhand_in(x, "event", message="c")\ntell("d" if x else "e")\ntell(name)'

    assert posted_names(source) == {"a", "b", "c", "d", "e"}


def test_every_message_that_is_posted_has_a_purpose(posted):
    assert posted - PURPOSES.keys() == set()


def test_every_purpose_is_posted_somewhere(posted):
    assert PURPOSES.keys() - posted == set()
