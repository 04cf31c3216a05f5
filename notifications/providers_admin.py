"""How each provider does, and the place where a person sets how much it carries."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from formpack.tables import Unwritten
from notifications import providers
from notifications.models import AddressFact, ProviderChange, ProviderHealth
from notifications.models.providers import HIGHEST, LOWEST


class HoldForm(forms.ModelForm):
    """The weight, and whether the machine must leave it there."""

    weight = forms.IntegerField(
        label="Bobot", min_value=LOWEST, max_value=HIGHEST, help_text="0 sampai 100; biasanya 50."
    )
    held = forms.BooleanField(
        label="Tahan di bobot ini", required=False, help_text="Bila dilepas, mesin menaikkan dan menurunkannya lagi."
    )

    class Meta:
        model = ProviderHealth
        fields = ("weight",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held"].initial = bool(self.instance.held_by)


@admin.register(ProviderHealth)
class ProviderHealthAdmin(Unwritten):
    """A row appears once its channel has more than one provider, or once one has erred."""

    form = HoldForm
    list_display = ("name", "channel", "weight", "held_by", "errors", "changed_at")
    list_filter = ("channel",)
    readonly_fields = ("name", "channel", "held_by", "errors", "errors_from", "changed_at", "latest_changes")
    fields = ("name", "channel", "weight", "held", "held_by", "errors", "errors_from", "changed_at", "latest_changes")

    @admin.display(description="perubahan terakhir")
    def latest_changes(self, row: ProviderHealth) -> str:
        lines = (
            f"{timezone.localtime(change.at):%d-%m %H.%M} {change.weight_before} → {change.weight_after}: "
            f"{change.because} ({change.by})"
            for change in row.changes.all()[:20]
        )
        return "\n".join(lines) or "Belum pernah berubah."

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("notifications.hold_providerhealth"))

    def save_model(self, request: HttpRequest, obj: ProviderHealth, form: Any, change: bool) -> None:
        row = ProviderHealth.objects.get(pk=obj.pk)
        by, now = f"officer:{request.user.pk}", timezone.now()
        if form.cleaned_data["held"]:
            providers.hold(row, form.cleaned_data["weight"], by=by, now=now)
        else:
            providers.let_go(row, form.cleaned_data["weight"], by=by, now=now)


@admin.register(ProviderChange)
class ProviderChangeAdmin(Unwritten):
    list_display = ("at", "provider", "weight_before", "weight_after", "because", "by")
    list_filter = ("provider__name", "provider__channel")


@admin.register(AddressFact)
class AddressFactAdmin(Unwritten):
    """That somebody said stop, and by which message. The address itself is not kept here."""

    list_display = ("since", "channel", "kind", "reason", "proof", "until", "ended_at")
    list_filter = ("channel", "kind")
    search_fields = ("proof",)
    fields = ("since", "channel", "kind", "reason", "proof", "until", "ended_at")
    readonly_fields = fields
