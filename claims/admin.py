"""Claims, to be read: where each stands and what happened. What people declared is read at the desk, on record."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from accounts.admin_rights import ReadOnly, officer_of
from accounts.models import User
from branches import calendar
from claims.history import broken_links
from claims.models import Claim
from claims.models.questions_of_claims import ClaimQuerySet
from claims.timeline import WORDS

INSTANTS = {
    "Dibuka": "opened_at",
    "Jam layanan": "visit_at",
    "Diserahkan": "submitted_at",
    "Diarahkan ke drop box": "sent_to_dropbox_at",
    "Lengkap setelah batas": "completed_late_at",
    "Dipegang sejak": "taken_at",
    "Diputuskan": "decided_at",
}
DEADLINES = {"Batas dokumen": "papers_due_at", "Batas perbaikan": "repair_due_at"}


@admin.register(Claim)
class ClaimAdmin(ReadOnly):
    fields = (
        ("case_number", "status"),
        ("programme", "cause", "edition"),
        ("branch", "door"),
        "times",
        "taken_by",
        "timeline",
        "chain",
    )
    readonly_fields = ("times", "timeline", "chain")
    view_on_site = False

    def may_read(self, user: User) -> bool:
        return user.is_active and user.is_staff and user.reads_claims

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        return cast(ClaimQuerySet, super().get_queryset(request)).visible_to(officer_of(request))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list is a page of the desk."""
        return redirect("admin:all_claims")

    @admin.display(description="waktu")
    def times(self, claim: Claim) -> SafeString:
        """Every instant the claim carries, by the clock of its branch."""
        happened = [(words, getattr(claim, name), calendar.say_instant) for words, name in INSTANTS.items()]
        ends = [(words, getattr(claim, name), calendar.say_deadline) for words, name in DEADLINES.items()]
        said = [(words, say(claim.branch, at)) for words, at, say in happened + ends if at]
        return format_html_join("", "<p>{}: <strong>{}</strong></p>", said)

    @admin.display(description="perjalanan klaim")
    def timeline(self, claim: Claim) -> SafeString:
        rows = [
            (
                event.number,
                calendar.say_instant(claim.branch, event.at),
                WORDS.get(event.name, event.name),
                event.by,
                _say(event.detail),
            )
            for event in claim.events.order_by("number")
        ]
        return format_html_join("", "<p>{}. {} · <strong>{}</strong> · {} {}</p>", rows)

    @admin.display(description="rantai peristiwa")
    def chain(self, claim: Claim) -> str:
        """Whether the history still proves itself."""
        broken = broken_links(claim)
        return f"TERPUTUS pada peristiwa {', '.join(map(str, broken))}" if broken else "utuh"


def _say(detail: dict) -> str:
    return " · ".join(f"{key} {value}" for key, value in detail.items())
