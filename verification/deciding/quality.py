"""What the second looks at verified claims came to: how many were right, and which faults were found how often."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import User
from verification.models import DecisionFault, PaperFault, QualityFinding, QualitySample

RESULTS_OF = timedelta(days=90)
"""So far back the results reach: long enough for some of each fault, short enough to show what changed."""

WAITS_AT_MOST = timedelta(days=14)
"""A sample nobody has looked at for so long is said to who runs the house."""


@dataclass(frozen=True)
class Results:
    """The samples drawn lately in somebody's branches."""

    drawn: int
    checked: int
    papers: int
    wrong_papers: int
    wrong_decisions: int
    faults: list[tuple[str, str, int]]  # of what, which fault, how often


def results(user: User, *, now: datetime) -> Results:
    """Counted by what was found; nobody is named."""
    samples = QualitySample.objects.filter(claim__branch__in=user.branches_in_sight(), drawn_at__gt=now - RESULTS_OF)
    rows = QualityFinding.objects.filter(sample__in=samples).values_list("paper__kind__name", "fault")
    found = Counter((name or "", fault) for name, fault in rows)
    of_papers = {key: number for key, number in found.items() if key[0]}
    wrong = {key: number for key, number in found.items() if key[1]}
    return Results(
        drawn=samples.count(),
        checked=samples.exclude(checked_at=None).count(),
        papers=sum(of_papers.values()),
        wrong_papers=sum(number for (name, fault), number in of_papers.items() if fault),
        wrong_decisions=sum(number for (name, fault), number in wrong.items() if not name),
        faults=[(name or "Keputusan", say_fault(fault), n) for (name, fault), n in Counter(wrong).most_common()],
    )


def say_fault(code: str) -> str:
    """A fault, in words."""
    return {**dict(PaperFault.choices), **dict(DecisionFault.choices)}[code]


def overdue(now: datetime) -> int:
    """How many samples wait longer than they should."""
    return QualitySample.objects.waiting().filter(drawn_at__lt=now - WAITS_AT_MOST).count()
