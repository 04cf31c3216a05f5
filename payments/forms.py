"""What the officers of payments type and bring. The forms check shape; the verbs check rules."""

from typing import Any

from django import forms

from accounts.models import User
from accounts.signing import SignedForm
from claims.uploads.plain_form import SealedUpload
from payments.models import HoldBecause
from payments.reading import LARGEST


class PayerSignature(SignedForm):
    """A second payment officer signs with their own password, on their own screen or on a colleague's."""

    def refuse(self, user: User) -> str:
        return "" if user.may_forward_payments else f"{user.username} bukan petugas pembayaran."


class HoldForm(forms.Form):
    because = forms.ChoiceField(
        label="Mengapa ditahan", choices=[("", "Pilih alasannya"), *HoldBecause.choices],
        error_messages={"required": "Pilih mengapa baris ini ditahan."},
    )  # fmt: skip
    words = forms.CharField(
        label="Keterangan", max_length=300, required=False, help_text="Dibaca petugas pembayaran saja."
    )


class ResultFileField(forms.FileField):
    """One file that is at rest already, whole and small enough to be read in one go."""

    def clean(self, data: Any, initial: Any = None) -> SealedUpload:
        if not isinstance(data, SealedUpload):
            raise forms.ValidationError("Pilih berkas hasil.")
        if data.keeping is None:
            raise forms.ValidationError(f"Berkas lebih dari {LARGEST // (1024 * 1024)} MB. Bagi menjadi beberapa.")
        return data


class ResultForm(forms.Form):
    results = ResultFileField(label="Berkas hasil (CSV)", widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}))

    @property
    def content(self) -> bytes:
        return b"".join(self.cleaned_data["results"].content())

    @property
    def name(self) -> str:
        return self.cleaned_data["results"].name or ""


class ClearingForm(forms.Form):
    """How a contradicting answer was cleared with the bank."""

    words = forms.CharField(
        label="Bagaimana diselesaikan", max_length=300,
        error_messages={"required": "Tulis bagaimana ini diselesaikan dengan bank."},
    )  # fmt: skip


class CaseForm(forms.Form):
    q = forms.CharField(
        label="Nomor kasus", max_length=40, error_messages={"required": "Tulis nomor kasusnya."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
