"""The portal's addresses as development has them."""

from django.urls import path

from lapak_asik import urls
from notifications import dev_views

urlpatterns = [
    *urls.urlpatterns,
    path("dev/naskah/<slug:name>/<slug:language>/", dev_views.letter_page, name="dev_letter"),
]
