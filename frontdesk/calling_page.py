"""The page at a counter: who may open it, and what stands on it."""

from datetime import datetime
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from accounts.admin_rights import officer_of
from accounts.models import User
from accounts.staff_pages import desk_page
from branches import calendar
from claims.models import Claim
from frontdesk import calling
from frontdesk.models import Counter, Visit


class InLine(NamedTuple):
    """Those of a series who can be called."""

    series: str
    label: str
    waiting: int
    first: str


def counter_in_sight(user: User, counter_id: int) -> Counter:
    """The counter, or 404 when it is at none of this person's branches."""
    seen = Counter.objects.filter(branch__in=user.branches_in_sight()).select_related("branch", "visit")
    return get_object_or_404(seen, pk=counter_id)


def show_counter(request: HttpRequest, counter: Counter, *, now: datetime) -> HttpResponse:
    """Who stands here, how many wait, and who was asked to step aside."""
    today, serving = calling.today(counter, now=now), counter.serving
    lines = [_line(series, list(today.waiting(series))) for series in counter.series]
    aside = list(today.filter(status__in=calling.ASIDE, series__in=counter.series).order_by("called_at"))
    context = {
        "counter": counter,
        "branch": counter.branch,
        "day": calendar.local_day(counter.branch, now),
        "serving": serving,
        **(_claims_of(serving, officer_of(request)) if serving else {}),
        "lines": lines,
        "waiting": sum(line.waiting for line in lines),
        "aside": aside,
        "state": _state(counter, serving, lines, aside),
        "title": f"{counter}, {counter.branch}",
    }
    return desk_page(request, "frontdesk/counter.html", context)


def show_counters(request: HttpRequest) -> HttpResponse:
    """The open counters of this person's branches."""
    counters = Counter.objects.open_in(officer_of(request).branches_in_sight())
    return desk_page(request, "frontdesk/counters.html", {"counters": counters, "title": "Loket dan bilik"})


def _line(series: str, waiting: list[Visit]) -> InLine:
    return InLine(series, Visit.Series(series).label, len(waiting), waiting[0].label if waiting else "")


def _claims_of(visit: Visit, user: User) -> dict[str, Any]:
    """What they came for, and which of it this person may open: a claim may be of another branch."""
    claims = Claim.objects.filter(visits=visit).select_related("programme", "cause").order_by("case_number")
    return {"claims": claims, "ours": set(claims.visible_to(user))}


def _state(counter: Counter, serving: Visit | None, lines: list[InLine], aside: list[Visit]) -> str:
    """All that can change on the page meanwhile, so that its script replaces it only when it did."""
    there = [str(serving.pk if serving else ""), str(counter.is_open)]
    there += [f"{line.series}{line.waiting}{line.first}" for line in lines]
    return " ".join([*there, *(f"{visit.label}{visit.status}" for visit in aside)])
