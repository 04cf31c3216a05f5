from django.urls import path

from queueing.availability import views

app_name = "availability"
urlpatterns = [
    path("", views.country, name="country"),
    path("<str:code>/", views.branch, name="branch"),
]
