"""Slots and tickets are only read, because booking alone may count places. A branch's capacity is `plans_admin`'s."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest

from accounts.admin_rights import ReadOnly, officer_of, runs_the_house
from accounts.models import User
from claims.case_tables import FoundByCaseNumber
from queueing.capacity import branches_admin, plans_admin  # noqa: F401 (they register their own tables)
from queueing.models import Slot, Ticket, WaitingEntry, WaitingList


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


class TheirBranches(admin.RelatedFieldListFilter):
    """Offers the branches this person serves, whether the list has rows of them or not."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        theirs = {"pk__in": officer_of(request).branches_in_sight()}
        return field.get_choices(include_blank=False, limit_choices_to=theirs, ordering=("name",))


@admin.register(Slot)
class SlotAdmin(OfMyBranches):
    list_display = ("branch", "door", "starts_at", "taken", "capacity")
    list_filter = ("door", ("branch", TheirBranches))
    list_select_related = ("branch",)
    date_hierarchy = "starts_at"
    ordering = ("-starts_at",)


@admin.register(Ticket)
class TicketAdmin(FoundByCaseNumber, OfMyBranches):
    branch_lookup = "slot__branch"
    list_display = ("claim", "slot", "programme", "taken_at", "ended_at", "ended_because")
    list_filter = ("ended_because", "programme")
    list_select_related = ("claim", "slot", "programme")
    fields = ("claim", "slot", "programme", "taken_at", "ended_at", "ended_because")
    ordering = ("-taken_at",)


class NumbersOfList(admin.TabularInline):
    """The numbers of a list and what became of them. Whose they are is nobody's to read: the portal tells them."""

    model = WaitingEntry
    fields = readonly_fields = ("number", "joined_at", "offered_at", "ended_at", "ended_because")
    ordering = ("number",)
    extra, can_delete = 0, False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True  # whoever may read the list

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(WaitingList)
class WaitingListAdmin(OfMyBranches):
    list_display = ("branch", "door", "day", "last_number", "waiting", "offered", "taken", "closed_at")
    list_display_links = ("branch", "day")
    list_filter = ("door", ("closed_at", admin.EmptyFieldListFilter), ("branch", TheirBranches))
    list_select_related = ("branch",)
    date_hierarchy = "day"
    ordering = ("-day", "branch")
    fields = ("branch", "door", "day", "last_number", "closed_at")
    inlines = (NumbersOfList,)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With how its numbers stand, counted for the lists of one page alone: nothing is sorted by it."""
        live = WaitingEntry.objects.filter(list=OuterRef("pk"), ended_at=None)
        taken = WaitingEntry.objects.filter(list=OuterRef("pk"), ended_because=WaitingEntry.End.TAKEN)
        return (
            super()
            .get_queryset(request)
            .annotate(
                waiting_now=_number_of(live.filter(offered_at=None)),
                offered_now=_number_of(live.filter(offered_at__isnull=False)),
                taken_in_all=_number_of(taken),
            )
        )

    @admin.display(description="menunggu")
    def waiting(self, row: Any) -> int:
        return row.waiting_now

    @admin.display(description="sedang ditawari")
    def offered(self, row: Any) -> int:
        return row.offered_now

    @admin.display(description="mendapat tempat")
    def taken(self, row: Any) -> int:
        return row.taken_in_all


def _number_of(rows: QuerySet) -> Subquery:
    """How many of these belong to the row of the outer question."""
    return Subquery(rows.order_by().values("list").annotate(number=Count("pk")).values("number"))
