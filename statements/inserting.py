"""New rows of several tables in one statement.

Django puts an INSERT together anew for every row it saves, and sends each by itself: opening a claim took longer in
there than in PostgreSQL. What is inserted inside `together()` waits for its end and goes as one statement, whose text
is the same for every claim, so that PostgreSQL keeps its plan:

    with transaction.atomic():
        with together():
            insert(claim)
            insert(Participant(claim=claim, …))
        …  # here the rows are there

Inside the block nobody reads these rows back. When it is left by an exception nothing was sent.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, NamedTuple, cast

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Field, Model

from statements.postgresql.base import DatabaseWrapper

_waiting: ContextVar[list["_New"] | None] = ContextVar("rows that wait for the end of together()", default=None)


class _Shape(NamedTuple):
    """What the text of an INSERT depends on."""

    model: type[Model]
    has_key: bool
    or_nothing: bool


class _New(NamedTuple):
    shape: _Shape
    row: Model


@contextmanager
def together() -> Iterator[None]:
    """Gather what is inserted within, and send it as one statement at the end. Called inside a transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError("Rows are inserted together inside a transaction.")
    if _waiting.get() is not None:
        yield  # what is around it sends them
        return
    rows: list[_New] = []
    token = _waiting.set(rows)
    try:
        yield
    finally:
        _waiting.reset(token)
    _send(rows)


def insert(row: Model, *, or_nothing: bool = False) -> None:
    """Insert a new row: at the end of `together()`, outside of it at once.

    With `or_nothing` a row that is there already, by any of its unique keys, changes nothing. A row whose key the
    database numbers does not learn its number.
    """
    new = _New(_Shape(type(row), row.pk is not None, or_nothing), row)
    waiting = _waiting.get()
    if waiting is None:
        _send([new])
    else:
        waiting.append(new)


def _send(rows: list[_New]) -> None:
    if not rows:
        return
    # The connection itself: what stands for it costs a detour for every value.
    database = cast(DatabaseWrapper, connections[DEFAULT_DB_ALIAS])
    values = [value for shape, row in rows for value in _values(shape, row, database)]
    with database.cursor_for_long_statements() as cursor:
        cursor.execute(_text(tuple(shape for shape, _row in rows)), values)
    for _shape, row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def _values(shape: _Shape, row: Model, database: DatabaseWrapper) -> list[Any]:
    return [field.get_db_prep_save(field.pre_save(row, add=True), database) for field in _fields(shape)]


@lru_cache
def _text(shapes: tuple[_Shape, ...]) -> str:
    """All but the last stand in a WITH; PostgreSQL runs them all, and checks the keys between them at the commit."""
    *first, last = map(_one, shapes)
    parts = ", ".join(f"row_{number} AS ({one})" for number, one in enumerate(first))
    return f"WITH {parts} {last}" if parts else last


def _one(shape: _Shape) -> str:
    fields = _fields(shape)
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    places = ", ".join(map(place_of, fields))
    table = connection.ops.quote_name(shape.model._meta.db_table)
    inserted = f"INSERT INTO {table} ({names}) VALUES ({places})"  # noqa: S608 (names of our own tables and columns)
    return inserted + " ON CONFLICT DO NOTHING" * shape.or_nothing


def place_of(field: Field) -> str:
    """What stands for its value in a statement."""
    placeholder = getattr(field, "get_placeholder", None)  # a field that must be cast says so
    return placeholder(None, None, connection) if placeholder else "%s"


@lru_cache
def _fields(shape: _Shape) -> tuple[Field, ...]:
    return tuple(field for field in shape.model._meta.local_concrete_fields if shape.has_key or not field.primary_key)
