"""The pages of this room for staff. The admin site takes them in under its names, behind its sign-in."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path

from dropbox import staff_views
from dropbox.beginning import views as beginning_views

View = Callable[..., HttpResponse]

PAGES: tuple[tuple[str, View, str], ...] = (
    ("klaim-baru/", beginning_views.what, "begin_claim"),
    ("klaim-baru/<uuid:draft_id>/", beginning_views.people, "begin_people"),
    ("klaim-baru/<uuid:draft_id>/program/", beginning_views.cause, "begin_cause"),
    ("klaim-baru/<uuid:draft_id>/pembukaan/", beginning_views.opening, "begin_opening"),
    ("klaim-baru/<uuid:draft_id>/kode/", beginning_views.code_again, "begin_code_again"),
    ("isi-amplop/<uuid:claim_id>/", staff_views.envelope, "claim_envelope"),
    ("isi-amplop/<uuid:claim_id>/berikutnya/", beginning_views.following, "begin_following"),
    ("isi-amplop/<uuid:claim_id>/lembar.pdf", staff_views.slip, "envelope_slip"),
    ("isi-amplop/<uuid:claim_id>/semua-lembar.pdf", staff_views.slips, "envelope_slips"),
    ("isi-amplop/<uuid:claim_id>/formulir/<str:code>.pdf", staff_views.form, "envelope_form"),
)


def guarded_by(guard: Callable[[View], View]) -> list[URLPattern]:
    """The pages, each behind `guard`."""
    return [path(route, guard(view), name=name) for route, view, name in PAGES]
