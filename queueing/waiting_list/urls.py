from django.urls import path

from queueing.waiting_list import views

app_name = "waiting"
urlpatterns = [
    path("ajukan/daftar-tunggu/", views.join, name="join"),
    path("tunggu/<str:token>/", views.entry, name="entry"),
    path("tunggu/<str:token>/tempat/", views.place, name="place"),
    path("tunggu/<str:token>/pelepasan/", views.leave, name="leave"),
]
