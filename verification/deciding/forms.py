"""The forms of deciding check shape; the verbs check rules."""

import re
from collections.abc import Iterable
from typing import cast

from django import forms
from django.http import QueryDict

from catalogue.checklist import Need
from claims.models import Paper
from verification.models import Decision, DecisionFault, PaperFault, RejectionRule

NOTE = forms.Textarea(attrs={"rows": 2})


class BalanceForm(forms.Form):
    """Rupiah as people copy them: `62500000`, `62.500.000`, `Rp 62.500.000,00`."""

    balance = forms.CharField(
        label="Saldo JHT di sistem inti (rupiah)",
        max_length=24,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-key": "s"}),
        error_messages={"required": "Tulis saldonya dalam rupiah."},
    )

    def clean_balance(self) -> int:
        typed = re.sub(r"^rp\.?|,00?$|\s", "", self.cleaned_data["balance"].strip().lower())
        digits = typed.replace(".", "")
        if not re.fullmatch(r"[0-9]+", digits):
            raise forms.ValidationError("Tulis saldo dalam rupiah penuh, misalnya 62500000.")
        return int(digits)


class VerifyForm(forms.Form):
    """The papers that were left to the officer are ticked off one by one, so that none is passed over unseen."""

    not_needed = forms.MultipleChoiceField(
        label="Tidak diperlukan untuk klaim ini", required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label="Catatan internal", required=False, max_length=1000, widget=NOTE)

    def __init__(self, left: list[Need], data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="verifikasi-%s")
        cast(forms.ChoiceField, self.fields["not_needed"]).choices = [
            (need.key, f"{need.label} ({need.reason})" if need.reason else need.label) for need in left
        ]
        if not left:
            del self.fields["not_needed"]


class RejectForm(forms.Form):
    rule = forms.ModelChoiceField(
        label="Aturan",
        queryset=RejectionRule.objects.filter(is_active=True),
        empty_label="Pilih aturannya",
        error_messages={"required": "Pilih aturan yang mendasari penolakan."},
    )
    note = forms.CharField(label="Catatan internal", required=False, max_length=1000, widget=NOTE)
    sure = forms.BooleanField(
        label="Saya sudah memeriksa semua dokumen; klaim ini ditolak dan pemohon dikabari.",
        error_messages={"required": "Centang untuk memastikan penolakan."},
    )


class AnswerForm(forms.Form):
    """Why the second officer does not agree. The proposer reads it."""

    answer = forms.CharField(
        label="Mengapa tidak disetujui (dibaca pengusul)",
        max_length=1000,
        widget=NOTE,
        error_messages={"required": "Tulis mengapa usulan ini tidak disetujui."},
    )


class UndoForm(forms.Form):
    because = forms.ChoiceField(
        label="Alasan pembatalan",
        choices=[("", "Pilih alasannya"), *((each.value, each.label) for each in Decision.BY_OFFICERS)],
        error_messages={"required": "Pilih alasan pembatalan.", "invalid_choice": "Pilih alasan pembatalan."},
    )
    note = forms.CharField(
        label="Apa yang keliru", max_length=1000, widget=NOTE, error_messages={"required": "Tulis apa yang keliru."}
    )


class ObjectionForm(forms.Form):
    """What the claimant says against a refusal, as whoever of the staff heard it writes it down."""

    came_by = forms.ChoiceField(
        label="Keberatan disampaikan",
        choices=[("", "Pilih caranya"), *Decision.CameBy.choices],
        error_messages={"required": "Pilih bagaimana keberatan itu disampaikan."},
    )
    words = forms.CharField(
        label="Keberatan pemohon, dengan kata-katanya",
        max_length=2000,
        widget=NOTE,
        error_messages={"required": "Tulis keberatannya dengan kata-kata pemohon."},
    )


RIGHT = ("", "benar")


class QualityForm(forms.Form):
    """Right, or what was wrong, of each paper the decision stood on and of the decision itself."""

    def __init__(self, papers: Iterable[Paper], data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="mutu-%s")
        self.papers = list(papers)
        for paper in self.papers:
            self.fields[paper.kind.code] = forms.ChoiceField(
                label=paper.kind.name, choices=[RIGHT, *PaperFault.choices], required=False
            )
        self.fields["decision"] = forms.ChoiceField(
            label="Keputusannya", choices=[RIGHT, *DecisionFault.choices], required=False
        )
        self.fields["note"] = forms.CharField(
            label="Apa yang salah (bila ada)", required=False, max_length=1000, widget=NOTE
        )

    def found(self) -> dict[Paper, str]:
        return {paper: self.cleaned_data[paper.kind.code] for paper in self.papers}
