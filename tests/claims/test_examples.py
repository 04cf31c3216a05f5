"""The drawings that show what is wrong with a paper."""

import json
import re
from pathlib import Path

import pytest

from claims.examples import Example, examples_of

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "static/img/reasons"


def test_every_drawing_is_there_and_no_other():
    assert {path.stem for path in FOLDER.iterdir()} == set(Example.values)


@pytest.mark.parametrize("example", Example)
def test_a_drawing_is_small_plainly_an_example_and_only_a_picture(example):
    path = FOLDER / f"{example.value}.svg"
    drawn = path.read_text()

    assert len(drawn.encode()) < 3 * 1024
    assert drawn.count(">CONTOH</text>") == 2
    assert not {"script", "image", "foreignObject", "style"} & set(re.findall(r"<(\w+)", drawn))
    assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "")


def test_the_carried_reasons_name_drawings_there_are():
    reasons = json.loads((ROOT / "verification/data/reasons.json").read_text())["return_reasons"]
    named = {reason["picture"] for reason in reasons if "picture" in reason}

    assert named <= set(Example.values)
    assert len(named) >= 10


def test_a_code_whose_drawing_is_gone_shows_nothing():
    assert examples_of(["buram", "dulu-ada"]) == [Example.BLURRED]
