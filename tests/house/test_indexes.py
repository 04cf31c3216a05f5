"""Indexes that another one makes superfluous: each is written with every row, and nobody reads it.

Django gives every foreign key an index of its own. Where another index begins with the same columns, `db_index=False`
on the key saves it.
"""

import pytest
from django.apps import apps
from django.db import connection

pytestmark = pytest.mark.django_db

SUPERFLUOUS = """
    SELECT less.indrelid::regclass::text, less.indexrelid::regclass::text, more.indexrelid::regclass::text
    FROM pg_index less JOIN pg_index more USING (indrelid)
    JOIN pg_class one ON one.oid = less.indexrelid JOIN pg_class other ON other.oid = more.indexrelid
    WHERE less.indexrelid <> more.indexrelid AND NOT less.indisunique
      AND less.indpred IS NULL AND more.indpred IS NULL AND less.indexprs IS NULL AND more.indexprs IS NULL
      AND one.relam = other.relam AND one.relam = (SELECT oid FROM pg_am WHERE amname = 'btree')
      AND more.indnkeyatts >= less.indnkeyatts
      AND (SELECT bool_and(less.indkey[place] = more.indkey[place] AND less.indclass[place] = more.indclass[place])
           FROM generate_series(0, less.indnkeyatts - 1) place)
"""


def superfluous() -> dict[str, str]:
    """Each such index of a table we describe, and one that makes it so."""
    tables = {
        model._meta.db_table for model in apps.get_models() if not model.__module__.startswith(("django.", "axes."))
    }
    with connection.cursor() as cursor:
        cursor.execute(SUPERFLUOUS)
        return {less: more for table, less, more in cursor.fetchall() if table in tables}


def test_no_index_is_written_for_nothing():
    assert superfluous() == {}


def test_one_that_is_would_be_found():
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX for_nothing ON claims_claimevent (claim_id)")
    assert superfluous() == {"for_nothing": "claim_event_number_once"}
