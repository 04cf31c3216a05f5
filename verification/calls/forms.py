"""What an officer notes of a call. The forms check shape; the verbs check rules."""

from datetime import datetime
from typing import Any

from django import forms

from branches import calendar
from branches.models import Branch
from formpack.fields import PhoneField
from verification.models import CallTry


class OutcomeForm(forms.Form):
    """How the call ended. Day and time are those of the branch's clock."""

    outcome = forms.ChoiceField(
        label="Hasil telepon",
        choices=CallTry.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih hasil telepon.", "invalid_choice": "Pilih hasil telepon."},
    )
    day = forms.DateField(
        label="Telepon lagi pada tanggal",
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

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        wants_time = given.get("outcome") == CallTry.Outcome.CALL_BACK
        if wants_time and not self.errors and not (given.get("day") and given.get("clock")):
            self.add_error("day", "Tulis tanggal dan jam orangnya minta ditelepon lagi.")
        return given

    def call_back_at(self, branch: Branch) -> datetime | None:
        given = self.cleaned_data
        if given["outcome"] != CallTry.Outcome.CALL_BACK:
            return None
        return calendar.at(branch, given["day"], given["clock"])


class OwnPhoneForm(forms.Form):
    """The telephone that rings first."""

    phone = PhoneField(label="Nomor telepon Anda")
