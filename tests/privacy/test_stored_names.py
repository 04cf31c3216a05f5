"""What a row names stays; what no row names goes after a day, and what may yet be named is left alone."""

import logging
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, storages
from django.db import connection, models
from django.utils import timezone

from privacy import sealed_files, stored_names, vault
from privacy.stored_names import AT_ONCE, NAMED_WITHIN, Missing, NotItsDatabase, StoredNameField, StoredNamesField

pytestmark = pytest.mark.usefixtures("keys")

KEY = vault.DataKey(bytes(32))
MOMENT = timedelta(seconds=5)  # between storing a file and looking at its time


class Shelf(models.Model):
    cover = StoredNameField(max_length=100)
    pieces = StoredNamesField(default=list)

    class Meta:
        app_label = "stored_names"


@pytest.fixture
def shelves(db, monkeypatch) -> None:
    """One table that names files, and no other."""
    with connection.schema_editor() as editor:
        editor.create_model(Shelf)
    monkeypatch.setattr(
        stored_names, "columns", lambda: [Shelf._meta.get_field("cover"), Shelf._meta.get_field("pieces")]
    )


@pytest.fixture
def tomorrow():
    return timezone.now() + NAMED_WITHIN + MOMENT


def store(number: int = 1) -> list[str]:
    return [sealed_files.store(b"halaman", key=KEY, about="x") for _ in range(number)]


def stored(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.usefixtures("shelves")
def test_what_a_row_names_stays_and_the_rest_goes(sealed_folder, tomorrow, caplog):
    named, unnamed = store(40), store(30)
    Shelf.objects.create(cover=named[0], pieces=named[1:20])
    Shelf.objects.create(cover=named[20], pieces=named[21:])

    with caplog.at_level(logging.WARNING):
        removed = [stored_names.remove_unnamed(tomorrow) for _ in range(2)]

    assert removed == [30, 0]
    assert stored(sealed_folder) == set(named)
    assert caplog.messages == ["30 sealed files that no row named were removed"]
    assert not stored(sealed_folder) & set(unnamed)


@pytest.mark.usefixtures("shelves")
@pytest.mark.parametrize("column", ["cover", "pieces"])
def test_a_column_that_is_not_asked_costs_its_files(column, sealed_folder, tomorrow, monkeypatch):
    """The control of the test above: each column is really asked."""
    cover, *pieces = store(3)
    Shelf.objects.create(cover=cover, pieces=pieces)
    monkeypatch.setattr(stored_names, "columns", lambda: [Shelf._meta.get_field(column)])

    removed = stored_names.remove_unnamed(tomorrow)

    assert removed == (2 if column == "cover" else 1)


@pytest.mark.usefixtures("shelves")
def test_what_may_yet_be_named_is_left_alone_for_a_day(sealed_folder):
    [name] = store()
    at = storages["sealed"].get_modified_time(name)

    early = stored_names.remove_unnamed(at + NAMED_WITHIN - timedelta(microseconds=1))
    in_time = stored_names.remove_unnamed(at + NAMED_WITHIN)

    assert (early, in_time) == (0, 1)


@pytest.mark.usefixtures("shelves")
def test_a_file_named_after_the_comparison_began_is_asked_for_once_more(sealed_folder, tomorrow, monkeypatch):
    late, never = store(2)
    compared = stored_names._side_by_side

    def meanwhile():
        yield from compared()
        Shelf.objects.create(cover=late)  # whoever stored it was very slow

    monkeypatch.setattr(stored_names, "_side_by_side", meanwhile)

    assert stored_names.remove_unnamed(tomorrow) == 1
    assert stored(sealed_folder) == {late} != {never}


@pytest.mark.usefixtures("shelves")
def test_a_run_removes_no_more_than_its_share_and_the_next_goes_on(tomorrow, monkeypatch):
    monkeypatch.setattr(stored_names, "AT_ONCE", 2)
    Shelf.objects.create(pieces=store(5))
    store(5)

    assert [stored_names.remove_unnamed(tomorrow) for _ in range(4)] == [2, 2, 1, 0]


@pytest.mark.usefixtures("shelves")
def test_the_storage_of_another_database_is_not_emptied(sealed_folder, tomorrow, monkeypatch):
    monkeypatch.setattr(stored_names, "AT_ONCE", 2)
    Shelf.objects.create(pieces=store(2))
    store(3)

    with pytest.raises(NotItsDatabase, match="3 sealed files are named by no row, and only 2"):
        stored_names.remove_unnamed(tomorrow)

    assert len(stored(sealed_folder)) == 5


@pytest.mark.usefixtures("shelves")
def test_what_the_portal_did_not_store_is_not_its_to_remove(sealed_folder, tomorrow):
    [name] = store()
    odd = [sealed_folder / "lost+found/x", sealed_folder / "catatan.txt", (sealed_folder / name).with_name("x.tmp")]
    for path in odd:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
        os.utime(path, (0, 0))

    assert stored_names.remove_unnamed(tomorrow) == 1
    assert all(path.exists() for path in odd)


@pytest.mark.usefixtures("shelves", "sealed_folder")
def test_where_nothing_was_ever_stored_there_is_nothing_to_do(settings, tmp_path, tomorrow):
    location = {"location": str(tmp_path / "not there")}
    settings.STORAGES = {**settings.STORAGES, "sealed": {**settings.STORAGES["sealed"], "OPTIONS": location}}

    assert stored_names.remove_unnamed(tomorrow) == 0


@pytest.mark.usefixtures("shelves")
def test_any_storage_django_knows_will_do(settings, tomorrow):
    settings.STORAGES = {**settings.STORAGES, "sealed": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    named, unnamed = store(), store()
    Shelf.objects.create(pieces=named)

    removed = stored_names.remove_unnamed(tomorrow)

    assert isinstance(storages["sealed"], InMemoryStorage)
    assert removed == 1
    assert (storages["sealed"].exists(named[0]), storages["sealed"].exists(unnamed[0])) == (True, False)


@pytest.mark.usefixtures("shelves")
def test_no_more_is_held_than_a_folder_and_a_runs_share(sealed_folder, tomorrow, monkeypatch):
    """Counted at the door of the storage: the largest list it is ever asked for."""
    Shelf.objects.create(pieces=store(600))
    lists: list[int] = []
    real: Callable = storages["sealed"].listdir

    def counted(place: str):
        folders, files = real(place)
        lists.append(len(folders) + len(files))
        return folders, files

    monkeypatch.setattr(storages["sealed"], "listdir", counted)

    assert stored_names.remove_unnamed(tomorrow) == 0
    assert max(lists) <= 256
    assert AT_ONCE <= 1000


def test_the_names_of_the_portal_are_found_by_their_class():
    named = {f"{field.model._meta.label}.{field.name}" for field in stored_names.columns()}

    assert named == {
        "claims.PaperFile.pieces", "claims.Page.image", "claims.Page.thumbnail", "claims.Upload.pieces",
        "claims.Mail.pieces", "dropbox.Scan.pieces", "dropbox.Leaf.image", "dropbox.Leaf.thumbnail",
        "dropbox.OriginalPaper.signature",
    }  # fmt: skip


@pytest.mark.usefixtures("shelves")
def test_names_are_compared_as_python_compares_them(sealed_folder, tomorrow):
    """A database that sorts by a language puts 1a/… elsewhere, and what is named would seem not to be."""
    named = [f"{a}{b}/{c}{a}/{'0' * 31}{c}" for a in "09af" for b in "1e" for c in "5b"]
    for name in named:
        storages["sealed"].save(name, ContentFile(b"x"))
    Shelf.objects.create(pieces=named)

    assert stored_names.remove_unnamed(tomorrow) == 0


# --- What is named and not there ---


@pytest.mark.usefixtures("shelves")
@pytest.mark.parametrize("column", ["cover", "pieces"])
def test_a_file_that_is_gone_while_its_row_stands_is_missed(column):
    cover, *pieces = store(4)
    Shelf.objects.create(cover=cover, pieces=pieces)
    lost = cover if column == "cover" else pieces[1]
    before = stored_names.raise_missing()

    sealed_files.discard(lost)

    assert (before, stored_names.missing()) == (0, [lost])
    with pytest.raises(Missing, match=f"^1 sealed files that rows name are not in the storage, {lost} among them"):
        stored_names.raise_missing()


@pytest.mark.usefixtures("shelves")
def test_a_row_without_a_file_misses_none(sealed_folder):
    store()
    Shelf.objects.create(cover="", pieces=[])

    assert stored_names.missing() == []


@pytest.mark.usefixtures("shelves")
def test_a_file_taken_away_with_its_row_meanwhile_is_not_missed(monkeypatch):
    [name] = store()
    row = Shelf.objects.create(cover=name)
    compared = stored_names._side_by_side

    def meanwhile():
        sealed_files.discard(name)
        yield from compared()
        row.delete()

    monkeypatch.setattr(stored_names, "_side_by_side", meanwhile)

    assert stored_names.missing() == []


@pytest.mark.usefixtures("shelves")
def test_of_very_many_only_some_are_listed(monkeypatch):
    monkeypatch.setattr(stored_names, "AT_ONCE", 3)
    Shelf.objects.create(pieces=[f"00/00/{number:032x}" for number in range(5)])

    with pytest.raises(Missing, match=r"^3 or more sealed files"):
        stored_names.raise_missing()
