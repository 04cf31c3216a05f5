"""The pages of this room for staff. The admin site takes them in under its names, behind its sign-in."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path

from frontdesk import gate_views, settings_views, ticket_views

View = Callable[..., HttpResponse]

VISIT = "gerbang/kunjungan/<uuid:visit_id>/"
GATE = "gerbang/<str:code>/"
PERSON = GATE + "klaim/<str:case_number>/"

PAGES: tuple[tuple[str, View, str], ...] = (
    ("gerbang/", gate_views.entry, "gate_entry"),
    (VISIT, gate_views.visit, "visit"),
    (VISIT + "tiket/", ticket_views.ticket, "visit_ticket"),
    (VISIT + "masuk/", gate_views.admission, "visit_admission"),
    (VISIT + "pulang/", gate_views.departure, "visit_departure"),
    (VISIT + "kotak/", gate_views.drop_off, "visit_drop_off"),
    (GATE, gate_views.page, "gate"),
    (GATE + "pencarian/", gate_views.search, "gate_search"),
    (GATE + "tamu/", gate_views.newcomer, "gate_newcomer"),
    (GATE + "pengaturan/", settings_views.desk_settings, "desk_settings"),
    (PERSON, gate_views.person, "gate_person"),
    (PERSON + "kedatangan/", gate_views.arrival, "gate_arrival"),
)


def guarded_by(guard: Callable[[View], View]) -> list[URLPattern]:
    """The pages, each behind `guard`."""
    return [path(route, guard(view), name=name) for route, view, name in PAGES]
