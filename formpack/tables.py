"""The table of the admin every room starts from: it is asked through its own filters and through nothing else."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest


class OwnFilters(ChangeList):
    """A list that leads back to all its rows when an address asks what its filters do not know or cannot read.

    Django lets an address ask about any column, sealed ones too, and answers a year no calendar has with an error 500.
    """

    def get_filters(self, request: HttpRequest) -> Any:
        try:
            filters = super().get_filters(request)
        except (OverflowError, TypeError, ValueError) as unreadable:
            raise IncorrectLookupParameters from unreadable
        _specs, _any, left_over, *_rest = filters
        if left_over.keys() - {f"{self.date_hierarchy}__gte", f"{self.date_hierarchy}__lt"}:
            raise IncorrectLookupParameters
        return filters


class Table(admin.ModelAdmin):
    """A table in the admin."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return OwnFilters


class Unwritten(Table):
    """A table of facts the portal writes down itself: they are read here, and neither added nor changed nor deleted."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
