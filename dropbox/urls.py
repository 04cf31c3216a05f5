"""The pages of this room for staff. The admin site takes them in under its names, behind its sign-in."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path

View = Callable[..., HttpResponse]

PAGES: tuple[tuple[str, View, str], ...] = ()


def guarded_by(guard: Callable[[View], View]) -> list[URLPattern]:
    """The pages, each behind `guard`."""
    return [path(route, guard(view), name=name) for route, view, name in PAGES]
