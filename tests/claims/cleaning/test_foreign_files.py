"""Files that other projects keep because a reader once fell over them, opened as if somebody had sent them.

They come from the source packages of pikepdf, pypdf and pillow-heif: `make corpora`.
"""

import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from claims.cleaning import SENTENCES, FileRefused, examine
from deploy.local.corpora import FOLDER
from tests.claims.cleaning.conftest import MOST_MEMORY, MOST_SECONDS

SUFFIXES = (".pdf", ".heic", ".heif", ".hif", ".avif", ".jpg", ".jpeg", ".png", ".webp")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def files_of(package: str) -> Iterator[tuple[str, bytes]]:
    archives = sorted(FOLDER.glob(f"{package}-*.tar.gz"))
    if not archives:
        pytest.skip(f"The source package of {package} is not here (make corpora).")
    with tarfile.open(archives[-1]) as archive:
        for member in archive:
            if member.isfile() and member.name.lower().endswith(SUFFIXES):
                opened = archive.extractfile(member)
                assert opened is not None
                yield Path(member.name).name, opened.read()


@pytest.mark.parametrize(("package", "at_least"), [("pikepdf", 50), ("pypdf", 50), ("pillow_heif", 50)])
def test_every_file_becomes_pages_or_a_sentence_within_the_limits(package, at_least, costs):
    seen = pages = 0
    for name, content in files_of(package):
        began, seen = time.monotonic(), seen + 1
        try:
            pages += bool(examine([content], file_name="", declared_type="").pages)
        except FileRefused as refusal:
            assert refusal.cause in SENTENCES, name
        assert time.monotonic() - began < MOST_SECONDS, name
        assert not costs or costs[-1].peak_memory < MOST_MEMORY, name

    assert seen >= at_least
    assert pages > seen // 2
