"""Tables of the admin whose rows belong to claims: they are searched by case number."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from claims.fresh import read_case_number


class FoundByCaseNumber(admin.ModelAdmin):
    """A case number is found whole, through its unique index; in some tables an officer too, through another."""

    case_number = "claim__case_number"
    officer = ""
    search_fields = ("claim",)
    search_help_text = "Nomor kasus, boleh tanpa tanda hubung."

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        if not search_term:
            return queryset, False
        asked = Q(**{self.case_number: read_case_number(search_term)})
        if self.officer:
            asked |= Q(**{self.officer: search_term.strip()})
        return queryset.filter(asked), False
