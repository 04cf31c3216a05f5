"""The English translation, kept complete without GNU gettext: Babel reads and compiles, Django reads its templates."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages import Catalog, extract, mofile, pofile
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation.template import templatize

KEYWORDS = {
    "gettext": None, "gettext_lazy": None, "_": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
NOT_OURS = {".venv", ".data", "tests", "bench", "deploy", "standins", "node_modules", "staticfiles"}
PO = "locale/en/LC_MESSAGES/django.po"


def extracted(root: Path) -> Catalog:
    """Every string of the portal that is marked for translation."""
    found = Catalog(fuzzy=False)
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        if inside.parts[0] in NOT_OURS or path.suffix not in (".py", ".html", ".txt") or not path.is_file():
            continue
        for message, context in _messages(path):
            found.add(message, context=context)
    return found


def _messages(path: Path) -> Iterator[tuple[Any, str | None]]:
    source = path.read_text()
    if path.suffix != ".py":
        source = templatize(source)
    for _line, message, _comments, context in extract.extract("python", io.BytesIO(source.encode()), KEYWORDS):
        yield message, context


class Command(BaseCommand):
    help = "Brings locale/en up to date and compiles it; --check says what is missing or stale."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        root = Path(settings.BASE_DIR)
        path = root / PO
        catalog = self._read(path)
        current = extracted(root)
        if options["check"]:
            self._check(catalog, current, path)
            return
        catalog.update(current, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_written(catalog))
        path.with_suffix(".mo").write_bytes(_compiled(catalog))
        missing = _untranslated(catalog)
        self.stdout.write(f"{len(catalog)} strings, {len(missing)} without a translation.")

    def _read(self, path: Path) -> Catalog:
        if not path.exists():
            return Catalog(locale="en", project="Lapak Asik", charset="utf-8")
        with path.open("rb") as file:
            return pofile.read_po(file, locale="en")

    def _check(self, catalog: Catalog, current: Catalog, path: Path) -> None:
        wanted = {(message.id, message.context) for message in current if message.id}
        there = {(message.id, message.context) for message in catalog if message.id}
        problems = [f"not in {PO}: {message!r}" for message, _context in sorted(wanted - there, key=str)]
        problems += [f"no longer used: {message!r}" for message, _context in sorted(there - wanted, key=str)]
        problems += [f"no English words: {message!r}" for message in _untranslated(catalog)]
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or compiled.read_bytes() != _compiled(catalog):
            problems.append(f"{compiled.name} is not what {path.name} says")
        if problems:
            raise CommandError("\n".join([*problems, "Run: manage.py translations, and fill in what is empty."]))


def _untranslated(catalog: Catalog) -> list[Any]:
    return [message.id for message in catalog if message.id and not all(_words(message.string))]


def _words(string: Any) -> tuple[str, ...]:
    return string if isinstance(string, tuple) else (string,)


def _written(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    pofile.write_po(out, catalog, width=110, omit_header=False, sort_output=True, no_location=True)
    lines = [line for line in out.getvalue().splitlines(keepends=True) if b"-Date: " not in line]
    return b"".join(lines)


def _compiled(catalog: Catalog) -> bytes:
    catalog.creation_date = datetime(1970, 1, 1, tzinfo=UTC)  # the same words compile to the same bytes, whenever
    out = io.BytesIO()
    mofile.write_mo(out, catalog)
    return out.getvalue()
