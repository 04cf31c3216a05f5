"""People at a branch and the counters that call them, for the tests of the front desk."""

from datetime import datetime

from branches import calendar
from branches.models import Branch
from frontdesk.models import Counter, Visit


def counter(branch: Branch, number: int = 1, *, kind: str = "loket", series: str = "A", **more) -> Counter:
    return Counter.objects.create(branch=branch, kind=kind, number=number, series=list(series), **more)


def visit(branch: Branch, number: int, *, now: datetime, series: str = "A", **more) -> Visit:
    """Somebody who waits with that number."""
    day = calendar.local_day(branch, now)
    given = {"arrived_at": now, "arrived_by": "officer:1", "admitted_at": now, "admitted_by": "officer:1"}
    return Visit.objects.create(branch=branch, day=day, series=series, number=number, **{**given, **more})
