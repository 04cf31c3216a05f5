from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from branches import calendar
from branches.models import Branch, DecreeYear, Holiday
from formpack.tables import Table


@admin.register(Branch)
class BranchAdmin(Table):
    list_display = ("name", "city", "province", "zone", "opens_at", "closes_at", "is_active", "is_verified")
    list_filter = ("is_active", "is_verified", "zone", "kanwil")
    search_fields = ("code", "name", "city", "province")

    def has_delete_permission(self, request: HttpRequest, obj: Branch | None = None) -> bool:
        """A branch that closes stops serving (`is_active`); its claims keep their branch."""
        return False


class WarnsOfMissingDecree(Table):
    """Says on its list which year still lacks its decree."""

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        if request.method == "GET" and (warning := calendar.decree_warning(timezone.now())):
            messages.warning(request, warning)
        return super().changelist_view(request, extra_context)


@admin.register(Holiday)
class HolidayAdmin(WarnsOfMissingDecree):
    list_display = ("day", "name", "kind", "branch")
    list_filter = ("kind", "branch__kanwil")
    date_hierarchy = "day"
    search_fields = ("name",)
    autocomplete_fields = ("branch",)
    list_select_related = ("branch",)


@admin.register(DecreeYear)
class DecreeYearAdmin(WarnsOfMissingDecree):
    list_display = ("year", "decree")
