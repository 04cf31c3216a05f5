"""Short ways from a verified claim to what comes back of it."""

import csv
from collections.abc import Sequence
from datetime import datetime, timedelta
from io import StringIO

from django.db import connection

from claims.models import Claim
from payments import handing_over, making, reading, results
from payments.models import Batch, Line, ResultFile
from tests import factories
from tests.verification.at_the_desk import verified_claim

A, B = "officer:801", "officer:802"
"""Two payment officers: the first makes and sends, the second approves."""

MINUTE = timedelta(minutes=1)


def verified_claims(number: int, *, now: datetime) -> list[Claim]:
    officer = factories.officer()
    at = factories.slot(factories.branch(), now=now, capacity=number + 5)
    return [verified_claim(officer, now=now, at=at) for _ in range(number)]


def fresh(claim: Claim) -> Claim:
    return Claim.objects.with_people().get(pk=claim.pk)


def approved(batch: Batch, *, now: datetime) -> Batch:
    return handing_over.approve(batch.pk, by=B, on_screen_of=B, now=now)


def sent_batch(*, now: datetime) -> Batch:
    """Everything that waits, made, approved and sent."""
    batch = making.make_batch(by=A, now=now)
    approved(batch, now=now)
    handing_over.hand_out(batch.pk, by=A, now=now)
    batch.refresh_from_db()
    return batch


def row(line: Line, outcome: str = "dibayarkan", *, at: datetime, code: str = "", reference: str = "", words: str = ""):
    """One row of a file of results. The bank's reason is that the account is closed, where none is given."""
    codes = {"dana_kembali": "account_closed", "ditolak": "npwp_missing"}
    written = at.replace(microsecond=0).isoformat()
    return [str(line.batch), str(line.claim), outcome, written, code or codes.get(outcome, ""), reference, words]


def written(*rows: Sequence[str], columns: Sequence[str] = reading.COLUMNS) -> bytes:
    text = StringIO(newline="")
    csv.writer(text).writerows([columns, *rows])
    return text.getvalue().encode()


def brought(*rows: Sequence[str], now: datetime) -> ResultFile:
    return results.bring(written(*rows), name="hasil.csv", by=A, now=now)


def taken(*rows: Sequence[str], now: datetime) -> ResultFile:
    """A file that was brought, confirmed and taken to its end."""
    file = brought(*rows, now=now)
    results.confirm(file.pk, by=B, now=now)
    return results.take(file.pk, now=now)


def line_of(claim: Claim) -> Line:
    """The last line of the claim."""
    return Line.objects.select_related("batch", "claim").filter(claim=claim).latest("attempt")


def without(index: str) -> None:
    """Take a unique index away for the rest of the transaction: negative controls only."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what they wait for would hold the table
        cursor.execute(f"DROP INDEX {index}")
