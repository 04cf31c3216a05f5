"""Changes of rows whose UPDATE is composed once, as `statements.composed` does with questions.

`update(row, "state", "checked_at")` is `row.save(update_fields=…)` of a row that is there. What is changed only under a
condition, and counted, is written beside its condition:

    @changed_once
    def _take(mail_id: UUID, now: datetime) -> Change:
        return Mail.objects.to_read(now).filter(pk=mail_id), {"readings": F("readings") + 1}

    is_mine = bool(_take(mail_id, now))

Outside of a transaction either is committed when it returns.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Generic, TypeVarTuple

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections
from django.db.models import Field, Model, QuerySet
from django.db.models.sql import UpdateQuery

from statements.composed import Given
from statements.inserting import place_of

Asked = TypeVarTuple("Asked")
Change = tuple[QuerySet[Any], dict[str, Any]]


def update(row: Model, *names: str) -> None:
    """Write these fields of a row. Raises DatabaseError when the row is gone."""
    database = connections[DEFAULT_DB_ALIAS]  # itself, as in `inserting`
    fields = _fields(type(row), names)
    values = [field.get_db_prep_save(field.pre_save(row, add=False), database) for field in fields]
    with database.cursor() as cursor:
        cursor.execute(_text(type(row), names), [*values, row.pk])
        if cursor.rowcount != 1:
            raise DatabaseError(f"There is no {row._meta.label} to be changed.")


@lru_cache
def _fields(model: type[Model], names: tuple[str, ...]) -> tuple[Field, ...]:
    return tuple(model._meta.get_field(name) for name in names)  # type: ignore[misc] # none of them is a relation's back


@lru_cache
def _text(model: type[Model], names: tuple[str, ...]) -> str:
    quote, meta = connection.ops.quote_name, model._meta
    changes = ", ".join(f"{quote(str(field.column))} = {place_of(field)}" for field in _fields(model, names))
    return f"UPDATE {quote(meta.db_table)} SET {changes} WHERE {quote(str(meta.pk.column))} = %s"  # noqa: S608 (our own)


class ChangedOnce(Generic[*Asked]):
    """A change and, once it was made, its SQL. Answers how many rows were changed."""

    def __init__(self, change: Callable[[*Asked], Change]) -> None:
        self.change = change
        self.composed: tuple[str, tuple[Any, ...]] | None = None

    def __call__(self, *asked: *Asked) -> int:
        sql, params = self.composed or self._compose(len(asked))
        given: tuple[Any, ...] = asked
        with connection.cursor() as cursor:
            cursor.execute(sql, tuple(given[each.place] if isinstance(each, Given) else each for each in params))
            return int(cursor.rowcount)

    def _compose(self, number: int) -> tuple[str, tuple[Any, ...]]:
        rows, values = self.change(*(Given(place) for place in range(number)))  # type: ignore[arg-type]
        query = rows.query.chain(UpdateQuery)
        query.add_update_values(values)  # type: ignore[attr-defined] # of an UpdateQuery
        self.composed = query.get_compiler(connection=connection).as_sql()
        return self.composed


changed_once = ChangedOnce
