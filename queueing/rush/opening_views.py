"""The page of past and coming openings, for who keeps the capacity of a branch. It is read and changes nothing."""

from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.admin_rights import officer_of
from accounts.staff_pages import desk_page, only_for
from branches import calendar
from queueing.capacity.access import keeps_plans
from queueing.models import Rush, Slot
from queueing.rush.views import say_opening

SHOWN = 90
"""Thirty days of three openings each."""


@require_GET
@only_for(keeps_plans)
def openings(request: HttpRequest) -> HttpResponse:
    """How the openings went at which days of this person's branches were released, the last first."""
    mine = Slot.objects.filter(releases_at=OuterRef("opens_at"), branch__in=officer_of(request).branches_in_sight())
    now = timezone.now()
    rows = [_row(rush, rush.has_opened(now)) for rush in Rush.objects.filter(Exists(mine))[:SHOWN]]
    return desk_page(request, "queueing/admin/openings.html", {"rows": rows, "title": "Pembukaan hari"})


def _row(rush: Rush, is_open: bool) -> dict[str, Any]:
    """The seed is nobody's to read before the opening, staff no less than anybody."""
    zone = calendar.zone_where(rush.opens_at, settings.RELEASE_HOUR)
    sold_out = rush.sold_out_at and calendar.say_clock_of(zone, rush.sold_out_at, seconds=True)
    return {
        "rush": rush,
        "opens": say_opening(rush),
        "is_open": is_open,
        "seed": rush.seed if is_open else "",
        "sold_out": sold_out or "",
    }
