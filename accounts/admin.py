"""Staff: made, given a role and branches, and switched off by an operator. Who signed in, and who tried to."""

from typing import Any

from axes.models import AccessAttempt, AccessLog
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.forms import ModelForm
from django.http import HttpRequest

from accounts.admin_rights import KeptByOperators, ReadOnly, officer_of
from accounts.forms import GivenPasswordForm
from accounts.models import User

admin.site.unregister(Group)  # rights follow from the role


@admin.register(User)
class StaffAdmin(KeptByOperators, UserAdmin):
    change_password_form = GivenPasswordForm
    list_display = ("username", "full_name", "role", "serves_all_branches", "is_active", "last_login")
    list_filter = ("role", "is_active", "serves_all_branches")
    search_fields = ("username", "first_name", "last_name", "email")
    filter_horizontal = ("branches", "programmes")
    readonly_fields = ("must_change_password", "last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Orangnya", {"fields": ("first_name", "last_name", "email")}),
        ("Tugasnya", {"fields": ("role", "branches", "serves_all_branches", "programmes", "skills")}),
        ("Akunnya", {"fields": ("is_active", "is_staff")}),
        ("Catatan", {"fields": ("must_change_password", "last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "password1", "password2")}),
        ("Orangnya", {"fields": ("first_name", "last_name", "email")}),
        ("Tugasnya", {"fields": ("role", "branches", "serves_all_branches", "is_staff")}),
    )

    @admin.display(description="nama")
    def full_name(self, user: User) -> str:
        return user.get_full_name()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An operator keeps every account but those of superusers, who stand above them."""
        if obj is not None and obj.is_superuser and not officer_of(request).is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"is_staff": True}

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        """Who opens an account chose its first password too."""
        if not change:
            obj.must_change_password = True
        super().save_model(request, obj, form, change)


class SignInAdmin(ReadOnly):
    list_filter = ("attempt_time",)
    search_fields = ("username", "ip_address")
    ordering = ("-pk",)


@admin.register(AccessAttempt)
class AccessAttemptAdmin(SignInAdmin):
    """Wrong passwords of the last minutes; they go by themselves, or with `manage.py axes_reset_username`."""

    list_display = ("attempt_time", "username", "ip_address", "failures_since_start")
    fields = ("attempt_time", "username", "ip_address", "user_agent", "path_info", "failures_since_start")


@admin.register(AccessLog)
class AccessLogAdmin(SignInAdmin):
    list_display = ("attempt_time", "logout_time", "username", "ip_address")
    fields = ("attempt_time", "logout_time", "username", "ip_address", "user_agent", "path_info")
