from django.urls import path

from queueing import place_views

app_name = "place"
urlpatterns = [path("<str:case_number>/penarikan/", place_views.withdrawal, name="withdrawal")]
