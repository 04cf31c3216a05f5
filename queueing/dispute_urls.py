"""The pages on who booked for whom. The admin site takes them in under its names, behind its sign-in."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path

from queueing import dispute_views, pattern_views

View = Callable[..., HttpResponse]

PAGES: tuple[tuple[str, View, str], ...] = (
    ("sengketa/", dispute_views.disputes, "disputes"),
    ("sengketa/<int:dispute_id>/", dispute_views.dispute, "dispute"),
    ("pola/", pattern_views.patterns, "patterns"),
)


def guarded_by(guard: Callable[[View], View]) -> list[URLPattern]:
    """The pages, each behind `guard`."""
    return [path(route, guard(view), name=name) for route, view, name in PAGES]
