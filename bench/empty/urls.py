"""The view that does nothing, at the one address there is."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def nothing(request: HttpRequest) -> HttpResponse:
    """No words; their number is said, as CommonMiddleware says it of every page."""
    return HttpResponse(headers={"Content-Length": "0"})


urlpatterns = [path("", nothing)]
