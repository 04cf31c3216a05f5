from datetime import date

import pytest
from django.db import DatabaseError, connection
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test.utils import CaptureQueriesContext

from branches.models import Holiday
from statements.updating import Change, changed_once, update

pytestmark = pytest.mark.django_db

MAY, JUNE = date(2019, 5, 1), date(2019, 6, 1)


def a_holiday(day: date = MAY) -> Holiday:
    return Holiday.objects.create(day=day, name="Hari contoh", kind=Holiday.Kind.CLOSURE)


def test_only_the_fields_that_are_named_are_written():
    holiday = a_holiday()
    holiday.name, holiday.day = "Hari lain", JUNE

    with CaptureQueriesContext(connection) as asked:
        update(holiday, "name")

    assert len(asked.captured_queries) == 1
    holiday.refresh_from_db()
    assert (holiday.name, holiday.day) == ("Hari lain", MAY)


def test_no_other_row_is_changed():
    first, second = a_holiday(MAY), a_holiday(JUNE)
    first.name = "Hari lain"

    update(first, "name")

    second.refresh_from_db()
    assert second.name == "Hari contoh"


def test_a_row_that_is_gone_is_an_error():
    holiday = a_holiday()
    Holiday.objects.all().delete()

    with pytest.raises(DatabaseError, match="There is no"):
        update(holiday, "name")


def test_a_change_under_a_condition_is_composed_once_and_counts_the_rows():
    composed = []

    @changed_once
    def rename(day: date, name: str) -> Change:
        composed.append(day)
        return Holiday.objects.filter(day=day).exclude(name=name), {"name": name}

    first, second = a_holiday(MAY), a_holiday(JUNE)

    assert [rename(MAY, "Hari lain"), rename(MAY, "Hari lain"), rename(JUNE, "Hari lain")] == [1, 0, 1]
    assert len(composed) == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.name, second.name) == ("Hari lain", "Hari lain")


def test_a_change_may_reckon_with_what_is_there():
    @changed_once
    def put_off(day: date) -> Change:
        return Holiday.objects.filter(day=day), {"name": Concat(F("name"), Value(" (tertunda)"))}

    holiday = a_holiday()

    assert put_off(MAY) == 1
    holiday.refresh_from_db()
    assert holiday.name == "Hari contoh (tertunda)"
