"""Columns that hold names of sealed files, and what lies in the sealed storage under a name no row holds.

A process that dies between storing a file and committing the row that names it leaves bytes nobody can ever open: their
key was in that row. `remove_unnamed` takes them away; `missing` is the other way round, what rows name and nobody has
any more. Both find the columns by their class, as `rotation` does, so whoever keeps a name of a sealed file keeps it in
one of these fields; a name kept elsewhere is no name, and its file goes.
"""

import heapq
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby, islice
from operator import itemgetter

from django.apps import apps
from django.core.files.storage import storages
from django.db import models, transaction
from django.db.models import F, Func, Q
from django.db.models.functions import Collate

from privacy import sealed_files

logger = logging.getLogger(__name__)

NAMED_WITHIN = timedelta(days=1)
"""Whoever stores a file commits the row that names it within this time, or never: no request lasts as long."""

AT_ONCE = 1000
"""Files one run removes at the most; the next run takes the others."""


class StoredNameField(models.CharField):
    """The name of one file in the sealed storage."""

    def names(self) -> models.QuerySet:
        return _in_order(self.model._base_manager.annotate(stored=Collate(F(self.name), "C")))

    def holds(self, names: list[str]) -> Q:
        return Q(**{f"{self.name}__in": names})


class StoredNamesField(models.JSONField):
    """The names of the pieces of one file, in order."""

    def names(self) -> models.QuerySet:
        each = Func(F(self.name), function="jsonb_array_elements_text", output_field=models.TextField())
        return _in_order(self.model._base_manager.annotate(stored=Collate(each, "C")))

    def holds(self, names: list[str]) -> Q:
        return Q(**{f"{self.name}__has_any_keys": names})


StoredField = StoredNameField | StoredNamesField


class NotItsDatabase(Exception):
    """Most of what lies in the storage is named nowhere: it belongs to another database, or to a newer state of it."""


class Missing(Exception):
    """Rows name files that are not in the storage. A restored database without its files looks like this, too."""


def columns() -> Iterator[StoredField]:
    """Every column of the portal that names sealed files."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, StoredField):
                yield field


@transaction.atomic
def remove_unnamed(now: datetime) -> int:
    """Remove what was stored more than NAMED_WITHIN ago and is named by no row; how many files.

    Raises NotItsDatabase, and removes nothing, when more than AT_ONCE files are named by no row and fewer are named.
    """
    found: list[str] = []
    unnamed = named = 0
    for name, is_stored, is_named in _side_by_side():
        if is_named:
            named += is_stored
        elif _is_old(name, now):
            unnamed += 1
            if len(found) < AT_ONCE:
                found.append(name)
    if unnamed > max(named, AT_ONCE):
        raise NotItsDatabase(f"{unnamed} sealed files are named by no row, and only {named} are named.")
    return _remove(found)


@transaction.atomic
def missing() -> list[str]:
    """What rows name and the storage does not have, at most AT_ONCE names: lost with a disk, or by half a restore.

    A file that was taken away together with its row meanwhile is not among them: both are asked once more.
    """
    absent = (name for name, is_stored, is_named in _side_by_side() if is_named and not is_stored)
    found = list(islice(absent, AT_ONCE))
    named = _named_among(found)
    return [name for name in found if name in named and not storages["sealed"].exists(name)]


def raise_missing() -> int:
    """Raise what is missing: the sweep fails, with how many and the first of them, and is seen to fail."""
    if found := missing():
        number = f"{AT_ONCE} or more" if len(found) == AT_ONCE else str(len(found))
        raise Missing(f"{number} sealed files that rows name are not in the storage, {found[0]} among them.")
    return 0


def _side_by_side() -> Iterator[tuple[str, bool, bool]]:
    """Every name: whether a file is stored under it, and whether a row holds it.

    Both sides come in order, so that neither is ever held whole.
    """
    stored = ((name, "stored") for name in sealed_files.stored())
    named = (((name, "named") for name in field.names().iterator() if name) for field in columns())
    for name, sides in groupby(heapq.merge(stored, *named), key=itemgetter(0)):
        seen = {side for _name, side in sides}
        yield name, "stored" in seen, "named" in seen


def _is_old(name: str, now: datetime) -> bool:
    """Whether it was stored long enough ago. Not what was taken away since it was listed."""
    try:
        return storages["sealed"].get_modified_time(name) <= now - NAMED_WITHIN
    except FileNotFoundError:
        return False


def _remove(names: list[str]) -> int:
    """Remove those that still nobody names: they are asked for once more, each by its name."""
    named = _named_among(names)
    unnamed = [name for name in names if name not in named]
    for name in unnamed:
        sealed_files.discard(name)
    if unnamed:
        logger.warning("%d sealed files that no row named were removed", len(unnamed))
    return len(unnamed)


def _named_among(names: list[str]) -> set[str]:
    if not names:
        return set()
    return {name for field in columns() for name in field.names().filter(field.holds(names)).iterator()}


def _in_order(rows: models.QuerySet) -> models.QuerySet:
    """Names byte by byte, as Python compares them, whatever language the database sorts in."""
    return rows.order_by("stored").values_list("stored", flat=True)
