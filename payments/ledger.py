"""Whether the books agree: every verified claim goes to the bank or waits for a named reason, and every paid one was
paid once.

Verbs and constraints see to it row by row; this asks the tables themselves, and takes no verb's word for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet

from claims.models import AccountChange, Claim
from payments.handing_over import changed_accounts
from payments.models import Batch, Line, Result, ResultRow

LATELY = timedelta(days=7)
"""How far back paid claims are looked at while somebody waits for the page; the nightly check looks at all."""

NAMED = 20
"""So many of each kind are named; the number says how many there are."""


class Kind(StrEnum):
    """What does not agree, in words."""

    FORWARDED_NOWHERE = "Diteruskan, tetapi tidak ada di kiriman mana pun"
    LINE_OF_ANOTHER = "Ada di kiriman berjalan, tetapi klaimnya tidak sedang diteruskan"
    WAITS_FOR_NOTHING = "Terverifikasi, tetapi tidak akan diteruskan dan tidak ada sebabnya"
    PAID_WITHOUT_LINE = "Berstatus dibayarkan tanpa baris pembayaran"
    LINE_WITHOUT_PAYMENT = "Baris dibayarkan, tetapi klaimnya tidak"
    PAID_TWICE = "Dibayarkan lebih dari sekali"
    ACCOUNT_CHANGED = "Rekening berubah sesudah diteruskan"
    CONTRADICTED = "Hasil bertentangan dengan yang sudah dicatat"
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


def faults(now: datetime, *, since: datetime | None = None) -> list[Fault]:
    """What does not agree; of paid claims those paid `since`, or all. Empty when all is well."""
    found = ((kind, list(rows[: NAMED + 1]), rows) for kind, rows in _rows(now, since))
    return [_fault(kind, first, rows) for kind, first, rows in found if first]


def raise_faults(now: datetime) -> int:
    """Look at everything. The sweep fails when something does not agree, and is seen to fail."""
    if found := faults(now):
        raise BooksDisagree("; ".join(map(str, found)))
    return 0


def _fault(kind: Kind, first: list, rows: QuerySet) -> Fault:
    number = len(first) if len(first) <= NAMED else rows.count()
    return Fault(kind, number, tuple(str(name) for name in first[:NAMED]))


def _rows(now: datetime, since: datetime | None) -> Iterator[tuple[Kind, QuerySet]]:
    """Of each kind the names of what is wrong."""
    lines = Line.objects.filter(claim=OuterRef("pk"))
    awaited, held, paid = lines.awaited(), lines.held(), lines.filter(result=Result.PAID)
    verified = Claim.objects.filter(status=Claim.Status.VERIFIED)
    paid_claims = Claim.objects.filter(status=Claim.Status.PAID, paid_at__gte=since) if since else _all_paid()
    paid_lines = Line.objects.filter(result=Result.PAID, result_at__gte=since) if since else _all_paid_lines()
    case, of_claim = "case_number", "claim__case_number"
    reasons = Exists(held) | Exists(_waiting_accounts(now)) | Q(pk__in=Claim.objects.payable(now).values("pk"))
    forwarded = Q(claim__status=Claim.Status.VERIFIED, claim__forwarded_at__isnull=False)

    yield Kind.FORWARDED_NOWHERE, _named(verified.exclude(forwarded_at=None).filter(~Exists(awaited)), case)
    yield Kind.LINE_OF_ANOTHER, _named(Line.objects.awaited().exclude(forwarded), of_claim)
    yield Kind.WAITS_FOR_NOTHING, _named(verified.filter(forwarded_at=None).exclude(reasons), case)
    yield Kind.PAID_WITHOUT_LINE, _named(paid_claims.filter(~Exists(paid)), case)
    yield Kind.LINE_WITHOUT_PAYMENT, _named(paid_lines.exclude(claim__status=Claim.Status.PAID), of_claim)
    yield Kind.PAID_TWICE, _twice(paid_lines)
    yield Kind.ACCOUNT_CHANGED, _named(_changed(), "applicant__claim__case_number")
    yield Kind.CONTRADICTED, _named(_contradicted(now), "line__claim__case_number")
    yield Kind.NUMBER_MISSING, _years_with_gaps()
    yield Kind.NOT_SETTLED, _named(_wrongly_settled(), "number")


def _named(rows: QuerySet, name: str) -> QuerySet:
    return rows.order_by(name).values_list(name, flat=True)


def _all_paid() -> QuerySet[Claim]:
    return Claim.objects.filter(status=Claim.Status.PAID)


def _all_paid_lines() -> QuerySet[Line]:
    return Line.objects.filter(result=Result.PAID)


def _waiting_accounts(now: datetime) -> QuerySet[AccountChange]:
    return AccountChange.objects.filter(applicant=OuterRef("pk"), cancelled_at=None, effective_at__gt=now)


def _twice(paid_lines: QuerySet[Line]) -> QuerySet:
    counted = Line.objects.filter(claim__in=paid_lines.values("claim"), result=Result.PAID)
    return (
        counted.values("claim")
        .annotate(times=Count("pk"))
        .filter(times__gt=1)
        .values_list("claim__case_number", flat=True)
    )


def _changed() -> QuerySet[AccountChange]:
    return changed_accounts().filter(applicant__claim__in=Line.objects.awaited().values("claim"))


def _contradicted(now: datetime) -> QuerySet[ResultRow]:
    lately = ResultRow.objects.filter(file__confirmed_at__gt=now - LATELY)
    return lately.filter(state=ResultRow.State.CONTRADICTS)


def _years_with_gaps() -> QuerySet:
    years = Batch.objects.values("year").annotate(last=Max("number"), made=Count("pk"))
    return years.exclude(last=F("made")).order_by("year").values_list("year", flat=True)


def _wrongly_settled() -> QuerySet[Batch]:
    awaited = Exists(Line.objects.awaited().filter(batch=OuterRef("pk")))
    return Batch.objects.filter(Q(awaited, status=Batch.Status.SETTLED) | Q(~awaited, status=Batch.Status.SENT))
