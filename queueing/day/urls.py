"""The pages of a branch's days. The admin site takes them in under its names, behind its sign-in."""

from collections.abc import Callable

from django.http import HttpResponse

from branches.addresses import DAY, MONTH
from queueing.day import attendance_views, month_views, views

View = Callable[..., HttpResponse]

OF_DAY = f"hari/<str:code>/<{DAY}:day>/"
OF_MONTH = f"hari/<str:code>/<{MONTH}:first>/"
OF_PLACE = "hari/tempat/<int:ticket_id>/"

PAGES: tuple[tuple[str, View, str], ...] = (
    ("hari/", views.today, "today"),
    (OF_DAY, views.day_page, "day"),
    (OF_DAY + "kedatangan/", attendance_views.walk_in, "walk_in"),
    (OF_DAY + "<str:kind>/", views.export, "day_export"),
    (OF_MONTH, month_views.month_page, "month"),
    (OF_MONTH + "<str:kind>/", month_views.export, "month_export"),
    (OF_PLACE + "kehadiran/", attendance_views.arrival, "arrival"),
    (OF_PLACE + "ketidakhadiran/", attendance_views.no_show, "no_show"),
    (OF_PLACE + "pembatalan-catatan/", attendance_views.mark_removal, "mark_removal"),
)
