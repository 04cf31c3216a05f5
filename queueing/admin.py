"""Slots and tickets are only read, because booking alone may count places. A branch's capacity is `plans_admin`'s."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin_rights import ReadOnly, officer_of, runs_the_house
from accounts.models import User
from queueing import plans_admin  # noqa: F401 (it registers its own table)
from queueing.models import Slot, Ticket


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
