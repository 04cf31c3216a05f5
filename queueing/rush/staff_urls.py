"""The page on openings. The admin site takes it in under its names, behind its sign-in."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path

from queueing.rush import opening_views

View = Callable[..., HttpResponse]


def guarded_by(guard: Callable[[View], View]) -> list[URLPattern]:
    """The page, behind `guard`."""
    return [path("pembukaan/", guard(opening_views.openings), name="openings")]
