"""Every message that is posted anywhere is one the portal has words for, and no words lie unused."""

import ast
from pathlib import Path

import pytest

from notifications.purposes import PURPOSES

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("claims", "queueing", "verification", "accounts", "lapak_asik")
NOT_YET = {"expired"}
"""Words that stand ready for a verb that comes with the drop box."""

DECISIONS = {"verified", "rejected"}
"""`claims.checking._decide` names its message after the status it moves to."""


def posted_names(source: str) -> set[str]:
    """The message names spelled in `tell("…")`, `outbox.post("…")` and `message="…"`."""
    names = set()
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        called = getattr(call.func, "id", getattr(call.func, "attr", ""))
        spelled = call.args[:1] if called in ("tell", "post") else []
        spelled += [keyword.value for keyword in call.keywords if keyword.arg == "message"]
        names |= {each.value for each in spelled if isinstance(each, ast.Constant) and isinstance(each.value, str)}
    return names


@pytest.fixture(scope="module")
def posted() -> set[str]:
    sources = [path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts]
    return set().union(*(posted_names(path.read_text()) for path in sources)) | DECISIONS


def test_the_search_finds_a_name_however_it_is_given():
    source = 'tell("a", claim)\noutbox.post("b", to=x)\nhand_in(claim, "event", message="c")\ntell(name, claim)'

    assert posted_names(source) == {"a", "b", "c"}


def test_every_message_that_is_posted_has_a_purpose(posted):
    assert posted - PURPOSES.keys() == set()


def test_every_purpose_is_posted_somewhere(posted):
    assert PURPOSES.keys() - posted == NOT_YET
