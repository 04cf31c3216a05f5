"""The table of the admin every room starts from: it is asked through its own filters and through nothing else."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

COUNTED = 1000
"""So many rows of a list can be leafed through, and counting stops there: beyond them one filters or searches."""


class CappedPaginator(Paginator):
    """Pages of the first thousand rows. PostgreSQL reads no more of a table of millions, to count or to skip."""

    @cached_property
    def count(self) -> int:
        return cast(QuerySet, self.object_list).order_by()[:COUNTED].count()


class OwnFilters(ChangeList):
    """A list of the first thousand rows, which leads back to all when an address asks what its filters cannot read.

    Django lets an address ask about any column, sealed ones too, and answers a year no calendar has with an error 500.
    """

    @property
    def is_capped(self) -> bool:
        """Whether there may be more rows than can be leafed through."""
        return bool(self.result_count >= COUNTED)

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
    """A table in the admin. Nothing in its list grows with the number of rows."""

    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_max_show_all = 200

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
