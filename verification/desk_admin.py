"""The admin site of the house: Django's own, with the officers' desk as its front page and in Indonesian alone."""

from functools import partial, wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from accounts.admin_rights import officer_of
from accounts.forms import OwnPasswordForm, SignInForm
from accounts.models import User
from verification import notices


class DeskSite(AdminSite):
    """Django's site with the desk's pages among its own."""

    site_title = "Lapak Asik"
    site_header = "Lapak Asik · Meja petugas"
    index_title = "Pengelolaan"
    enable_nav_sidebar = False
    site_url = None
    login_form = SignInForm

    def get_urls(self) -> list:
        front = path("", self.admin_view(self.front), name="index")
        pages = [page for room in self.rooms() for page in room.PAGES]
        ours = [path(route, self.admin_view(view), name=name) for route, view, name in pages]
        return [front, *ours, *super().get_urls()]

    def rooms(self) -> tuple[Any, ...]:
        """Whose `PAGES` (route, view, name) stand behind the sign-in. The site of the house adds the rooms above."""
        # Their views draw on the registered site, which is this one.
        from queueing.day import urls as day_urls
        from queueing.disputes import urls as dispute_urls
        from queueing.rush import staff_urls as opening_urls
        from verification import urls

        return (urls, day_urls, dispute_urls, opening_urls)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """Django's, made only when a page shows it: every table is asked for its rights, and the desk shows none."""
        return SimpleLazyObject(partial(super().get_app_list, request, app_label))

    def front(self, request: HttpRequest) -> HttpResponse:
        """Where signing in leads: an officer to their own work, an operator, or who asks for them, to the tables."""
        user = officer_of(request)
        if user.may_verify and "tabel" not in request.GET:
            return redirect("admin:desk")
        if user.may_serve_branch and "tabel" not in request.GET:
            return redirect("admin:branch_desk")
        if user.may_forward_payments:
            return redirect("admin:payments")
        if user.role == User.Role.OPERATOR:
            return self.index(request, {"operator_notices": notices.for_operator(timezone.now())})
        return self.index(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        translation.activate("id")
        return super().login(request, extra_context)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Django's own page, with our form."""
        context = {**self.each_context(request), **(extra_context or {})}
        done = reverse("admin:password_change_done")
        return PasswordChangeView.as_view(form_class=OwnPasswordForm, success_url=done, extra_context=context)(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def in_indonesian(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if getattr(request.user, "must_change_password", False) and view not in (self.password_change, self.logout):
                return redirect("admin:password_change")
            translation.activate("id")  # whatever the browser asks for: staff and claimants speak of the same words
            return guarded(request, *args, **kwargs)

        return in_indonesian
