from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("surat/", views.mail_report, name="mail_report"),
    path("twilio/masuk/", views.twilio_inbound, name="twilio_inbound"),
    path("twilio/<uuid:message_id>/", views.twilio_status, name="twilio_status"),
]
