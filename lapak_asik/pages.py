"""The pages that belong to the whole portal rather than to a room."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static

from catalogue.models import Programme
from claims.filing import PRIVACY_NOTICE
from claims.models.mail import RAW_KEPT_FOR
from queueing.public_pages import public_page, render_public

FRESH_FOR = 30
"""Seconds for which a page of words is given out as it is."""


@public_page(seconds=FRESH_FOR)
def landing(request: HttpRequest) -> HttpResponse:
    """What this is, what one needs, and the two ways on: start a claim, or follow one."""
    return render_public(request, "landing.html", {"programmes": Programme.objects.all()})


@public_page(seconds=FRESH_FOR)
def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy notice a person reads before booking (UU 27/2022)."""
    kept = {"originals_kept_days": settings.ORIGINALS_KEPT_DAYS, "mail_kept_days": RAW_KEPT_FOR.days}
    return render_public(request, "privacy.html", {"version": PRIVACY_NOTICE, **kept})


def favicon(request: HttpRequest) -> HttpResponse:
    """What browsers ask for by habit, where a page names no icon."""
    return redirect(static("img/mark.svg"))
