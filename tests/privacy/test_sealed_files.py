import os
from pathlib import Path

import pytest
from django.core.files.storage import InMemoryStorage

from privacy import sealed_files, vault
from privacy.vault import Unreadable

CONTENT = b"%PDF-1.7 Kartu Keluarga 3174056812900001 " * 100
pytestmark = pytest.mark.usefixtures("keys")


@pytest.fixture
def key():
    return vault.open_data_key(vault.fresh_data_key())


def on_disk(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_stored_file_comes_back(sealed_folder, key):
    name = sealed_files.store(CONTENT, key=key, about="page:1")

    assert sealed_files.read(name, key=key, about="page:1") == CONTENT


def test_neither_content_nor_name_says_anything_on_disk(sealed_folder, key):
    name = sealed_files.store(CONTENT, key=key, about="page:1")

    (path,) = on_disk(sealed_folder)
    assert path == sealed_folder / name
    assert path.relative_to(sealed_folder).parts[:2] == (path.name[:2], path.name[2:4])
    for piece in (b"PDF", b"Kartu", b"3174", b"page:1"):
        assert piece not in path.read_bytes()


def test_only_the_portal_itself_may_open_the_file(sealed_folder, key):
    name = sealed_files.store(CONTENT, key=key, about="page:1")

    assert (sealed_folder / name).stat().st_mode & 0o077 == 0


def test_another_key_or_another_page_does_not_open_it(sealed_folder, key):
    name = sealed_files.store(CONTENT, key=key, about="page:1")
    other = vault.open_data_key(vault.fresh_data_key())

    with pytest.raises(Unreadable):
        sealed_files.read(name, key=other, about="page:1")
    with pytest.raises(Unreadable):
        sealed_files.read(name, key=key, about="page:2")


def test_an_altered_cut_or_lost_file_is_unreadable(sealed_folder, key):
    name = sealed_files.store(CONTENT, key=key, about="page:1")
    path = sealed_folder / name
    sealed = path.read_bytes()

    for damaged in (sealed[:-1], sealed[:5], b"", sealed[:100] + b"x" + sealed[101:]):
        path.chmod(0o600)
        path.write_bytes(damaged)
        with pytest.raises(Unreadable):
            sealed_files.read(name, key=key, about="page:1")
    path.unlink()
    with pytest.raises(Unreadable):
        sealed_files.read(name, key=key, about="page:1")


def test_a_discarded_file_is_gone_and_may_be_discarded_again(sealed_folder, key):
    name = sealed_files.store(CONTENT, key=key, about="page:1")

    sealed_files.discard(name)
    sealed_files.discard(name)

    assert on_disk(sealed_folder) == []


def test_the_folder_has_taken_the_file_before_store_returns(sealed_folder, key, monkeypatch):
    synced = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(Path(f"/proc/self/fd/{handle}").readlink()))

    name = sealed_files.store(CONTENT, key=key, about="page:1")

    path = sealed_folder / name
    assert synced == [path, path.parent, path.parent.parent, sealed_folder]


def test_what_belongs_together_comes_back_in_its_order(sealed_folder, key):
    contents = [bytes([number]) * 100 for number in range(40)]

    names = sealed_files.store_all(contents, key=key, about="page:1")

    assert [sealed_files.read(name, key=key, about="page:1") for name in names] == contents
    assert len(on_disk(sealed_folder)) == 40
    assert all((sealed_folder / name).stat().st_mode & 0o077 == 0 for name in names)


def test_the_folder_has_taken_all_of_them_before_store_all_returns(sealed_folder, key, monkeypatch):
    synced = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(Path(f"/proc/self/fd/{handle}").readlink()))

    names = sealed_files.store_all([CONTENT] * 9, key=key, about="page:1")

    folder = (sealed_folder / names[0]).parent
    assert len(synced) == 13  # the folder when its first file came, and again when it held all
    assert set(synced) == {*(sealed_folder / name for name in names), folder, folder.parent, sealed_folder}


def test_several_go_to_any_storage_django_knows_too(settings, key):
    settings.STORAGES = {**settings.STORAGES, "sealed": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}

    names = sealed_files.store_all([CONTENT, b"more"], key=key, about="page:1")

    assert [sealed_files.read(name, key=key, about="page:1") for name in names] == [CONTENT, b"more"]


def test_any_storage_django_knows_will_do(settings, key):
    settings.STORAGES = {**settings.STORAGES, "sealed": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}

    name = sealed_files.store(CONTENT, key=key, about="page:1")

    assert isinstance(sealed_files.storages["sealed"], InMemoryStorage)
    assert sealed_files.read(name, key=key, about="page:1") == CONTENT
    sealed_files.discard(name)
