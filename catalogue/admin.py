from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from catalogue import conditions, editions
from catalogue.models import (
    Cause,
    Edition,
    Form,
    PaperGroup,
    PaperKind,
    Programme,
    Question,
    Relation,
    Requirement,
)
from formpack.tables import Table
from workflow import Refused


class ProgrammeForm(forms.ModelForm):
    external_url = forms.URLField(label="layanan di luar", required=False, assume_scheme="https")


@admin.register(Programme)
class ProgrammeAdmin(Table):
    form = ProgrammeForm
    list_display = ("code", "name", "is_claimable", "sla_working_days")


class CauseForm(forms.ModelForm):
    filed_by = forms.MultipleChoiceField(
        label="diajukan oleh", choices=Relation.choices, widget=forms.CheckboxSelectMultiple
    )


@admin.register(Cause)
class CauseAdmin(Table):
    form = CauseForm
    list_display = ("name", "programme", "code", "is_active", "certainty")
    list_filter = ("programme", "is_active", "certainty")
    list_select_related = ("programme",)
    search_fields = ("name", "code", "programme__code")


@admin.register(PaperKind)
class PaperKindAdmin(Table):
    list_display = ("code", "name")
    search_fields = ("code", "name")


@admin.register(PaperGroup)
class PaperGroupAdmin(Table):
    list_display = ("code", "name")


@admin.register(Question)
class QuestionAdmin(Table):
    list_display = ("code", "text")


@admin.register(Edition)
class EditionAdmin(Table):
    """A draft is edited here and published; a published edition is only read or copied."""

    list_display = ("__str__", "valid_from", "published_at", "published_by")
    fields = ("number", "valid_from", "note", "published_at", "published_by", "lines", "problems")
    readonly_fields = ("number", "published_at", "published_by", "lines", "problems")
    actions = ("copy", "publish")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """An edition begins as a copy, so that no cause is forgotten."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.is_published)

    def has_delete_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.is_published)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("catalogue.publish_edition")

    @admin.display(description="persyaratan")
    def lines(self, edition: Edition) -> str:
        where = reverse("admin:catalogue_requirement_changelist")
        return format_html(
            '<a href="{}?edition__id__exact={}">{} baris</a>', where, edition.pk, edition.requirements.count()
        )

    @admin.display(description="pemeriksaan")
    def problems(self, edition: Edition) -> str:
        found = editions.problems_of(edition)
        return format_html_join("", "<p>{}</p>", ([problem] for problem in found)) if found else "Tidak ada masalah."

    @admin.action(description="Salin menjadi rancangan", permissions=["change"])
    def copy(self, request: HttpRequest, chosen: models.QuerySet[Edition]) -> None:
        self._with_each(request, chosen, editions.copy_edition, "{} dibuat.")

    @admin.action(description="Terbitkan mulai tanggal berlakunya", permissions=["publish"])
    def publish(self, request: HttpRequest, chosen: models.QuerySet[Edition]) -> None:
        def publish(edition_id: int, **stamp: Any) -> Edition:
            return editions.publish_edition(edition_id, valid_from=chosen.get(pk=edition_id).valid_from, **stamp)

        self._with_each(request, chosen, publish, "{} terbit.")

    def _with_each(
        self, request: HttpRequest, chosen: models.QuerySet[Edition], verb: Callable[..., Edition], done: str
    ) -> None:
        now = timezone.now()
        for edition in chosen.order_by("number"):
            try:
                outcome = verb(edition.pk, by=f"officer:{request.user.pk}", now=now)
            except Refused as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
            else:
                self.message_user(request, done.format(outcome), messages.SUCCESS)


class RequirementForm(forms.ModelForm):
    accepted_online = forms.MultipleChoiceField(
        label="bentuk daring", choices=Form.choices, widget=forms.CheckboxSelectMultiple
    )
    accepted_dropbox = forms.MultipleChoiceField(
        label="bentuk drop box", choices=Form.choices, widget=forms.CheckboxSelectMultiple
    )

    def clean_condition(self) -> str:
        written = self.cleaned_data["condition"]
        try:
            codes = conditions.codes(conditions.parse(written))
        except conditions.Unreadable as unreadable:
            raise forms.ValidationError(str(unreadable)) from unreadable
        if unknown := codes - set(Question.objects.values_list("code", flat=True)):
            raise forms.ValidationError(f"Pertanyaan {', '.join(sorted(unknown))} tidak ada.")
        return written


@admin.register(Requirement)
class RequirementAdmin(Table):
    """The lines of all editions: those of a draft are edited, those of a published edition are only read."""

    form = RequirementForm
    list_display = ("cause", "kind", "need", "group", "condition", "original", "edition")
    list_filter = ("edition", "cause__programme", "need", "original", "certainty")
    list_select_related = ("cause__programme", "kind", "group", "edition")
    search_fields = ("cause__name", "cause__code", "kind__name", "kind__code")
    autocomplete_fields = ("cause", "kind")

    def has_change_permission(self, request: HttpRequest, obj: Requirement | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.edition.is_published)

    def has_delete_permission(self, request: HttpRequest, obj: Requirement | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.edition.is_published)

    def formfield_for_foreignkey(self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "edition":
            kwargs["queryset"] = Edition.objects.drafts()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
