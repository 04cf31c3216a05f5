from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("twilio/<uuid:message_id>/", views.twilio_status, name="twilio_status"),
]
