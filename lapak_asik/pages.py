"""The pages that belong to the whole portal rather than to a room."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static

from catalogue.models import Programme
from claims.filing import PRIVACY_NOTICE


def landing(request: HttpRequest) -> HttpResponse:
    """What this is, what one needs, and the two ways on: start a claim, or follow one."""
    return render(request, "landing.html", {"programmes": Programme.objects.all()})


def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy notice a person reads before booking (UU 27/2022)."""
    return render(request, "privacy.html", {"version": PRIVACY_NOTICE})


def favicon(request: HttpRequest) -> HttpResponse:
    """What browsers ask for by habit, where a page names no icon."""
    return redirect(static("img/mark.svg"))
