from django.urls import path

from claims.mail import views

app_name = "mail"
urlpatterns = [
    path("", views.inbound, name="inbound"),
]
