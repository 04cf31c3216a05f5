"""Who was told of what: the screen of one claim, the red list, and how the house's messages fare."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.admin_rights import officer_of, runs_the_house
from accounts.staff_pages import desk_page, only_for
from branches import calendar
from claims.models import Claim, ClaimEvent
from notifications.models import Message
from notifications.titles import TITLES
from verification.desk import note_reading
from verification.desk_gate import claim_in_scope
from verification.models import PageView
from verification.told import again, deliveries, red_list, screen
from workflow import Refused

for_followers = only_for(lambda user: user.may_follow_news)
for_callers = only_for(lambda user: user.may_telephone)
for_managers = only_for(lambda user: user.may_read_deliveries)


@require_GET
@for_followers
def told(request: HttpRequest, case_number: str) -> HttpResponse:
    """Was this person told? Who asks is put on record."""
    user, now = officer_of(request), timezone.now()
    claim = claim_in_scope(user, case_number)
    note_reading(claim, PageView.What.TOLD, by=user.actor, now=now)
    context = {
        "claim": claim,
        "lines": screen.lines(claim),
        "tasks": claim.call_tasks.open().count(),
        "opened_at": calendar.say_clock(claim.branch, now),
        "may_act": user.may_telephone,
        "title": "Apakah orang ini sudah diberi tahu?",
    }
    return desk_page(request, "verification/told.html", context)


@require_POST
@for_callers
def repetition(request: HttpRequest, case_number: str, message_id: UUID) -> HttpResponse:
    """Send this message again."""
    return _again(request, case_number, message_id, again.by_every_way, "Kabar ini dikirim lagi.")


@require_POST
@for_callers
def call(request: HttpRequest, case_number: str, message_id: UUID) -> HttpResponse:
    """Have somebody tell it by telephone."""
    return _again(request, case_number, message_id, again.by_call, "Tugas telepon dibuat.")


def _again(
    request: HttpRequest, case_number: str, message_id: UUID, verb: Callable[..., Any], said: str
) -> HttpResponse:
    claim = claim_in_scope(officer_of(request), case_number)
    if not _is_of(claim, message_id):
        raise Http404
    try:
        verb(message_id, by=officer_of(request).actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("admin:told", claim.case_number)


def _is_of(claim: Claim, message_id: UUID) -> bool:
    keys = [event.key for event in claim.events.only("pk")]
    return Message.objects.filter(pk=message_id, about__in=keys).exists()


@require_GET
@for_followers
def untold(request: HttpRequest) -> HttpResponse:
    """The red list: whose people do not know what they must, with nothing on its way."""
    events = red_list.of_branches(officer_of(request))
    context = {
        "rows": [
            (event, _news(event), calendar.say_instant(event.claim.branch, event.at))
            for event in events[: red_list.SHOWN]
        ],
        "number": events.count(),
        "title": "Belum diberi tahu",
    }
    return desk_page(request, "verification/untold.html", context)


def _news(event: ClaimEvent) -> str:
    name = Message.objects.filter(about=event.key, name__in=screen.MUST_KNOW).values_list("name", flat=True).first()
    return TITLES.get(name or "", event.name)


@require_GET
@for_managers
def sendings(request: HttpRequest) -> HttpResponse:
    """How the house's messages fare, of the last day or week."""
    now = timezone.now()
    chosen = request.GET.get("selama", "24j")
    period = deliveries.PERIODS.get(chosen)
    if period is None:
        return redirect("admin:deliveries")
    context = {
        "fared": deliveries.fared(period, now=now),
        "piles": deliveries.stuck(period, now=now),
        "untold": red_list.of_branches(officer_of(request)).count(),
        "chosen": chosen,
        "may_open_rows": runs_the_house(officer_of(request)),
        "title": "Kiriman pesan",
    }
    return desk_page(request, "verification/deliveries.html", context)
