"""What an officer notes of a call. The forms check shape; the verbs check rules."""

from datetime import datetime
from typing import Any

from django import forms

from branches import calendar
from branches.models import Branch
from formpack.fields import PhoneField
from verification.models import CallTry


class HourForm(forms.Form):
    """A day and a time by the branch's clock."""

    day = forms.DateField(
        label="Tanggal",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "Tulis tanggal yang ada di kalender."},
    )
    clock = forms.TimeField(
        label="Pukul",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Tulis jam seperti 14:30."},
    )

    def require_hour(self, otherwise: str) -> None:
        """Where an hour is needed and nothing else is wrong, both parts of it must be there."""
        if not self.errors and not (self.cleaned_data.get("day") and self.cleaned_data.get("clock")):
            self.add_error("day", otherwise)

    def hour(self, branch: Branch) -> datetime:
        return calendar.at(branch, self.cleaned_data["day"], self.cleaned_data["clock"])


class OutcomeForm(HourForm):
    """How the call ended, and when the person wants to be called again."""

    outcome = forms.ChoiceField(
        label="Hasil telepon",
        choices=CallTry.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih hasil telepon.", "invalid_choice": "Pilih hasil telepon."},
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("outcome") == CallTry.Outcome.CALL_BACK:
            self.require_hour("Tulis tanggal dan jam orangnya minta ditelepon lagi.")
        return given

    def call_back_at(self, branch: Branch) -> datetime | None:
        return self.hour(branch) if self.cleaned_data["outcome"] == CallTry.Outcome.CALL_BACK else None


class OwnPhoneForm(forms.Form):
    """The telephone that rings first."""

    phone = PhoneField(label="Nomor telepon Anda")
