from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from branches.models import DecreeYear, Holiday
from statements.inserting import insert, together

pytestmark = pytest.mark.django_db

YEAR = 2019


def test_rows_of_several_tables_go_as_one_statement():
    decree = DecreeYear(year=YEAR, decree="CONTOH")
    with CaptureQueriesContext(connection) as asked, together():
        insert(decree)
        insert(a_holiday(day=date(YEAR, 5, 1)))
        insert(a_holiday(day=date(YEAR, 6, 1)))

    assert len(asked.captured_queries) == 1
    assert DecreeYear.objects.get(year=YEAR).decree == "CONTOH"
    assert Holiday.objects.filter(day__year=YEAR).count() == 2
    assert not decree._state.adding


def test_outside_of_the_block_a_row_goes_at_once():
    insert(a_holiday())

    assert Holiday.objects.filter(day__year=YEAR).exists()


def test_a_block_within_a_block_waits_for_the_outer_one():
    with together():
        with together():
            insert(a_holiday())
        assert not Holiday.objects.filter(day__year=YEAR).exists()

    assert Holiday.objects.filter(day__year=YEAR).exists()


def test_nothing_is_sent_when_the_block_fails():
    with pytest.raises(KeyError), together():
        insert(a_holiday())
        raise KeyError

    insert(a_holiday(day=date(YEAR, 7, 1)))  # and what comes later does not carry it along
    assert Holiday.objects.filter(day__year=YEAR).count() == 1


def test_a_row_that_is_there_is_an_error():
    insert(a_holiday())

    with pytest.raises(IntegrityError), transaction.atomic():
        insert(a_holiday())


def test_or_nothing_leaves_a_row_that_is_there_as_it_is():
    insert(a_holiday(name="yang pertama"))

    insert(a_holiday(name="yang kedua"), or_nothing=True)

    assert Holiday.objects.get(day__year=YEAR).name == "yang pertama"


@pytest.mark.django_db(transaction=True)
def test_the_block_wants_a_transaction():
    with pytest.raises(RuntimeError, match="transaction"), together():
        pass


def a_holiday(day: date = date(YEAR, 5, 1), name: str = "CONTOH") -> Holiday:
    return Holiday(day=day, name=name, kind=Holiday.Kind.CLOSURE)
