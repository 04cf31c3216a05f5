from django.urls import path

from queueing import rush_views

app_name = "rush"
urlpatterns = [
    path("cara-undian/", rush_views.fairness, name="fairness"),
    path("kerangka/<slug:kind>/", rush_views.skeleton, name="skeleton"),
    path("<slug:ticket>/", rush_views.position, name="position"),
]
