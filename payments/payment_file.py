"""The file of a batch, as the core system reads it: see docs/payments.md.

UTF-8, commas, quotes where a value needs them, lines ended by CR LF. The first row names the form, the batch, how many
lines follow and the SHA-256 of every byte below it; the second names the columns. The same lines always give the same
bytes, so that what was approved is what leaves, however often it is fetched.
"""

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from payments.models import Batch, Line
from workflow import Refused

FORM = ("LAPAK-ASIK-PEMBAYARAN", "1")
COLUMNS = (
    "urutan", "nomor_kasus", "penerusan_ke", "program", "nama", "nik_atau_paspor", "kpj", "bank", "nomor_rekening",
    "pemilik_rekening",
)  # fmt: skip

LABELS = {
    "name": "nama peserta", "identity": "NIK atau paspor", "bank_name": "bank", "account_number": "nomor rekening",
    "account_holder": "pemilik rekening",
}  # fmt: skip
"""What nobody can be paid without. A KPJ may be missing: the NIK finds the participant."""

SAID = 5
"""Faults named at once."""

FORMULA = ("=", "+", "-", "@")
"""What a spreadsheet takes for the beginning of a formula, in a cell that may also begin after a comma or semicolon.

Such a value is refused and not masked. Nobody's name and no account begins like this, and a mark in front of a name
would make it another name: the bank compares it with the holder's and sends the money back.
"""


@dataclass(frozen=True)
class PaymentFile:
    """The file of a batch: its name, its bytes, how many lines, and the SHA-256 of what is below the first row."""

    name: str
    content: bytes
    count: int
    sha256: str


def file_of(batch: Batch) -> PaymentFile:
    """The batch's file as its lines make it. Refuses a line that nobody could be paid by, or that would mislead."""
    lines = list(batch.lines.in_file().select_related("claim"))
    if faults := [fault for line in lines for fault in faults_of(line)]:
        raise Refused(" ".join(["Berkas belum bisa dibuat.", *faults[:SAID], "Tahan dulu baris itu."]))
    body = _written([COLUMNS, *map(_values, lines)])
    sha256 = hashlib.sha256(body).hexdigest()
    head = _written([(*FORM, str(batch), str(len(lines)), sha256)])
    return PaymentFile(f"{batch}.csv", head + body, len(lines), sha256)


def faults_of(line: Line) -> Iterator[str]:
    """What keeps a line from being paid, in a sentence each that names no value."""
    for name in line.FROZEN:
        value, label = getattr(line, name), f"{line.claim}: {LABELS.get(name, name.upper())}"
        if not value and name in LABELS:
            yield f"{label} kosong."
        elif any(cell.lstrip().startswith(FORMULA) for cell in re.split("[,;]", value)):
            yield f"{label} diawali tanda yang dibaca lembar kerja sebagai rumus."
        elif not value.isprintable():
            yield f"{label} memuat tanda yang tidak terlihat."


def _values(line: Line) -> Sequence[str]:
    frozen = (getattr(line, name) for name in line.FROZEN)
    return (str(line.position), str(line.claim), str(line.attempt), line.programme, *frozen)


def _written(rows: Iterable[Sequence[str]]) -> bytes:
    text = StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()
