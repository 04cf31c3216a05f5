"""The pages of this room for staff. The admin site takes them in under its names, behind its sign-in."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path

from dropbox import printing_views
from dropbox.beginning import views as beginning_views

View = Callable[..., HttpResponse]

PAGES: tuple[tuple[str, View, str], ...] = (
    ("klaim-baru/", beginning_views.what, "begin_claim"),
    ("klaim-baru/<uuid:draft_id>/", beginning_views.people, "begin_people"),
    ("klaim-baru/<uuid:draft_id>/program/", beginning_views.cause, "begin_cause"),
    ("klaim-baru/<uuid:draft_id>/pembukaan/", beginning_views.opening, "begin_opening"),
    ("klaim-baru/<uuid:draft_id>/kode/", beginning_views.code_again, "begin_code_again"),
    ("klaim-dibuka/<uuid:claim_id>/", beginning_views.begun, "begun_at_gate"),
    ("klaim-dibuka/<uuid:claim_id>/berikutnya/", beginning_views.following, "begin_following"),
    ("amplop/<uuid:claim_id>/lembar.pdf", printing_views.slip, "envelope_slip"),
    ("amplop/<uuid:claim_id>/semua-lembar.pdf", printing_views.slips, "envelope_slips"),
    ("amplop/<uuid:claim_id>/formulir/<str:code>.pdf", printing_views.form, "envelope_form"),
)


def guarded_by(guard: Callable[[View], View]) -> list[URLPattern]:
    """The pages, each behind `guard`."""
    return [path(route, guard(view), name=name) for route, view, name in PAGES]
