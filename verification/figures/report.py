"""The figures of one scope with the names people know, as the page and the tables to take away both show them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.naming import names_of, number_of
from branches.models import Branch
from claims.models import Claim
from verification.figures import reading
from verification.figures.reading import NO_LOADS, Done, Load, Loads, Numbers, Scope
from verification.figures.standing import Standing, standing
from verification.models import CountedDay, ReasonDay, ReturnReason

WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


@dataclass(frozen=True)
class OfBranch:
    """One branch: what its officers did, what came, and what lies open now."""

    branch: Branch
    numbers: Numbers
    load: Load
    standing: Standing


@dataclass(frozen=True)
class OfOfficer:
    """One officer, at the branches in scope."""

    number: int
    name: str
    numbers: Numbers


@dataclass(frozen=True)
class OfDay:
    """One day; an officer's own has no load."""

    day: date
    numbers: Numbers
    load: Load


@dataclass(frozen=True)
class Report:
    """Everything there is to show."""

    scope: Scope
    done: Done
    loads: Loads
    branches: list[OfBranch]
    officers: list[OfOfficer]
    days: list[OfDay]
    reasons: list[tuple[str, int]]
    late_because: list[tuple[str, int]]
    counted_at: datetime | None
    uncounted: int

    @property
    def standing(self) -> Standing:
        return sum((row.standing for row in self.branches), Standing())


def report(scope: Scope, *, now: datetime) -> Report:
    """The number of statements grows neither with the branches, nor with the officers, nor with the days.

    What came and what lies open is nobody's yet: where one officer is asked for, neither is there.
    """
    done, loads = reading.done(scope), NO_LOADS if scope.by else reading.loads(scope)
    counted = dict(CountedDay.objects.filter(day__range=(scope.first, scope.last)).values_list("day", "counted_at"))
    days = [scope.first + timedelta(days=n) for n in range((scope.last - scope.first).days + 1)]
    return Report(
        scope,
        done,
        loads,
        branches=_branches(scope, done, loads, now),
        officers=_officers(done.by_officer),
        days=[OfDay(day, done.by_day.get(day, Numbers()), loads.by_day.get(day, Load())) for day in days],
        reasons=_reasons(scope),
        late_because=_late_because(scope),
        counted_at=max(counted.values(), default=None),
        uncounted=len(days) - len(counted),
    )


def _branches(scope: Scope, done: Done, loads: Loads, now: datetime) -> list[OfBranch]:
    """The branches at which anything was done, came or lies open."""
    open_now = {} if scope.by else standing(scope, now=now)
    seen = done.by_branch.keys() | loads.by_branch.keys() | open_now.keys()
    return [
        OfBranch(
            branch,
            done.by_branch.get(branch.pk, Numbers()),
            loads.by_branch.get(branch.pk, Load()),
            open_now.get(branch.pk, Standing()),
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
