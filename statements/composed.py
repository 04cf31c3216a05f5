"""Questions to the database that Django composes once, and then only asks.

Putting a SELECT together takes Django longer than PostgreSQL needs to answer it by a key. A page everybody opens asks
the same few questions each time; only what they are asked about differs:

    @composed_once
    def _living(key: UUID, since: datetime) -> QuerySet[Draft]:
        return Draft.objects.filter(pk=key, changed_at__gt=since)

    rows = _living(key, now - DRAFT_LIVES_FOR)  # a list of drafts

The function is called once, with place-holders: it may hand what it is given to look-ups, and can neither look at it
nor reckon with it. Rows come as the queryset would give them: models, with `select_related`, or the tuples of
`values_list`.
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar, TypeVarTuple

from django.db import connection
from django.db.models import Expression, QuerySet
from django.db.models.query import ModelIterable, ValuesListIterable, get_related_populators
from django.db.models.sql.compiler import SQLCompiler

Asked = TypeVarTuple("Asked")
Row = TypeVar("Row")


class Given(Expression):
    """Holds the place of what will be asked about."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place = place

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        return "%s", (self,)


class ComposedOnce(Generic[Row, *Asked]):
    """A question and, once it was asked, its SQL."""

    def __init__(self, question: Callable[[*Asked], QuerySet[Any, Row]]) -> None:
        self.question = question
        self.composed: _Composed | None = None

    def __call__(self, *asked: *Asked) -> list[Row]:
        composed = self.composed or self._compose(len(asked))
        return composed.rows(asked)

    def _compose(self, number: int) -> "_Composed":
        self.composed = _Composed(self.question(*(Given(place) for place in range(number))))  # type: ignore[arg-type]
        return self.composed


composed_once = ComposedOnce


class _Composed:
    """The SQL of a queryset, and how its answers become rows."""

    def __init__(self, queryset: QuerySet[Any, Any]) -> None:
        self.compiler = queryset.query.get_compiler(connection=connection)
        self.sql, self.params = self.compiler.as_sql()
        asked_for = self.compiler.select or []
        self.converters = self.compiler.get_converters([column for column, *_ in asked_for])
        self.kind = queryset._iterable_class
        if self.kind is ModelIterable:
            self._know_the_model()
        elif self.kind is not ValuesListIterable:
            raise TypeError("Only models and values_list() are composed once.")

    def _know_the_model(self) -> None:
        klass, select = self.compiler.klass_info, self.compiler.select
        assert klass is not None and select is not None
        fields = klass["select_fields"]
        self.model, self.columns = klass["model"], slice(fields[0], fields[-1] + 1)
        self.names = [column.target.attname for column, *_ in select[self.columns]]
        self.related = get_related_populators(klass, select, connection.alias)  # type: ignore[call-arg]

    def rows(self, asked: tuple[Any, ...]) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [asked[each.place] if isinstance(each, Given) else each for each in self.params])
            answers = cursor.fetchall()
        answers = map(tuple, self.compiler.apply_converters(answers, self.converters))
        return list(answers) if self.kind is ValuesListIterable else [self._row(answer) for answer in answers]

    def _row(self, answer: tuple[Any, ...]) -> Any:
        row = self.model.from_db(connection.alias, self.names, answer[self.columns])
        for related in self.related:
            related.populate(answer, row)
        return row
