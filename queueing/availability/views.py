"""The public pages that say where there are places. They answer from memory and say how old they are."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import dateformat, timezone
from django.utils.translation import gettext as _

from branches import calendar
from branches.models import Branch
from claims.models import Claim
from queueing import places, slots
from queueing.availability import full, picking, places_left
from queueing.public_pages import public_page, render_public
from queueing.rush import standing

FRESH_FOR = 5
"""Seconds. Long enough for a rush to cost one page in five seconds, short enough to be true."""


@public_page(seconds=FRESH_FOR)
def country(request: HttpRequest) -> HttpResponse:
    """Every branch under its province, day by day."""
    now = timezone.now()
    provinces = places_left.by_province(now)
    context = {
        "free": [province for province in provinces if province.with_places],
        "others": [province for province in provinces if not province.with_places],
        "with_places": sum(province.with_places for province in provinces),
        "branches": sum(len(province.branches) for province in provinces),
        "as_of": say_as_of(calendar.NATIONAL_ZONE, now),
        "release_hour": dateformat.time_format(settings.RELEASE_HOUR, _("H.i")),
        "days_ahead": settings.BOOKING_DAYS_AHEAD,
    }
    return render_public(request, "queueing/availability_country.html", context)


@public_page(seconds=FRESH_FOR)
def branch(request: HttpRequest, code: str) -> HttpResponse:
    """The days ahead of one branch, hour by hour; what is full or closed says why, and what there is instead."""
    now = timezone.now()
    row = Branch.objects.filter(code=code, is_active=True).first()
    if row is None:
        return render_public(request, "queueing/availability_unknown.html", {}, status=404)
    places.release_expired_at(row, now=now)
    context = {
        "branch": row,
        "doors": _doors(row, now),
        "fullness": full.picture(row, now),
        "room": standing.invitation(row, now),
        "as_of": say_as_of(row.zone, now),
    }
    return render_public(request, "queueing/availability_branch.html", context)


def _doors(row: Branch, now: datetime) -> list[dict[str, Any]]:
    """The days by each door the branch has; by the online one if it has none."""
    doors = list(slots.doors_open(row, now)) or [Claim.Door.ONLINE]
    return [{"label": picking.DOORS[Claim.Door(door)], "days": _days(row, door, now)} for door in doors]


def _days(row: Branch, door: str, now: datetime) -> list[dict[str, Any]]:
    days = slots.offered(row, now, door=door)
    counted = {day.day: day for day in places_left.days(now, door=door, branch=row).get(row.pk, [])}
    reasons = calendar.why_closed(row, days[0]["day"], days[-1]["day"]) if days else {}
    for day in days:
        day["why_closed"] = reasons.get(day["day"], "")
        day["count"] = counted.get(day["day"])
    return days


def say_as_of(zone: str, instant: datetime) -> str:
    """Like "12.15.32 WIT (10.15.32 WIB)": by the clock of that zone, and by Jakarta's where it differs."""
    zones = (calendar.Zone(zone), calendar.NATIONAL_ZONE)
    first, *rest = dict.fromkeys(calendar.say_clock_of(each, instant, seconds=True) for each in zones)
    return f"{first} ({rest[0]})" if rest else first
