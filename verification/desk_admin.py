"""The admin site of the house: Django's own, with the officers' desk as its front page and in Indonesian alone."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation

from accounts.admin_rights import officer_of

View = Callable[..., HttpResponse]


class DeskSite(AdminSite):
    """Signing in leads an officer to their own work, an operator to the tables."""

    site_title = "Lapak Asik"
    site_header = "Lapak Asik · Meja petugas"
    index_title = "Pengelolaan"
    enable_nav_sidebar = False
    site_url = None

    def get_urls(self) -> list:
        from verification import urls  # views draw on the registered site, which is this one

        return [*urls.guarded_by(self.admin_view), *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        user = officer_of(request)
        if "tabel" not in request.GET:
            if user.may_verify:
                return redirect("admin:desk")
            if user.may_serve_branch:
                return redirect("admin:branch_desk")
        return super().index(request, extra_context)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        translation.activate("id")
        return super().login(request, extra_context)

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def in_indonesian(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            translation.activate(
                "id"
            )  # whatever the browser asks for: staff read one language, and say it to claimants
            return guarded(request, *args, **kwargs)

        return in_indonesian
