"""What staff type at the box. The forms check shape; the verbs check rules."""

from django import forms

from dropbox.countersigning import SecondPersonForm
from dropbox.models import Envelope

SCANNER = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class SealField(forms.CharField):
    """A number as it stands on a seal, in capital letters without spaces."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            max_length=40,
            widget=forms.TextInput(attrs=SCANNER),
            error_messages={"required": "Isi nomor yang tertera di segel."},
        )

    def clean(self, value: str) -> str:
        return "".join(super().clean(value).upper().split())


class CountField(forms.IntegerField):
    """How many envelopes, counted by hand."""

    def __init__(self, label: str, *, at_least: int = 0) -> None:
        super().__init__(
            label=label,
            min_value=at_least,
            max_value=2000,
            error_messages={"required": "Isi jumlah yang dihitung.", "invalid": "Isi jumlahnya dengan angka."},
        )


class OpenRoundForm(SecondPersonForm):
    """The box was opened by two."""

    counted = CountField("Jumlah amplop di kotak")
    seal = SealField("Nomor segel kantong")
    field_order = ("counted", "seal", "username", "password")


class UnsealForm(forms.Form):
    seal_read = SealField("Nomor segel yang terbaca di kantong")


class ScanInput(forms.TextInput):
    """A field for a scanner. What was refused does not stand in it again: the next scan would be typed behind it."""

    def format_value(self, value: object) -> None:
        return None


class ScanForm(forms.Form):
    """One scan, or a number typed from the envelope."""

    scanned = forms.CharField(
        label="Pindai atau ketik",
        max_length=200,
        widget=ScanInput(attrs={**SCANNER, "autofocus": True}),
        error_messages={"required": "Pindai kodenya, atau ketik nomor kasusnya."},
    )


class RegisterForm(ScanForm):
    damaged = forms.BooleanField(label="Amplopnya rusak", required=False)
    second = forms.BooleanField(required=False, widget=forms.HiddenInput)


class SetAsideForm(forms.Form):
    """An envelope nobody can say whose it is."""

    tray = forms.ChoiceField(
        label="Baki",
        choices=[(tray.value, tray.label) for tray in (Envelope.Tray.NAMELESS, Envelope.Tray.DAMAGED)],
        widget=forms.RadioSelect,
        initial=Envelope.Tray.NAMELESS,
        error_messages={"required": "Pilih bakinya."},
    )
    note = forms.CharField(
        label="Yang tertulis di amplop",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Untuk mencari pemiliknya. Tersimpan tersegel.",
    )


class CloseRoundForm(forms.Form):
    recounted = forms.BooleanField(label="Kantong dan kotak sudah diperiksa sekali lagi", required=False)
