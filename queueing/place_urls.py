from django.urls import path

from queueing import place_views

app_name = "place"
urlpatterns = [
    path("<str:case_number>/jadwal/", place_views.schedule, name="schedule"),
    path("<str:case_number>/jadwal/perpindahan/", place_views.move, name="move"),
    path("<str:case_number>/pelepasan/", place_views.give_up, name="give_up"),
    path("<str:case_number>/penarikan/", place_views.withdrawal, name="withdrawal"),
]
