from django.urls import path

from queueing import waiting_views

app_name = "waiting"
urlpatterns = [
    path("ajukan/daftar-tunggu/", waiting_views.join, name="join"),
    path("tunggu/<str:token>/", waiting_views.entry, name="entry"),
    path("tunggu/<str:token>/tempat/", waiting_views.place, name="place"),
    path("tunggu/<str:token>/pelepasan/", waiting_views.leave, name="leave"),
]
