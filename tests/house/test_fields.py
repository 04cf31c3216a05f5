"""Every column is listed as personal or not, in docs/personal-data*.md, and the personal ones rest sealed."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from privacy.fields import SealedField, WrappedKeyField

ROOT = Path(__file__).resolve().parents[2]
ROOMS = {path.parent.name for path in ROOT.glob("*/apps.py")}


def pages() -> str:
    return "\n".join(page.read_text() for page in sorted((ROOT / "docs").glob("personal-data*.md")))


def listed() -> dict[str, dict[str, set[str]]]:
    """The pages as model → what → names of fields."""
    parts = re.split(r"^### (\w+\.\w+)$", pages(), flags=re.MULTILINE)[1:]
    return {
        label: {
            what: set(re.findall(r"`(\w+)`", names.partition(" — ")[0]))
            for what, names in re.findall(r"^- (sealed|hash|open|plain): (.+)$", body, re.MULTILINE)
        }
        for label, body in zip(parts[::2], parts[1::2], strict=True)
    }


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in ROOMS]


def fields_of(model: type[models.Model]) -> dict[str, models.Field]:
    return {field.name: field for field in (*model._meta.local_fields, *model._meta.local_many_to_many)}


def test_every_model_is_on_the_page_and_no_other():
    assert listed().keys() == {model._meta.label for model in our_models()}


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_every_field_is_listed_once_as_what_it_is(model):
    kinds = listed()[model._meta.label]
    names = [name for each in kinds.values() for name in each]

    assert sorted(names) == sorted(fields_of(model))


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_what_is_listed_as_sealed_is_and_nothing_else(model):
    sealed = {name for name, each in fields_of(model).items() if isinstance(each, SealedField | WrappedKeyField)}

    assert listed()[model._meta.label].get("sealed", set()) == sealed


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_bytes_that_are_not_sealed_are_hashes(model):
    fields = fields_of(model).items()
    resting = {name for name, each in fields if isinstance(each, models.BinaryField)}
    kinds = listed()[model._meta.label]

    assert resting <= kinds.get("sealed", set()) | kinds.get("hash", set())


def test_whatever_hangs_on_a_claim_rests_under_its_key():
    """Master keys seal only what has no claim (a draft, a list, a draw, an officer's own telephone, what was measured
    of whoever came) or must outlive its key (what is written to people, and by them)."""
    without_a_claims_key = {
        model._meta.label
        for model in our_models()
        if any(isinstance(each, SealedField) for each in fields_of(model).values())
        and not hasattr(model, "sealing_key")
    }

    assert without_a_claims_key == {
        "frontdesk.Screening",
        "queueing.Draft",
        "queueing.WaitingEntry",
        "verification.CallTry",
        "queueing.Rush",
        "dropbox.Envelope",
        "notifications.Message",
        "notifications.Inbound",
    }


@pytest.mark.parametrize("word", ["nik", "kpj", "passport", "phone", "email", "account", "birth", "address", "note"])
def test_no_plain_column_of_a_claims_rooms_is_named_like_something_personal(word):
    plain = {
        f"{label}.{name}"
        for label, kinds in listed().items()
        if label.split(".")[0] in ("claims", "queueing", "verification", "notifications")
        for name in kinds.get("plain", set())
        if word in name and not name.endswith(("_at", "_by", "needed"))
    }

    assert plain == set()


def test_what_is_open_says_why():
    lines = re.findall(r"^- open: .+$", pages(), re.MULTILINE)

    assert lines
    assert [line for line in lines if len(line.partition(" — ")[2]) < 20] == []
