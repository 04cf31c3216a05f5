"""Files that rest sealed: each page of a paper, under the data key of its claim.

They stand in `storages["sealed"]`, in a folder of the host or at any storage Django knows, under names that say
nothing. The name and the key are in the database; without both, what lies there is noise.
"""

import os
import uuid
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages

from privacy import vault


class SealedFolder(FileSystemStorage):
    """A folder only the portal's own user may look into. Once `save` returns it has really taken the file.

    A committed row must never name a file that a power cut took: the file and its folders are synced.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**({"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700} | options))

    def _save(self, name: str, content: ContentFile) -> str:
        name = super()._save(name, content)  # type: ignore[misc] # Django documents it; its stubs leave it out
        path = Path(self.path(name))
        for place in (path, path.parent, path.parent.parent, path.parent.parent.parent):
            handle = os.open(place, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        return name


def store(content: bytes, *, key: vault.DataKey, about: str) -> str:
    """Seal `content` and keep it; returns the name it is kept under. Always under a data key: files are not rotated."""
    name = uuid.uuid4().hex
    sealed = vault.seal(content, about=about, key=key)
    return storages["sealed"].save(f"{name[:2]}/{name[2:4]}/{name}", ContentFile(sealed))


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
