"""The pages of this room for staff. The admin site takes them in under its names, behind its sign-in."""

from collections.abc import Callable

from django.http import HttpResponse

from frontdesk import calling_views, gate_views, settings_views, ticket_views

View = Callable[..., HttpResponse]

VISIT = "gerbang/kunjungan/<uuid:visit_id>/"
GATE = "gerbang/<str:code>/"
PERSON = GATE + "klaim/<str:case_number>/"
OF_COUNTER = "loket/<int:counter_id>/"

PAGES: tuple[tuple[str, View, str], ...] = (
    ("gerbang/", gate_views.entry, "gate_entry"),
    (VISIT, gate_views.visit, "visit"),
    (VISIT + "tiket/", ticket_views.ticket, "visit_ticket"),
    (VISIT + "masuk/", gate_views.admission, "visit_admission"),
    (VISIT + "pulang/", gate_views.departure, "visit_departure"),
    (VISIT + "kembali/", gate_views.coming_back, "visit_coming_back"),
    (VISIT + "kotak/", gate_views.drop_off, "visit_drop_off"),
    (GATE, gate_views.page, "gate"),
    (GATE + "pencarian/", gate_views.search, "gate_search"),
    (GATE + "tamu/", gate_views.newcomer, "gate_newcomer"),
    (GATE + "pengaturan/", settings_views.desk_settings, "desk_settings"),
    (PERSON, gate_views.person, "gate_person"),
    (PERSON + "kedatangan/", gate_views.arrival, "gate_arrival"),
    ("loket/", calling_views.counters, "counters"),
    (OF_COUNTER, calling_views.counter, "counter"),
    (OF_COUNTER + "panggilan/", calling_views.call, "counter_call"),
    (OF_COUNTER + "panggilan-ulang/", calling_views.call_again, "counter_call_again"),
    (OF_COUNTER + "selesai/", calling_views.serving_end, "counter_finish"),
    (OF_COUNTER + "penundaan/", calling_views.parking, "counter_park"),
    (OF_COUNTER + "pelewatan/", calling_views.skipping, "counter_skip"),
    (OF_COUNTER + "panggilan-kembali/", calling_views.bringing_back, "counter_bring_back"),
)
