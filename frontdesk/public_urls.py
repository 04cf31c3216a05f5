"""The pages of this room for everybody."""

from django.urls import path

from frontdesk import ticket_views

app_name = "frontdesk"

urlpatterns = [
    path("kunjungan/<uuid:visit_id>/", ticket_views.followed, name="visit"),
]
