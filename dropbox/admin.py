"""What each branch settles about its box: operators and heads of branches keep it."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin_rights import ByRole, officer_of, runs_the_house
from accounts.models import User
from dropbox.models import BoxSettings


@admin.register(BoxSettings)
class BoxSettingsAdmin(ByRole):
    list_display = ("branch", "rounds_at", "forwards_at", "grace_minutes", "quarantine_hours", "travel_hours")
    search_fields = ("branch__name", "branch__code")
    list_select_related = ("branch",)
    autocomplete_fields = ("branch",)

    def may_keep(self, user: User) -> bool:
        return runs_the_house(user) or (user.may_serve_branch and user.role == User.Role.BRANCH_HEAD)

    def may_delete(self, user: User) -> bool:
        return runs_the_house(user)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(branch__in=officer_of(request).branches_in_sight())

    def get_readonly_fields(self, request: HttpRequest, obj: BoxSettings | None = None) -> tuple[str, ...]:
        """A box stays its branch's."""
        return ("branch",) if obj else ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and runs_the_house(officer_of(request))
