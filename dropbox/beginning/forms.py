"""What staff type at the gate. The person's own answers have the shapes of the intake."""

from typing import Any

from django import forms

from branches.models import Branch
from catalogue.models import Cause, Relation


class WhatForm(forms.Form):
    """What is claimed, by whom, and at which branch the envelope goes into the box."""

    branch = forms.ModelChoiceField(
        Branch.objects.none(), to_field_name="code", label="Kantor cabang", empty_label=None
    )
    cause = forms.ModelChoiceField(
        Cause.objects.none(), label="Program dan alasan klaim", empty_label="Pilih program dan alasan",
        error_messages={"required": "Pilih program dan alasan klaim."},
    )  # fmt: skip
    relation = forms.ChoiceField(
        label="Siapa yang mengajukan", choices=Relation.choices, widget=forms.RadioSelect,
        error_messages={"required": "Pilih siapa yang mengajukan."},
    )  # fmt: skip

    def __init__(self, *args: Any, branches: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branch"].queryset = branches.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["cause"].queryset = _offered()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cause, relation = cleaned.get("cause"), cleaned.get("relation")
        if cause and relation and relation not in cause.filed_by:
            may = ", ".join(str(Relation(code).label) for code in cause.filed_by)
            self.add_error("relation", f"Klaim ini diajukan oleh: {may}.")
        return cleaned


class OpeningForm(forms.Form):
    """What the person shows and says before the claim is opened."""

    ktp_seen = forms.BooleanField(
        label="KTP asli pemohon sudah saya lihat",
        error_messages={"required": "Klaim hanya dibuka di sini setelah KTP asli pemohon dilihat."},
    )
    declared = forms.BooleanField(
        label="Pemohon menyatakan isian ini benar, dan pemberitahuan privasi sudah dibacakan",
        error_messages={"required": "Bacakan dulu isian dan pemberitahuan privasi kepada pemohon."},
    )


def _offered() -> Any:
    causes = Cause.objects.filter(is_active=True, programme__is_claimable=True)
    return causes.select_related("programme").order_by("programme__order", "order")
