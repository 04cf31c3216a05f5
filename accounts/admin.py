"""Staff: made, given a role and branches, and switched off by an operator."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest

from accounts.admin_rights import KeptByOperators, officer_of
from accounts.models import User

admin.site.unregister(Group)  # rights follow from the role


@admin.register(User)
class StaffAdmin(KeptByOperators, UserAdmin):
    list_display = ("username", "full_name", "role", "serves_all_branches", "is_active", "last_login")
    list_filter = ("role", "is_active", "serves_all_branches")
    search_fields = ("username", "first_name", "last_name", "email")
    filter_horizontal = ("branches",)
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Orangnya", {"fields": ("first_name", "last_name", "email")}),
        ("Tugasnya", {"fields": ("role", "branches", "serves_all_branches", "is_active", "is_staff")}),
        ("Catatan", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "password1", "password2")}),
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
