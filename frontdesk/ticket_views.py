"""The ticket: on paper for who holds it, and on the phone for who scans it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_safe

from accounts.admin_rights import officer_of
from accounts.staff_pages import desk_page, for_branch_staff
from branches import calendar
from frontdesk.gate_views import visit_in_sight
from frontdesk.models import Counter, DeskSettings, Visit
from frontdesk.models.screenings import TicketWidth
from printing.codes import qr_svg

REFRESHED_EVERY = 15
"""Seconds after which a waiting person's page asks again by itself."""


@require_GET
@for_branch_staff
def ticket(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The ticket as the branch's printer takes it, or in the width that is asked for."""
    visit = visit_in_sight(officer_of(request), visit_id)
    if visit.number is None:
        raise Http404
    asked = request.GET.get("lebar", "")
    width = int(asked) if asked in map(str, TicketWidth.values) else DeskSettings.of(visit.branch).ticket_mm
    context = {
        "visit": visit,
        "width": width,
        "widths": TicketWidth,
        "address": public_address(visit),
        "code": qr_svg(public_address(visit)),
        "claims": list(visit.claims.order_by("case_number")),
        "ahead": Visit.objects.ahead_of(visit).count(),
        "title": f"Tiket {visit.label}",
    }
    return desk_page(request, "frontdesk/ticket.html", context)


def public_address(visit: Visit) -> str:
    """Where the person follows their number. The address is the proof; it tells nothing of a claim."""
    return settings.PUBLIC_BASE_URL + reverse("frontdesk:visit", args=[visit.pk])


@require_safe
def followed(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The number on the person's phone: how many are before them, where they are called. No name and no case."""
    visit = get_object_or_404(Visit.objects.select_related("branch").exclude(number=None), pk=visit_id)
    now = timezone.now()
    response = render(request, "frontdesk/visit.html", {**_words(visit, now), "here": request.path})
    response["Cache-Control"] = "no-store"
    if visit.is_awaiting and visit.day == calendar.local_day(visit.branch, now):
        response["Refresh"] = str(REFRESHED_EVERY)
    return response


def _words(visit: Visit, now: datetime) -> dict[str, Any]:
    is_today = visit.day == calendar.local_day(visit.branch, now)
    return {
        "visit": visit,
        "kind": visit.status if is_today or not visit.is_awaiting else "over",
        "waits_outside": visit.waits_outside,
        "called_to": Counter.objects.filter(visit=visit).first() if visit.status == Visit.Status.CALLED else None,
        "ahead": Visit.objects.ahead_of(visit).count() if visit.status == Visit.Status.WAITING else 0,
        "as_of": calendar.say_clock(visit.branch, now),
    }
