"""The page on openings. The admin site takes it in under its names, behind its sign-in."""

from collections.abc import Callable

from django.http import HttpResponse

from queueing.rush import opening_views

View = Callable[..., HttpResponse]

PAGES: tuple[tuple[str, View, str], ...] = (("pembukaan/", opening_views.openings, "openings"),)
