"""The file that comes back is read strictly: every row must be of a line that was sent, or nothing of it is taken.

What contradicts a result that is known, or another row, is no error of the file: it is kept, and never taken.

The form is described in docs/payments.md. All that is wrong is said at once, by the number of the row.
"""

import csv
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, reduce
from io import StringIO
from operator import or_

from django.db.models import Q
from django.utils.dateparse import parse_datetime

from claims.models import Claim
from payments import numbers
from payments.models import Line, Outcome, Result
from payments.models.lines import Fact
from workflow import Refused

COLUMNS = ("nomor_kiriman", "nomor_kasus", "hasil", "waktu", "kode", "rujukan", "keterangan")
OUTCOMES = {"dibayarkan": Outcome.PAID, "dana_kembali": Outcome.RETURNED, "ditolak": Outcome.REFUSED}
LARGEST, MOST_ROWS, LONGEST_WORDS = 2 * 1024 * 1024, 5_000, 300

_BATCH = re.compile(numbers.FORM)
_CODE, _REFERENCE = re.compile(r"[a-z0-9_]{1,24}"), re.compile(r"[A-Za-z0-9./_-]{1,40}")
_ZONED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")


class Unread(Refused):
    """Nothing of the file can be taken. `errors` says everything that is wrong, by row."""

    def __init__(self, *errors: str) -> None:
        super().__init__(errors[0])
        self.errors = errors


@dataclass(frozen=True)
class Said:
    """What one row says, in its shape alone: whether it can be true is asked of the line."""

    number: int
    batch: str
    case_number: str
    outcome: Outcome
    at: datetime
    code: str
    reference: str
    words: str

    @property
    def key(self) -> tuple[str, str]:
        return self.batch, self.case_number

    @property
    def fact(self) -> Fact:
        return self.outcome, self.at, self.code, self.reference


@dataclass(frozen=True)
class Read:
    """A file without an error: what it says, each with the line it speaks of."""

    sha256: str
    rows: Sequence[tuple[Said, Line]]

    def contradicts(self, said: Said, line: Line) -> bool:
        """Whether something else is known of the line, or said of it in the same file: then neither is believed."""
        if line.result:
            return line.fact != said.fact
        return any(other.fact != said.fact for other in self._of_line[line.pk])

    @cached_property
    def _of_line(self) -> Mapping[int, Sequence[Said]]:
        found = defaultdict(list)
        for said, line in self.rows:
            found[line.pk].append(said)
        return found


def read(content: bytes, *, now: datetime) -> Read:
    """Read a file of results. Raises Unread with all that is wrong."""
    rows = _rows(_decoded(content))
    said, errors = _said(rows)
    lines = _lines_of(said)
    errors |= {each.number: wrong for each in said if (wrong := _wrong(each, lines.get(each.key), now=now))}
    if errors:
        raise Unread(*(f"Baris {number}: {words}" for number, words in sorted(errors.items())))
    return Read(hashlib.sha256(content).hexdigest(), [(each, lines[each.key]) for each in _once(said)])


# --- The shape of the file


def _decoded(content: bytes) -> str:
    if not content:
        raise Unread("Berkas ini kosong.")
    if len(content) > LARGEST:
        raise Unread(f"Berkas lebih dari {LARGEST // (1024 * 1024)} MB. Bagi menjadi beberapa berkas.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unread("Berkas tidak ditulis dalam UTF-8. Simpan ulang sebagai CSV UTF-8.") from None


def _rows(text: str) -> list[list[str]]:
    """The rows below the first, which must name the columns; empty ones at the end are no rows."""
    try:
        rows = list(csv.reader(StringIO(text, newline=""), strict=True))
    except csv.Error:
        raise Unread(
            "Berkas bukan CSV yang utuh: ada tanda kutip yang tidak ditutup, atau nilai yang terlalu panjang."
        ) from None
    while rows and not any(rows[-1]):
        rows.pop()
    if not rows or tuple(rows[0]) != COLUMNS:
        raise Unread(f"Baris 1: judul kolom harus tepat {','.join(COLUMNS)}.")
    if len(rows) == 1:
        raise Unread("Berkas tidak berisi satu hasil pun.")
    if len(rows) - 1 > MOST_ROWS:
        raise Unread(f"Berkas berisi lebih dari {MOST_ROWS} baris. Bagi menjadi beberapa berkas.")
    return rows[1:]


def _said(rows: Sequence[Sequence[str]]) -> tuple[list[Said], dict[int, str]]:
    """What each row says; and what is wrong with those that say nothing."""
    said, errors = [], {}
    for number, row in enumerate(rows, start=2):
        if wrong := "; ".join(_misshapen(row)):
            errors[number] = wrong
        else:
            said.append(_as_said(number, row))
    return said, errors


def _misshapen(row: Sequence[str]) -> Iterator[str]:
    if len(row) != len(COLUMNS):
        yield f"ada {len(row)} kolom, seharusnya {len(COLUMNS)}."
        return
    batch, case_number, outcome, at, code, reference, words = row
    if not _BATCH.fullmatch(batch):
        yield "nomor kiriman harus seperti BYR-2026-00017"
    if not case_number or not case_number.isprintable():
        yield "nomor kasus kosong"
    if outcome not in OUTCOMES:
        yield f"hasil harus salah satu dari {', '.join(OUTCOMES)}"
    if not _ZONED.fullmatch(at) or _instant(at) is None:
        yield "waktu harus seperti 2026-11-24T10:15:00+07:00"
    if reference and not _REFERENCE.fullmatch(reference):
        yield "rujukan paling panjang 40 huruf, angka atau . / _ -"
    if len(words) > LONGEST_WORDS or not words.isprintable():
        yield f"keterangan paling panjang {LONGEST_WORDS} huruf dalam satu baris"
    yield from _wrong_code(OUTCOMES.get(outcome), code)


def _wrong_code(outcome: Outcome | None, code: str) -> Iterator[str]:
    """A payment has no code, the bank's are a closed set, the core system's its own."""
    if outcome == Outcome.PAID and code:
        yield "kode harus kosong bila dibayarkan"
    if outcome == Outcome.RETURNED and code not in Claim.BankSaid:
        yield f"kode dana kembali harus salah satu dari {', '.join(Claim.BankSaid.values)}"
    if outcome == Outcome.REFUSED and not _CODE.fullmatch(code):
        yield "kode penolakan harus 1 sampai 24 huruf kecil, angka atau _"


def _as_said(number: int, row: Sequence[str]) -> Said:
    batch, case_number, outcome, at, code, reference, words = row
    instant = _instant(at)
    assert instant is not None, "A row whose time cannot be read is misshapen."
    return Said(number, batch, case_number, OUTCOMES[outcome], instant, code, reference, words)


def _instant(at: str) -> datetime | None:
    try:
        return parse_datetime(at)
    except ValueError:  # the shape of an instant, on a day that is none
        return None


# --- What it says, beside what we know


def _lines_of(said: Sequence[Said]) -> Mapping[tuple[str, str], Line]:
    """The lines spoken of, by their batch and case."""
    drawn = {match.groups() for each in said if (match := _BATCH.fullmatch(each.batch))}
    asked = reduce(or_, (Q(batch__year=year, batch__number=number) for year, number in drawn), Q(pk=None))
    cases = {each.case_number for each in said}
    lines = Line.objects.filter(asked, claim__case_number__in=cases).select_related("batch", "claim")
    return {(str(line.batch), str(line.claim)): line for line in lines}


def _wrong(said: Said, line: Line | None, *, now: datetime) -> str:
    """Why this row cannot be taken; nothing when it can, or is known already."""
    if line is None:
        return f"klaim {said.case_number} tidak ada di {said.batch}."
    if line.batch.sent_at is None:
        return f"{said.batch} belum dikirim, jadi belum bisa ada hasilnya."
    if line.result == Result.HELD_BACK:
        return f"klaim {said.case_number} ditahan dan tidak ikut dikirim."
    if said.at > now:
        return "waktunya masih di depan."
    if said.at < line.batch.sent_at.replace(microsecond=0):  # the file tells whole seconds
        return f"waktunya sebelum {said.batch} dikirim."
    return ""


def _once(said: Sequence[Said]) -> list[Said]:
    """The rows without those that say the same of the same line again."""
    return list({(each.key, each.fact): each for each in reversed(said)}.values())[::-1]
