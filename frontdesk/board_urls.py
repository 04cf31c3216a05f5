from django.urls import path

from frontdesk import board_views

app_name = "board"
urlpatterns = [
    path("<str:code>/", board_views.board_page, name="page"),
    path("<str:code>/panggilan.json", board_views.board_feed, name="feed"),
]
