"""Every address of the portal, by room."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from lapak_asik import health, pages

urlpatterns = [
    path("", pages.landing, name="landing"),
    path("privasi/", pages.privacy, name="privacy"),
    path("favicon.ico", pages.favicon),
    path("healthz", health.healthz, name="healthz"),
    # Without a CSRF word, so that pages which are the same for everybody can offer it: it changes no row.
    path("bahasa/setlang/", csrf_exempt(set_language), name="set_language"),
    path("tempat/", include("queueing.availability.urls")),
    path("", include("queueing.waiting_list.urls")),
    path("ajukan/", include("queueing.intake.urls")),
    path("antrean/", include("queueing.rush.urls")),
    path("papan/", include("frontdesk.board_urls")),
    path("klaim/", include("queueing.place_urls")),
    path("klaim/", include("dropbox.public_urls")),
    path("klaim/", include("claims.urls")),
    path("kabar/", include("notifications.urls")),
    path("surat-masuk/", include("claims.mail.urls")),
    path("panggilan/", include("verification.calls.voice_urls")),
    path("", include("frontdesk.public_urls")),
    path("petugas/", admin.site.urls),
]
if settings.LAPAK_ENV == "development":
    from notifications import dev_views

    urlpatterns += [
        path("dev/messages/", dev_views.messages_page, name="dev_messages"),
        path("dev/naskah/", dev_views.gallery_page, name="dev_gallery"),
        path("dev/naskah/<slug:name>/<slug:language>/", dev_views.letter_page, name="dev_letter"),
        path("dev/messages.json", dev_views.messages_json, name="dev_messages_json"),
    ]

handler400 = "lapak_asik.refusals.bad_request"
handler404 = "lapak_asik.refusals.not_found"
handler500 = "lapak_asik.refusals.server_error"
