"""Brings what older master keys sealed under today's, in small batches, while people go on filing.

What a data key sealed is not touched: its wrapped key is sealed anew and that is all. Sealed files always stand under
a data key, so turning the keys of a million papers is turning the wrapped keys of their claims.

A new key comes in three steps, with a restart of every process after the first and the second: it is added behind the
old one in SEALING_KEYS (everybody can read it), it is moved to the front (everybody seals with it), `rotate_keys` runs.
Only then is the old key taken out.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Substr

from privacy import vault
from privacy.fields import Sealed, SealedField, WrappedKeyField

BATCH = 200


@dataclass
class Turned:
    """What came of one column."""

    column: str
    resealed: int = 0
    unreadable: int = 0
    left: int = 0


def columns_at_rest() -> Iterator[models.Field]:
    """Every column of the portal that may hold what a master key sealed."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, SealedField | WrappedKeyField):
                yield field


def under_older_keys(field: models.Field) -> models.QuerySet:
    """Rows whose value in this column was sealed by a master key that is not today's."""
    today, own = vault.header_of(settings.SEALING_KEYS[0][0]), vault.header_of(vault.OWN_KEY)
    heads = {
        "head_of_today": Substr(field.name, 1, len(today), output_field=models.BinaryField()),
        "head_of_own": Substr(field.name, 1, len(own), output_field=models.BinaryField()),
    }
    rows = field.model._base_manager.filter(**{f"{field.name}__isnull": False}).exclude(**{field.name: b""})
    return rows.alias(**heads).exclude(head_of_today=today).exclude(head_of_own=own)


def turn(field: models.Field) -> Turned:
    """Seal this column anew under today's key. A row that is locked now is left for the next run.

    Never waits for a lock, so it cannot stand in anybody's way or end in a deadlock.
    """
    turned = Turned(f"{field.model._meta.label}.{field.name}")
    after = None
    while batch := _turn_batch(field, after, turned):
        after = batch[-1]
    turned.left = under_older_keys(field).count() - turned.unreadable
    return turned


@transaction.atomic
def _turn_batch(field: models.Field, after: object, turned: Turned) -> list:
    """Take the next rows behind `after`; returns their keys."""
    rows = under_older_keys(field).order_by("pk").select_for_update(skip_locked=True, no_key=True)
    if after is not None:
        rows = rows.filter(pk__gt=after)
    taken = list(rows.values_list("pk", field.name)[:BATCH])
    for pk, value in taken:
        try:
            fresh = _resealer(field)(value.at_rest if isinstance(value, Sealed) else bytes(value))
        except vault.Unreadable:
            turned.unreadable += 1
            continue
        field.model._base_manager.filter(pk=pk).update(**{field.name: fresh})
        turned.resealed += 1
    return [pk for pk, _value in taken]


def _resealer(field: models.Field) -> Callable[[bytes], bytes | Sealed]:
    if isinstance(field, SealedField):
        about = field.about
        return lambda at_rest: Sealed(vault.reseal(at_rest, about=about))
    return vault.rewrap_data_key
