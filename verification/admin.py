"""The reasons an office keeps, and the officers' rows, which are only read."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from accounts.admin_rights import KeptByOperators, ReadOnly, officer_of
from claims.case_tables import FoundByCaseNumber
from claims.examples import Example
from claims.models import Claim
from verification.models import (
    CallTask,
    CallTry,
    CheckPoint,
    Decision,
    PageView,
    Proposal,
    RejectionRule,
    ReturnReason,
    Verdict,
)


class CodedAdmin(KeptByOperators):
    """A code, once given, stays: verdicts and histories speak of it."""

    list_filter: ClassVar[tuple[str, ...]] = ("is_active",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("code",) if obj else ()


class CodedReasonAdmin(CodedAdmin):
    list_display: tuple[str, ...] = ("name", "code", "words", "order", "is_active")
    search_fields = ("code", "name", "words")


class CheckPointForm(forms.ModelForm):
    beside = forms.MultipleChoiceField(
        label="Data di sampingnya",
        choices=CheckPoint.Beside.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Data yang dinyatakan, ditampilkan di samping butir ini.",
    )


@admin.register(CheckPoint)
class CheckPointAdmin(CodedAdmin):
    form = CheckPointForm
    list_display = ("words", "code", "order", "is_active")
    list_filter = ("is_active", "kinds")
    search_fields = ("code", "words")
    filter_horizontal = ("kinds",)


@admin.register(ReturnReason)
class ReturnReasonAdmin(CodedReasonAdmin):
    list_display = ("name", "code", "words", "drawing", "order", "is_active")
    filter_horizontal = ("kinds",)

    @admin.display(description="gambar contoh")
    def drawing(self, reason: ReturnReason) -> str:
        """What the claimant sees, small."""
        if not reason.picture:
            return "–"
        example = Example(reason.picture)
        return format_html('<img src="{}" alt="{}" width="170" height="75">', example.address, example.label)


@admin.register(RejectionRule)
class RejectionRuleAdmin(CodedReasonAdmin):
    pass


class OfMyClaims(FoundByCaseNumber, ReadOnly):
    """What was found, decided and read; for operators, in the scope of their branches."""

    list_filter: ClassVar[tuple[str, ...]] = ("at",)
    list_select_related: ClassVar[tuple[str, ...]] = ("claim",)
    ordering = ("-at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        user = officer_of(request)
        rows = super().get_queryset(request)
        return rows if user.sees_every_branch else rows.filter(claim__in=Claim.objects.visible_to(user))


@admin.register(Verdict)
class VerdictAdmin(OfMyClaims):
    list_display = ("at", "claim", "paper_name", "accepted", "by")
    list_select_related = ("claim", "paper__kind")
    fields = ("claim", "paper_name", "accepted", "reasons", "checked", "by", "at")

    @admin.display(description="dokumen")
    def paper_name(self, verdict: Verdict) -> str:
        return verdict.paper.kind.name


@admin.register(Decision)
class DecisionAdmin(OfMyClaims):
    list_display = ("at", "claim", "outcome", "rule", "because", "by", "seconded_by")
    list_select_related = ("claim", "rule")
    list_filter = ("outcome", "rule", "because")
    fields = ("claim", "outcome", "rule", "not_needed", "undoes", "because", "came_by", "by", "seconded_by", "at")


@admin.register(Proposal)
class ProposalAdmin(OfMyClaims):
    list_display = ("proposed_at", "claim", "outcome", "proposed_by", "ended_because", "ended_at", "ended_by")
    list_filter = ("ended_because", "outcome")
    ordering = ("-proposed_at",)
    fields = (
        *("claim", "outcome", "rule", "not_needed", "why", "proposed_by", "proposed_at"),
        *("ended_because", "fell_by", "ended_by", "ended_at"),
    )


@admin.register(PageView)
class PageViewAdmin(OfMyClaims):
    list_display = ("at", "by", "claim", "what", "code")
    list_filter = ("what",)
    officer = "by"
    search_help_text = "Nomor kasus, atau petugas seperti officer:17."
    fields = ("claim", "what", "code", "by", "at")


@admin.register(CallTask)
class CallTaskAdmin(OfMyClaims):
    list_display = ("made_at", "claim", "purpose", "state", "why", "tries", "taken_by", "asked_by")
    list_filter = ("state", "why", "made_at")
    ordering = ("-made_at",)
    fields = (
        *("claim", "purpose", "asked_by", "made_at", "deadline_at", "state", "why", "due_at", "tries"),
        *("taken_at", "taken_by", "taken_until", "ended_at", "ended_by"),
    )


@admin.register(CallTry)
class CallTryAdmin(FoundByCaseNumber, ReadOnly):
    """How each call ended. Nobody's number stands here."""

    list_display = ("at", "task", "by", "outcome", "outcome_at", "claimant_leg", "seconds")
    list_filter = ("outcome", "at")
    case_number, officer = "task__claim__case_number", "by"
    search_help_text = "Nomor kasus, atau petugas seperti officer:17."
    ordering = ("-at",)
    fields = (
        *("task", "by", "at", "outcome", "outcome_at", "call_back_at"),
        *("asked_at", "officer_leg", "claimant_leg", "seconds"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        user = officer_of(request)
        rows = super().get_queryset(request)
        return rows if user.sees_every_branch else rows.filter(task__in=CallTask.objects.visible_to(user))
