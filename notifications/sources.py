"""The texts a message is made of, as they stand now, and as they stood when it was sent.

A message's Indonesian texts stand in `templates/messages/<name>/`, the English ones in its folder `en`; what frames
every letter stands beside the folders.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from django.conf import settings

from notifications.models import Wording
from notifications.purposes import Unfilled
from statements.kept import kept_for

SOURCE_LANGUAGE = "id"
LANGUAGES = (SOURCE_LANGUAGE, "en")
OF_A_MESSAGE = ("subject.txt", "body.txt", "sms.txt", "whatsapp.json")
KEPT_FOR = 3600.0  # seconds; a recorded wording never changes


@dataclass(frozen=True)
class Sources:
    """All texts of one message in one language: `texts` by file name, the frame's among them."""

    texts: Mapping[str, str]
    language: str

    @cached_property
    def version(self) -> str:
        """The beginning of the SHA-256 over every file: the same texts are the same version wherever they stand."""
        whole = json.dumps(dict(self.texts), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(whole.encode()).hexdigest()[:12]

    @cached_property
    def whatsapp(self) -> dict[str, Any]:
        """`whatsapp.json`: category, content_sid, text with {{1}}, and the words for each number."""
        return json.loads(self.texts["whatsapp.json"])


def language_of(asked: str) -> str:
    """The language a message is written in: the person's own, or Indonesian where that is not one we write."""
    return asked if asked in LANGUAGES else SOURCE_LANGUAGE


@cache
def current(name: str, language: str) -> Sources:
    """The texts of the message as they stand in the templates. Read once a process."""
    folder = Path(settings.BASE_DIR, "templates", "messages")
    try:
        texts = {file.name: file.read_text(encoding="utf-8") for file in _files(folder / name, language)}
        texts |= {file: (folder / at).read_text(encoding="utf-8") for file, at in _frame(language).items()}
    except FileNotFoundError as absent:
        raise Unfilled(f"{name} has no words in {language}: {absent.filename} is not there.") from absent
    return Sources(texts, language)


def at_version(name: str, language: str, version: str) -> Sources:
    """The texts as they were when that version left. Without a version, or when it is today's: today's."""
    now = current(name, language)
    if version in ("", now.version):
        return now
    if then := _recorded(name, language, version):
        return then
    raise Unfilled(f"{name} in {language} was never recorded as {version}.")


def keep(name: str, language: str, *, now: datetime) -> str:
    """Record today's texts, unless they are; their version. Asked before a message leaves, and each process asks once.

    Called outside of a transaction: what is rolled back would be taken for kept.
    """
    sources = current(name, language)
    if not _recorded(name, language, sources.version):
        Wording.objects.bulk_create(
            [
                Wording(
                    name=name,
                    language=language,
                    version=sources.version,
                    sources=dict(sources.texts),
                    first_used_at=now,
                )
            ],
            ignore_conflicts=True,
        )
    return sources.version


@kept_for(KEPT_FOR)
def _recorded(name: str, language: str, version: str) -> Sources | None:
    row = Wording.objects.filter(name=name, language=language, version=version).first()
    return Sources(row.sources, language) if row else None


def _files(folder: Path, language: str) -> Iterator[Path]:
    return (folder / ("" if language == SOURCE_LANGUAGE else language) / file for file in OF_A_MESSAGE)


def _frame(language: str) -> dict[str, str]:
    of_language = "layout.txt" if language == SOURCE_LANGUAGE else f"layout_{language}.txt"
    return {"layout.txt": of_language, "layout.html": "layout.html", "layout.css": "layout.css"}
