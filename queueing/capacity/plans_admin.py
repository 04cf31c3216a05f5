"""A branch's capacity among the admin's tables. Its pages call the verbs of `adjusting`; no row is written here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import path

from accounts.admin_rights import ReadOnly
from accounts.models import User
from branches.addresses import DAY
from queueing.capacity import day_views, views
from queueing.models import OpeningPlan

OF_BRANCH = "cabang/<str:code>/"
OF_DAY = OF_BRANCH + f"hari/<{DAY}:day>/"


@admin.register(OpeningPlan)
class OpeningPlanAdmin(ReadOnly):
    """The table is a list of branches; each leads to the week of its doors."""

    def may_read(self, user: User) -> bool:
        return user.may_read_days

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return views.plan_branches(request)

    def get_urls(self) -> list:
        pages = (
            (OF_DAY, day_views.plan_day, "plan_day"),
            (OF_DAY + "penutupan/", day_views.closure, "plan_closure"),
            (OF_DAY + "pembukaan/", day_views.reopening, "plan_reopening"),
            (OF_BRANCH + "<str:door>/", views.capacity_page, "capacity"),
        )
        guard = self.admin_site.admin_view
        return [*(path(route, guard(view), name=name) for route, view, name in pages), *super().get_urls()]
