"""The next number of a branch's day."""

from datetime import date

from django.db import connection

from branches.models import Branch

_NEXT = """
    INSERT INTO frontdesk_lastnumber (branch_id, day, series, number) VALUES (%s, %s, %s, 1)
    ON CONFLICT (branch_id, day, series) DO UPDATE SET number = frontdesk_lastnumber.number + 1
    RETURNING number
"""


def draw(branch: Branch, day: date, series: str) -> int:
    """The next number, from 1. Called inside the transaction that gives it out: none is lost, none is given twice."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [branch.pk, day, series])
        return cursor.fetchone()[0]
