"""The waiting room of an opening: taking a number, following it, and checking the draw."""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from branches import calendar
from claims import fresh
from formpack.forms import PublicForm
from queueing.intake.asking import asker_of
from queueing.intake.steps import Intake
from queueing.intake.views import page, step
from queueing.models import QueueNumber, Rush
from queueing.public_pages import public_page
from queueing.rush import draw, lines, standing
from queueing.rush.room import ROOM
from workflow import Refused

SHOWN_DRAWS = 9
"""Three days of three openings each stand on the page about the draw."""


@step("time")
def number(request: HttpRequest, intake: Intake) -> HttpResponse:
    """The contact's number for the branch's opening: the one it has, or a button that takes one."""
    opens_at = lines.opening_of(intake.branch, intake.now)
    if opens_at is None:
        return redirect("intake:time")
    mine = _take_number(request, intake, opens_at) if request.method == "POST" else _number_of(intake, opens_at)
    if mine:
        return redirect("rush:position", ticket=standing.ticket_of(mine))
    room = standing.invitation(intake.branch, intake.now)
    return page(request, intake, "time", "rush_number", room=room)


def _number_of(intake: Intake, opens_at: datetime) -> QueueNumber | None:
    return QueueNumber.objects.filter(rush__opens_at=opens_at, contact_index=intake.contact_index).first()


def _take_number(request: HttpRequest, intake: Intake, opens_at: datetime) -> QueueNumber | None:
    try:
        return lines.take_number(opens_at, asker=asker_of(request, intake), seed=fresh.token(), now=intake.now)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return None


@require_safe
def position(request: HttpRequest, ticket: str) -> HttpResponse:
    """Where a number stands. `lapak_asik.position_pages` answers the same in front of Django, without this view."""
    seen = standing.read_ticket(ticket)
    line = ROOM.line(seen[0], now=timezone.now()) if seen else None
    if seen is None or line is None:
        raise Http404
    shown = standing.stand(line, seen[1])
    words = shown.words(translation.get_language() or "id")
    response = render(request, "queueing/rush.html", {"kind": shown.kind, **words, "here": request.path})
    response["Cache-Control"] = "no-store"
    if shown.refresh:
        response["Refresh"] = str(shown.refresh)
    return response


@public_page(seconds=60)
def skeleton(request: HttpRequest, kind: str) -> HttpResponse:
    """A position page with the names of its words in place of the words, for `lapak_asik.position_pages` to fill in."""
    if kind not in standing.KINDS:
        raise Http404
    names = ("here", "number", "place", "before", "minutes", *standing.OF_ALL)
    words = {name: f"[[{name}]]" for name in names}
    return HttpResponse(render_to_string("queueing/rush.html", {"kind": kind, **words}))


class OpeningField(forms.ModelChoiceField):
    """One of the openings, by its day and hour."""

    def label_from_instance(self, obj: Rush) -> str:
        return say_opening(obj)


class CheckingForm(PublicForm):
    """A number of an opening whose draw is closed, to see where it was put."""

    opening = OpeningField(
        label=_("Pembukaan"), queryset=Rush.objects.exclude(drawn_before=None).order_by("-opens_at"), empty_label=None
    )
    number = forms.IntegerField(label=_("Nomor undi"), min_value=1)


@require_safe
def fairness(request: HttpRequest) -> HttpResponse:
    """How the draw works, its seals and seeds, and the place of any number, so that anybody can check theirs."""
    now = timezone.now()
    draws = list(Rush.objects.order_by("-opens_at")[:SHOWN_DRAWS])
    form = CheckingForm(request.GET if "number" in request.GET else None)
    found = _place_asked_for(form) if form.is_valid() else None
    rows = [{"rush": each, "opens": say_opening(each), "is_open": each.has_opened(now)} for each in draws]
    context = {"form": form, "rows": rows, "found": found, "recipe": draw.recipe()}
    return render(request, "queueing/rush_draw.html", context)


def _place_asked_for(form: CheckingForm) -> dict[str, Any]:
    chosen, asked = form.cleaned_data["opening"], form.cleaned_data["number"]
    place = chosen.place_of(asked) if asked <= chosen.last_serial else None
    return {"rush": chosen, "number": asked, "place": place}


def say_opening(each: Rush) -> str:
    """The day and hour of an opening by the clocks of its zone."""
    zone = calendar.zone_where(each.opens_at, settings.RELEASE_HOUR)
    return f"{calendar.say_day_of(zone, each.opens_at)}, {calendar.say_clock_of(zone, each.opens_at)}"
