from django.urls import path

from queueing import availability_views

app_name = "availability"
urlpatterns = [
    path("", availability_views.country, name="country"),
    path("<str:code>/", availability_views.branch, name="branch"),
]
