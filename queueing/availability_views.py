"""The public pages that say where there are places. They answer from memory and say how old they are."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import dateformat, timezone
from django.utils.translation import gettext as _

from branches import calendar
from branches.models import Branch
from queueing import availability, full, places, slots
from queueing.public_pages import public_page, render_public

FRESH_FOR = 5
"""Seconds. Long enough for a rush to cost one page in five seconds, short enough to be true."""


@public_page(seconds=FRESH_FOR)
def country(request: HttpRequest) -> HttpResponse:
    """Every branch under its province, day by day."""
    now = timezone.now()
    provinces = availability.by_province(now)
    context = {
        "provinces": provinces,
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
    counted = {day.day: day for day in availability.days(now, branch=row).get(row.pk, [])}
    context = {
        "branch": row,
        "days": _days(row, counted, now),
        "fullness": full.picture(row, now),
        "as_of": say_as_of(row.zone, now),
    }
    return render_public(request, "queueing/availability_branch.html", context)


def _days(row: Branch, counted: dict[date, availability.Day], now: datetime) -> list[dict[str, Any]]:
    days = slots.offered(row, now)
    reasons = calendar.why_closed(row, days[0]["day"], days[-1]["day"]) if days else {}
    for day in days:
        day["why_closed"] = reasons.get(day["day"], "")
        day["count"] = counted.get(day["day"])
    return days


def say_as_of(zone: str, instant: datetime) -> str:
    """Like "12.15.32 WIT (10.15.32 WIB)": by the clock of that zone, and by Jakarta's where it differs."""
    clocks = {
        calendar.ZONE_NAMES[calendar.Zone(each)]: dateformat.format(instant.astimezone(ZoneInfo(each)), _("H.i.s"))
        for each in (zone, calendar.NATIONAL_ZONE)
    }
    first, *rest = (f"{clock} {name}" for name, clock in clocks.items())
    return f"{first} ({rest[0]})" if rest else first
