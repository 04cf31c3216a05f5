"""The shape of the house: no drawers, nothing of one machine, files and functions of a size that is read in one go."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DRAWERS = {"utils", "util", "helpers", "common", "core", "services", "managers", "signals", "constants", "misc"}
NOT_WRITTEN_BY_HAND = re.compile(r"/migrations/|/data/|^requirements.*\.txt$|\.(po|mo|png|jpg|svg|woff2|mp3)$")
LONGEST_FILE = 400
LONGEST_FUNCTION = 45
LONGEST_TASK = 8


@pytest.fixture(scope="module")
def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("Not a git working tree: what is tracked cannot be asked.")
    return [name for name in listed.stdout.split() if (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def written(tracked) -> dict[str, str]:
    """What people wrote, by its path."""
    return {name: (ROOT / name).read_text() for name in tracked if not NOT_WRITTEN_BY_HAND.search(name)}


@pytest.fixture(scope="module")
def rooms(written) -> dict[str, str]:
    """The Python of the portal itself."""
    aside = ("tests/", "bench/", "deploy/", "standins/")
    return {name: text for name, text in written.items() if name.endswith(".py") and not name.startswith(aside)}


def functions(text: str) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]


def lines_of(function: ast.FunctionDef) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


def test_there_are_no_drawers(tracked):
    named = {name for name in tracked if DRAWERS & {part.removesuffix(".py") for part in Path(name).parts}}

    assert named == set()


def test_no_file_is_longer_than_can_be_read_in_one_go(written):
    long = {name: text.count("\n") for name, text in written.items() if text.count("\n") > LONGEST_FILE}

    assert long == {}


def test_no_function_is_longer_than_a_screen(rooms):
    long = [f"{name}: {each.name}" for name, text in rooms.items() for each in functions(text)
            if lines_of(each) > LONGEST_FUNCTION]  # fmt: skip

    assert long == []


def test_a_task_only_reads_the_clock_and_calls(rooms):
    long = [f"{name}: {each.name}" for name, text in rooms.items() if name.endswith("tasks.py")
            for each in functions(text) if lines_of(each) > LONGEST_TASK]  # fmt: skip

    assert long == []


def test_nothing_belongs_to_one_machine(written):
    of_a_machine = re.compile(r"(?<![\w.~/])/(?:work|home|root|Users|tmp)/[\w.]+/")

    found = {name: of_a_machine.findall(text) for name, text in written.items() if of_a_machine.search(text)}

    assert found == {}


def test_nothing_is_left_to_be_done_later(written):
    promise = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|HA" + r"CK)\b")

    assert [name for name, text in written.items() if promise.search(text)] == []


def test_every_module_of_the_portal_says_what_it_is_for_where_its_name_does_not(rooms):
    speaks_for_itself = re.compile(
        r"(apps|urls|admin|forms|models|views|tasks|manage|wsgi|__init__)\.py$|/(models|migrations|commands)/"
    )
    silent = [
        name
        for name, text in rooms.items()
        if text and not speaks_for_itself.search(name) and not ast.get_docstring(ast.parse(text))
    ]

    assert silent == []


def test_every_exception_from_the_linter_names_its_rule(written):
    bare = re.compile(r"#\s*noqa(?!:)|#\s*type:\s*ignore(?!\[)")

    assert [name for name, text in written.items() if name.endswith(".py") and bare.search(text)] == []


def test_nothing_saves_on_the_side(rooms):
    on_the_side = re.compile(r"django\.db\.models\.signals|from django\.dispatch|def save\(self")
    sessions = "lapak_asik/sessions.py"  # a session is no row of ours: `save` is what Django calls to keep it

    assert [name for name, text in rooms.items() if on_the_side.search(text)] == [sessions]


def test_every_save_of_a_verb_names_its_fields(rooms):
    verbs = {
        name: text
        for name, text in rooms.items()
        if name.split("/")[0] in ("claims", "queueing", "verification", "frontdesk", "dropbox", "payments")
    }
    bare = [name for name, text in verbs.items() if re.search(r"\.save\(\s*\)", text)]

    assert bare == []
