"""The next number of a year's batches."""

from django.db import connection
from django.db.models import Max

from payments.models import Batch

LOCK = 0x42595200  # "BYR": of this room alone among the portal's advisory locks
FORM = r"BYR-(?P<year>\d{4})-(?P<number>\d{5,9})"
"""How the number of a batch is written: BYR-2026-00017."""


def next_number(year: int) -> int:
    """One more than the last: none is left out and none given twice, as a batch that is not made takes no number.

    Two at once draw one after the other: the lock is held until the end of the transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    last: int | None = Batch.objects.filter(year=year).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1
