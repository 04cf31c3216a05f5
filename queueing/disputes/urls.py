"""The pages on who booked for whom. The admin site takes them in under its names, behind its sign-in."""

from collections.abc import Callable

from django.http import HttpResponse

from queueing.disputes import pattern_views, views

View = Callable[..., HttpResponse]

PAGES: tuple[tuple[str, View, str], ...] = (
    ("sengketa/", views.disputes, "disputes"),
    ("sengketa/<int:dispute_id>/", views.dispute, "dispute"),
    ("pola/", pattern_views.patterns, "patterns"),
)
