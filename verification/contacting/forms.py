"""What an officer says of a contact. The forms check shape; the verbs check rules."""

from datetime import datetime
from typing import Any

from django import forms

from branches.models import Branch
from verification.calls.forms import HourForm
from verification.models import Attempt, Contact

NOW, LATER = "now", "later"


class AgreeForm(HourForm):
    """A call at once, or for an hour of the branch's clock."""

    way = forms.ChoiceField(
        label="Cara",
        choices=[(Contact.Way.VIDEO.value, "Video"), (Contact.Way.PHONE.value, "Telepon")],
        initial=Contact.Way.VIDEO.value,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih video atau telepon."},
    )
    when = forms.ChoiceField(
        label="Kapan",
        choices=[(NOW, "Sekarang"), (LATER, "Pada jam")],
        initial=NOW,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih sekarang atau sebuah jam."},
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("when") == LATER:
            self.require_hour("Tulis tanggal dan jamnya.")
        return given

    def agreed_hour(self, branch: Branch) -> datetime | None:
        return self.hour(branch) if self.cleaned_data["when"] == LATER else None


class MoveForm(HourForm):
    """Another hour."""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        self.require_hour("Tulis tanggal dan jam yang baru.")
        return given


class QuestionForm(forms.Form):
    """A question in writing."""

    text = forms.CharField(
        label="Pertanyaan",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Tulis pertanyaannya."},
    )


class AttemptForm(forms.Form):
    """How a video call ended."""

    outcome = forms.ChoiceField(
        label="Hasil video",
        choices=Attempt.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih hasil video."},
    )
    note = forms.CharField(label="Catatan", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))
