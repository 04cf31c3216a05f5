"""Files that rest sealed: each page of a paper, under the data key of its claim.

They stand in `storages["sealed"]`, in a folder of the host or at any storage Django knows, under names that say
nothing. The name and the key are in the database; without both, what lies there is noise.
"""

import os
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages

from privacy import vault

SYNCED_AT_ONCE = 8

_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{32}")


class SealedFolder(FileSystemStorage):
    """A folder only the portal's own user may look into. Once `save` returns it has really taken the file.

    A committed row must never name a file that a power cut took: the file and its folders are synced.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**({"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700} | options))

    def _save(self, name: str, content: ContentFile) -> str:
        name = super()._save(name, content)  # type: ignore[misc] # Django documents it; its stubs leave it out
        for place in _places(Path(self.path(name))):
            _sync(place)
        return name

    def save_all(self, contents: Mapping[str, bytes]) -> list[str]:
        """Save what belongs into one folder, under names nobody has. The disk takes many at once in the time of one.

        The first makes the folder; the others are written beside it without Django's detours.
        """
        first, *others = contents
        self.save(first, ContentFile(contents[first]))
        with ThreadPoolExecutor(SYNCED_AT_ONCE) as pool:
            list(pool.map(lambda name: _write(self.path(name), contents[name]), others))
        _sync(Path(self.path(first)).parent)
        return list(contents)


def _write(path: str, content: bytes) -> None:
    """A new file, on the disk when this returns; the folder is the caller's to sync."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(handle, "wb", buffering=0) as file:  # noqa: PTH123 (opened above, for nobody else to read)
        file.write(content)
        os.fsync(handle)


def _places(path: Path) -> tuple[Path, ...]:
    """The file, and every folder that may have been made for it."""
    return path, path.parent, path.parent.parent, path.parent.parent.parent


def _sync(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def store(content: bytes, *, key: vault.DataKey, about: str) -> str:
    """Seal `content` and keep it; returns the name it is kept under. Always under a data key: files are not rotated."""
    name = uuid.uuid4().hex
    sealed = vault.seal(content, about=about, key=key)
    return storages["sealed"].save(f"{name[:2]}/{name[2:4]}/{name}", ContentFile(sealed))


def store_all(contents: Sequence[bytes], *, key: vault.DataKey, about: str) -> list[str]:
    """The same for what belongs together, quicker: the names they are kept under, in that order, in one folder."""
    folder = uuid.uuid4().hex
    names = [f"{folder[:2]}/{folder[2:4]}/{uuid.uuid4().hex}" for _ in contents]
    sealed = {name: vault.seal(of, about=about, key=key) for name, of in zip(names, contents, strict=True)}
    storage = storages["sealed"]
    if sealed and isinstance(storage, SealedFolder):
        return storage.save_all(sealed)
    return [storage.save(name, ContentFile(content)) for name, content in sealed.items()]


def read(name: str, *, key: vault.DataKey, about: str) -> bytes:
    """The content as it was stored. Raises vault.Unreadable when it was altered or is no longer there."""
    try:
        with storages["sealed"].open(name, "rb") as file:
            sealed = file.read()
    except FileNotFoundError:
        raise vault.Unreadable(f"The sealed file {name} is not in its storage.") from None
    return vault.unseal(sealed, about=about, key=key)


def discard(name: str) -> None:
    """Remove the file. Harmless when it is already gone."""
    storages["sealed"].delete(name)


def stored() -> Iterator[str]:
    """The name of every file that was stored, in the order of the alphabet; one small folder at a time is held.

    What lies there under another kind of name was not put there by the portal, and is passed over.
    """
    for outer in _folders_in(""):
        for inner in _folders_in(outer):
            _folders, files = storages["sealed"].listdir(f"{outer}/{inner}")
            yield from filter(_NAME.fullmatch, (f"{outer}/{inner}/{name}" for name in sorted(files)))


def _folders_in(place: str) -> list[str]:
    try:
        return sorted(storages["sealed"].listdir(place)[0])
    except FileNotFoundError:
        return []  # nothing was ever stored
