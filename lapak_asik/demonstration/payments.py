"""The payments of the demonstration: one batch that came back, and one that waits for the second payment officer."""

import csv
from datetime import datetime, timedelta
from io import StringIO

from lapak_asik.demonstration.house import actor
from payments import handing_over, making, results
from payments.models import Batch
from payments.reading import COLUMNS

SAID = (("dibayarkan", "", "TRX/CONTOH/1"), ("dana_kembali", "account_closed", "TRX/CONTOH/2"))
"""What the bank says of the first batch, line by line: result, code, reference."""


def pay(now: datetime) -> None:
    """A batch of what is verified by now, an hour later paid but for one whose account was closed."""
    batch = forward(now)
    second = actor("pembayaran2")
    handing_over.approve(batch.pk, by=second, on_screen_of=second, now=now)
    handing_over.hand_out(batch.pk, by=actor("pembayaran"), now=now)
    later = now + timedelta(hours=1)
    file = results.bring(_answer(batch, later), name="hasil-contoh.csv", by=actor("pembayaran"), now=later)
    results.confirm(file.pk, by=second, now=later)
    results.take(file.pk, now=later)


def forward(now: datetime) -> Batch:
    """A batch of what is verified by now. It waits to be approved."""
    batch = making.make_batch(by=actor("pembayaran"), now=now)
    assert batch, "The demonstration verifies claims before it forwards them."
    return batch


def _answer(batch: Batch, at: datetime) -> bytes:
    text = StringIO(newline="")
    lines = batch.lines.select_related("claim").order_by("position")
    instant = at.replace(microsecond=0).isoformat()
    rows = [
        (str(batch), str(line.claim), outcome, instant, code, reference, "")
        for line, (outcome, code, reference) in zip(lines, SAID, strict=True)
    ]
    csv.writer(text).writerows([COLUMNS, *rows])
    return text.getvalue().encode()
