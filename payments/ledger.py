"""Whether the books agree: every verified claim goes to the bank or waits for a named reason, and every paid one was
paid once.

Verbs and constraints see to it row by row; this asks the tables themselves, and takes no verb's word for it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat

from branches import calendar
from claims.models import AccountChange, Claim
from payments.handing_over import changed_accounts
from payments.models import Batch, Line, Result, ResultRow
from statements.kept import kept_for

LATELY = timedelta(days=7)
"""How far back paid claims are looked at by day; the nightly check looks at all."""

KEPT = 300.0  # seconds: a week of paid claims is read no oftener by each process

NAMED = 20
"""So many of each kind are named; the number says how many there are."""


CASE, OF_CLAIM = "case_number", "claim__case_number"


class Kind(StrEnum):
    """What does not agree, in words."""

    FORWARDED_NOWHERE = "Diteruskan, tetapi tidak ada di kiriman mana pun"
    LINE_OF_ANOTHER = "Ada di kiriman berjalan, tetapi klaimnya tidak sedang diteruskan"
    WAITS_FOR_NOTHING = "Terverifikasi, tetapi tidak akan diteruskan dan tidak ada sebabnya"
    PAID_WITHOUT_LINE = "Berstatus dibayarkan tanpa baris pembayaran"
    LINE_WITHOUT_PAYMENT = "Baris dibayarkan, tetapi klaimnya tidak"
    PAID_TWICE = "Dibayarkan lebih dari sekali"
    ACCOUNT_CHANGED = "Rekening berubah sesudah diteruskan"
    CONTRADICTED = "Hasil bertentangan, belum diselesaikan dengan bank"
    NUMBER_MISSING = "Nomor kiriman terlewat"
    NOT_SETTLED = "Kiriman selesai, tetapi masih ada baris tanpa hasil, atau sebaliknya"


@dataclass(frozen=True)
class Fault:
    """One kind of what does not agree: how many there are, and the first of them by name."""

    kind: Kind
    number: int
    names: tuple[str, ...]

    def __str__(self) -> str:
        more = f" dan {self.number - len(self.names)} lainnya" if self.number > len(self.names) else ""
        return f"{self.kind} ({self.number}): {', '.join(self.names)}{more}"


class BooksDisagree(Exception):
    """The nightly check found something."""


def faults(now: datetime) -> list[Fault]:
    """What does not agree anywhere. Empty when all is well."""
    return [*_found(_of_open(now)), *_found(_of_paid(_all_paid(), _all_paid_lines()))]


def faults_lately(now: datetime) -> list[Fault]:
    """The same for a page somebody waits for: of paid claims those of a week, as they stood minutes ago."""
    return [*_found(_of_open(now)), *(_of_paid_since(calendar.national_day(now - LATELY)) or ())]


@kept_for(KEPT)
def _of_paid_since(day: date) -> list[Fault]:
    since, _end = calendar.day_in_zone(calendar.NATIONAL_ZONE, day)
    return _found(_of_paid(_all_paid().filter(paid_at__gte=since), _all_paid_lines().filter(result_at__gte=since)))


def raise_faults(now: datetime) -> int:
    """Look at everything. The sweep fails when something does not agree, and is seen to fail."""
    if found := faults(now):
        raise BooksDisagree("; ".join(map(str, found)))
    return 0


def _found(asked: Iterable[tuple[Kind, QuerySet]]) -> list[Fault]:
    """Of each kind the first names, and how many there are in all where there are more."""
    return [_fault(kind, first, rows) for kind, rows in asked if (first := list(rows[: NAMED + 1]))]


def _fault(kind: Kind, first: list, rows: QuerySet) -> Fault:
    number = len(first) if len(first) <= NAMED else rows.count()
    return Fault(kind, number, tuple(str(name) for name in first[:NAMED]))


def _of_open(now: datetime) -> Iterator[tuple[Kind, QuerySet]]:
    """What is wrong with that which is on its way: never much, and read from its own indexes."""
    lines = Line.objects.filter(claim=OuterRef("pk"))
    verified = Claim.objects.filter(status=Claim.Status.VERIFIED)
    payable = Q(pk__in=Claim.objects.payable(now).values("pk"))
    reasons = Exists(lines.held()) | Exists(_waiting_accounts(now)) | payable
    forwarded = Q(claim__status=Claim.Status.VERIFIED, claim__forwarded_at__isnull=False)

    yield Kind.FORWARDED_NOWHERE, _named(verified.exclude(forwarded_at=None).filter(~Exists(lines.awaited())), CASE)
    yield Kind.LINE_OF_ANOTHER, _named(Line.objects.awaited().exclude(forwarded), OF_CLAIM)
    yield Kind.WAITS_FOR_NOTHING, _named(verified.filter(forwarded_at=None).exclude(reasons), CASE)
    yield Kind.ACCOUNT_CHANGED, _named(_changed(), "applicant__claim__case_number")
    yield Kind.CONTRADICTED, _named(ResultRow.objects.to_clear(), "line__claim__case_number")
    yield Kind.NUMBER_MISSING, _years_with_gaps()
    yield Kind.NOT_SETTLED, _named(_wrongly_settled(), "number")


def _of_paid(claims: QuerySet[Claim], lines: QuerySet[Line]) -> Iterator[tuple[Kind, QuerySet]]:
    """What is wrong with these paid claims and lines. Of two payments one was by a line that was not the first."""
    paid = Line.objects.filter(result=Result.PAID)
    other = paid.filter(claim=OuterRef("claim")).exclude(pk=OuterRef("pk"))

    yield Kind.PAID_WITHOUT_LINE, _named(claims.filter(~Exists(paid.filter(claim=OuterRef("pk")))), CASE)
    yield Kind.LINE_WITHOUT_PAYMENT, _named(lines.exclude(claim__status=Claim.Status.PAID), OF_CLAIM)
    yield Kind.PAID_TWICE, _named(lines.filter(Exists(other), attempt__gt=1), OF_CLAIM)


def _named(rows: QuerySet, name: str) -> QuerySet:
    """In an order no index has: by one, PostgreSQL would walk through all claims, hoping to meet twenty soon."""
    named = Concat(F(name), Value(""), output_field=TextField())
    return rows.alias(named=named).order_by("named").values_list(name, flat=True)


def _all_paid() -> QuerySet[Claim]:
    return Claim.objects.filter(status=Claim.Status.PAID)


def _all_paid_lines() -> QuerySet[Line]:
    return Line.objects.filter(result=Result.PAID)


def _waiting_accounts(now: datetime) -> QuerySet[AccountChange]:
    return AccountChange.objects.filter(applicant=OuterRef("pk"), cancelled_at=None, effective_at__gt=now)


def _changed() -> QuerySet[AccountChange]:
    return changed_accounts().filter(applicant__claim__in=Line.objects.awaited().values("claim"))


def _years_with_gaps() -> QuerySet:
    years = Batch.objects.values("year").annotate(last=Max("number"), made=Count("pk"))
    return years.exclude(last=F("made")).order_by("year").values_list("year", flat=True)


def _wrongly_settled() -> QuerySet[Batch]:
    awaited = Exists(Line.objects.awaited().filter(batch=OuterRef("pk")))
    return Batch.objects.filter(Q(awaited, status=Batch.Status.SETTLED) | Q(~awaited, status=Batch.Status.SENT))
