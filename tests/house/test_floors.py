"""The stack of rooms: imports and foreign keys point down only."""

import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from deploy.local.check import CHECKS

ROOT = Path(__file__).resolve().parents[2]
LAYERS = [
    "lapak_asik",
    "dropbox | payments",
    "frontdesk",
    "verification",
    "queueing",
    "claims",
    "accounts",
    "branches | catalogue",
    "notifications | calls",
    "workflow | privacy | formpack | printing",
    "statements",
]
FLOOR = {room: -number for number, layer in enumerate(LAYERS) for room in layer.split(" | ")}
"""Each room and its floor; a room may point to a higher number's room never, to its own floor's others neither."""


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in FLOOR]


def climbs(pointing: str, pointed_at: str) -> bool:
    """Whether a foreign key from one room to another points up or sideways. Django's own tables lie below all."""
    return pointing != pointed_at and FLOOR.get(pointed_at, -len(LAYERS)) >= FLOOR[pointing]


@pytest.mark.parametrize(
    ("pointing", "pointed_at", "up"),
    [
        ("claims", "queueing", True),
        ("branches", "catalogue", True),
        ("queueing", "claims", False),
        ("claims", "claims", False),
        ("accounts", "auth", False),
    ],
)
def test_up_and_sideways_are_told_from_down(pointing, pointed_at, up):
    assert climbs(pointing, pointed_at) is up


def test_foreign_keys_point_down():
    keys = [
        (model._meta.app_label, field.related_model._meta.app_label, f"{model._meta.label}.{field.name}")
        for model in our_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created
    ]

    assert len(keys) > 20
    assert [name for pointing, pointed_at, name in keys if climbs(pointing, pointed_at)] == []


def test_the_stack_that_is_checked_for_imports_is_this_one():
    [contract] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]

    assert contract["layers"] == LAYERS
    assert "ignore_imports" not in contract


def test_every_room_has_a_floor():
    packages = {path.parent.name for path in ROOT.glob("*/apps.py")} | {
        "lapak_asik",
        "workflow",
        "printing",
        "statements",
    }

    assert packages == set(FLOOR)


def test_imports_are_checked_with_everything_else():
    assert "lint_imports" in " ".join(CHECKS["floors"])
