import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext


@pytest.fixture
def other_connection():
    other = connections.create_connection("default")
    yield other
    other.close()


@pytest.mark.django_db
def test_an_idle_connection_is_usable_and_asking_sends_nothing(other_connection):
    pid = _pid(other_connection)

    usable = other_connection.is_usable()

    assert usable
    assert _last_statement(pid) == "SELECT pg_backend_pid()"


@pytest.mark.django_db
def test_a_connection_that_the_server_ended_is_not_usable(other_connection):
    pid = _pid(other_connection)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

    assert not other_connection.is_usable()


def test_no_connection_is_not_usable():
    assert not connections.create_connection("default").is_usable()


def _pid(wrapper):
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def _last_statement(pid):
    with connection.cursor() as cursor:
        cursor.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [pid])
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_a_long_statement_is_taken_with_its_values_in_their_order():
    values = list(range(100))

    with connections["default"].cursor_for_long_statements() as cursor:
        cursor.execute(f"SELECT ARRAY[{', '.join(['%s'] * 100)}]::int[]", values)

        assert cursor.fetchone() == (values,)


@pytest.mark.django_db
def test_a_long_statement_is_among_the_captured_ones():
    with CaptureQueriesContext(connection) as asked, connections["default"].cursor_for_long_statements() as cursor:
        cursor.execute("SELECT %s::int + %s::int", [1, 2])

    assert [query["sql"] for query in asked.captured_queries] == ["SELECT 1::int + 2::int"]
