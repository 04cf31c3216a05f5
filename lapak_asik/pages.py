"""The pages that belong to the whole portal rather than to a room."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalogue.models import Programme


def landing(request: HttpRequest) -> HttpResponse:
    """What this is, what one needs, and the two ways on: start a claim, or follow one."""
    return render(request, "landing.html", {"programmes": Programme.objects.all()})
