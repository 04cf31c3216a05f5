"""The counters of a branch, kept by its heads and by operators; every call, to be read."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import ForeignKey, QuerySet
from django.http import HttpRequest

from accounts.admin_rights import ByRole, officer_of
from accounts.models import User
from formpack.tables import Unwritten
from frontdesk.models import Call, Counter, Visit


class CounterForm(forms.ModelForm):
    series = forms.MultipleChoiceField(
        label="Seri yang dipanggil", choices=Visit.Series.choices, widget=forms.CheckboxSelectMultiple,
        help_text="Bila beberapa, yang datang lebih dulu dipanggil lebih dulu.",
    )  # fmt: skip

    class Meta:
        model = Counter
        fields = ("branch", "kind", "number", "series", "is_open")


@admin.register(Counter)
class CounterAdmin(ByRole):
    """A counter that is no longer used is closed, not deleted: calls name it."""

    form = CounterForm
    list_display = ("__str__", "branch", "series", "is_open")
    list_filter = ("kind", "is_open")
    list_select_related = ("branch",)

    def may_keep(self, user: User) -> bool:
        return user.may_read_figures

    def get_queryset(self, request: HttpRequest) -> QuerySet[Counter]:
        return super().get_queryset(request).filter(branch__in=officer_of(request).branches_in_sight())

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "branch":
            kwargs["queryset"] = officer_of(request).branches_in_sight()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Call)
class CallAdmin(Unwritten, ByRole):
    list_display = ("at", "visit", "what", "counter", "branch", "by")
    list_filter = ("what",)
    date_hierarchy = "at"
    list_select_related = ("visit", "counter", "branch")

    def may_read(self, user: User) -> bool:
        return user.may_read_figures

    def get_queryset(self, request: HttpRequest) -> QuerySet[Call]:
        return super().get_queryset(request).filter(branch__in=officer_of(request).branches_in_sight())
