from django.urls import path

from queueing.rush import views

app_name = "rush"
urlpatterns = [
    path("cara-undian/", views.fairness, name="fairness"),
    path("kerangka/<slug:kind>/", views.skeleton, name="skeleton"),
    path("<slug:ticket>/", views.position, name="position"),
]
