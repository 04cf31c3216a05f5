"""Opening plans are kept here; slots and tickets are only read, because booking alone may count places."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest

from accounts.admin_rights import ByRole, ReadOnly, officer_of, runs_the_house
from accounts.models import User
from branches.models import Branch
from queueing.models import OpeningPlan, Slot, Ticket


def keeps_plans(user: User) -> bool:
    """Heads of branch say how many people their branch takes in an hour; operators may for every branch."""
    return runs_the_house(user) or (user.is_active and user.role == User.Role.BRANCH_HEAD)


@admin.register(OpeningPlan)
class OpeningPlanAdmin(ByRole):
    """A change holds for the days that are not open yet: a slot that was made keeps its places."""

    list_display = ("branch", "door", "weekday", "starts", "ends", "staff", "minutes_per_file", "places_per_hour")
    list_display_links = ("branch", "starts")
    list_filter = ("door", "weekday", ("branch", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("branch",)
    list_per_page = 60

    def get_queryset(self, request: HttpRequest) -> QuerySet[OpeningPlan]:
        user, plans = officer_of(request), super().get_queryset(request)
        return plans if user.sees_every_branch or user.is_superuser else plans.filter(branch__in=user.branches.all())

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> ModelChoiceField | None:
        user = officer_of(request)
        if db_field.name == "branch" and not (user.sees_every_branch or user.is_superuser):
            kwargs["queryset"] = Branch.objects.filter(pk__in=user.branches.all())
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def may_keep(self, user: User) -> bool:
        return keeps_plans(user)

    def may_delete(self, user: User) -> bool:
        return keeps_plans(user)


class OfMyBranches(ReadOnly):
    """Rows of queueing that staff read for the branches they serve."""

    branch_lookup = "branch"

    def may_read(self, user: User) -> bool:
        return runs_the_house(user) or user.may_serve_branch

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        user, rows = officer_of(request), super().get_queryset(request)
        if user.sees_every_branch or user.is_superuser:
            return rows
        return rows.filter(**{f"{self.branch_lookup}__in": user.branches.all()})


@admin.register(Slot)
class SlotAdmin(OfMyBranches):
    list_display = ("branch", "door", "starts_at", "taken", "capacity")
    list_filter = ("door", ("branch", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("branch",)
    date_hierarchy = "starts_at"
    ordering = ("-starts_at",)


@admin.register(Ticket)
class TicketAdmin(OfMyBranches):
    branch_lookup = "slot__branch"
    list_display = ("claim", "slot", "programme", "taken_at", "ended_at", "ended_because")
    list_filter = ("ended_because", "programme")
    list_select_related = ("claim", "slot", "programme")
    search_fields = ("claim__case_number",)
    fields = ("claim", "slot", "programme", "taken_at", "ended_at", "ended_because")
    ordering = ("-taken_at",)
