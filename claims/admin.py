"""Claims, to be read: where each stands and what happened. What people declared is read at the desk, on record."""

from typing import cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from accounts.admin_rights import ReadOnly, officer_of
from accounts.models import User
from branches import calendar
from claims.fresh import read_case_number
from claims.history import broken_links
from claims.models import Claim
from claims.models.claim import ClaimQuerySet


@admin.register(Claim)
class ClaimAdmin(ReadOnly):
    list_display = ("case_number", "status", "programme", "branch", "door", "visit_at", "submitted_at", "taken_by")
    list_filter = ("status", "door", "programme", ("branch", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("programme", "branch")
    list_per_page = 50
    ordering = ("-opened_at",)
    search_fields = ("case_number",)
    search_help_text = "Nomor kasus, boleh tanpa tanda hubung."
    fields = (
        ("case_number", "status"),
        ("programme", "cause", "edition"),
        ("branch", "door"),
        ("visit_at", "papers_due_at", "repair_due_at"),
        ("opened_at", "submitted_at", "completed_late_at", "sent_to_dropbox_at"),
        ("taken_at", "taken_by", "decided_at", "decided_by"),
        "timeline",
        "chain",
    )
    readonly_fields = ("timeline", "chain")

    def may_read(self, user: User) -> bool:
        return user.is_active and user.is_staff

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        return cast(ClaimQuerySet, super().get_queryset(request)).visible_to(officer_of(request))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Claim], search_term: str
    ) -> tuple[QuerySet[Claim], bool]:
        """A case number is found whole, through its unique index."""
        if not search_term:
            return queryset, False
        return queryset.filter(case_number=read_case_number(search_term) or search_term.strip().upper()), False

    @admin.display(description="perjalanan klaim")
    def timeline(self, claim: Claim) -> SafeString:
        rows = (
            (event.number, calendar.say_instant(claim.branch, event.at), event.name, event.by, _say(event.detail))
            for event in claim.events.order_by("number")
        )
        return format_html_join("", "<p>{}. {} · <strong>{}</strong> · {} {}</p>", rows)

    @admin.display(description="rantai peristiwa")
    def chain(self, claim: Claim) -> str:
        """Whether the history still proves itself."""
        broken = broken_links(claim)
        return f"TERPUTUS pada peristiwa {', '.join(map(str, broken))}" if broken else "utuh"


def _say(detail: dict) -> str:
    return " · ".join(f"{key} {value}" for key, value in detail.items())
