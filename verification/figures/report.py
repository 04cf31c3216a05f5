"""The figures of one scope with the names people know, as the page and the tables to take away both show them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.naming import names_of, number_of
from branches.models import Branch
from claims.models import Claim
from verification.figures import reading
from verification.figures.paid import NOTHING_PAID, Paid, PaidOf, paid
from verification.figures.reading import NO_LOADS, Done, Load, Loads, Numbers, Scope
from verification.figures.standing import Standing, standing
from verification.models import CountedDay, ReasonDay, ReturnReason

WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


@dataclass(frozen=True)
class OfBranch:
    """One branch: what its officers did, what came, what lies open now, and what was paid."""

    branch: Branch
    numbers: Numbers
    load: Load
    standing: Standing
    paid: Paid


@dataclass(frozen=True)
class OfOfficer:
    """One officer, at the branches in scope."""

    number: int
    name: str
    numbers: Numbers


@dataclass(frozen=True)
class OfDay:
    """One day; an officer's own has no load, and nothing paid."""

    day: date
    numbers: Numbers
    load: Load
    paid: Paid


@dataclass(frozen=True)
class Report:
    """Everything there is to show."""

    scope: Scope
    done: Done
    loads: Loads
    paid: PaidOf
    branches: list[OfBranch]
    officers: list[OfOfficer]
    days: list[OfDay]
    reasons: list[tuple[str, int]]
    late_because: list[tuple[str, int]]
    counted_at: datetime | None
    uncounted: int

    @property
    def paying_branches(self) -> list[OfBranch]:
        """The branches of whose claims any was paid."""
        return [row for row in self.branches if row.paid.paid]

    @property
    def standing(self) -> Standing:
        return sum((row.standing for row in self.branches), Standing())


def report(scope: Scope, *, now: datetime) -> Report:
    """The number of statements grows neither with the branches, nor with the officers, nor with the days.

    What came and what lies open is nobody's yet, and a payment nobody's any more: where one officer is asked for, none
    of them is there.
    """
    done, loads = reading.done(scope), NO_LOADS if scope.by else reading.loads(scope)
    payments = NOTHING_PAID if scope.by else paid(scope)
    counted = dict(CountedDay.objects.filter(day__range=(scope.first, scope.last)).values_list("day", "counted_at"))
    days = [scope.first + timedelta(days=n) for n in range((scope.last - scope.first).days + 1)]
    return Report(
        scope,
        done,
        loads,
        payments,
        branches=_branches(scope, done, loads, payments, now),
        officers=_officers(done.by_officer),
        days=[_of_day(day, done, loads, payments) for day in days],
        reasons=_reasons(scope),
        late_because=_late_because(scope),
        counted_at=max(counted.values(), default=None),
        uncounted=len(days) - len(counted),
    )


def _of_day(day: date, done: Done, loads: Loads, payments: PaidOf) -> OfDay:
    numbers, load = done.by_day.get(day, Numbers()), loads.by_day.get(day, Load())
    return OfDay(day, numbers, load, payments.by_day.get(day, Paid()))


def _branches(scope: Scope, done: Done, loads: Loads, payments: PaidOf, now: datetime) -> list[OfBranch]:
    """The branches at which anything was done, came, lies open or was paid."""
    open_now = {} if scope.by else standing(scope, now=now)
    seen = done.by_branch.keys() | loads.by_branch.keys() | open_now.keys() | payments.by_branch.keys()
    return [
        OfBranch(
            branch,
            done.by_branch.get(branch.pk, Numbers()),
            loads.by_branch.get(branch.pk, Load()),
            open_now.get(branch.pk, Standing()),
            payments.by_branch.get(branch.pk, Paid()),
        )
        for branch in Branch.objects.filter(pk__in=seen)
    ]


def _officers(by_officer: dict[str, Numbers]) -> list[OfOfficer]:
    """Who did anything, by name."""
    names = names_of(by_officer)
    rows = [OfOfficer(number_of(by), names[by], numbers) for by, numbers in by_officer.items()]
    return sorted(rows, key=lambda row: (row.name.casefold(), row.number))


def _reasons(scope: Scope) -> list[tuple[str, int]]:
    counted = reading.reasons(scope, ReasonDay.What.RETURNED)
    names = dict(ReturnReason.objects.filter(code__in=counted).values_list("code", "name"))
    return [(names.get(code, code), papers) for code, papers in counted.items()]


def _late_because(scope: Scope) -> list[tuple[str, int]]:
    names = {code: str(words).capitalize() for code, words in Claim.LateBecause.choices} | {"": "Tanpa sebab"}
    counted = reading.reasons(scope, ReasonDay.What.LATE)
    return [(names.get(code, code), claims) for code, claims in counted.items()]
