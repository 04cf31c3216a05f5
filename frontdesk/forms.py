"""What is typed, scanned and ticked at the gate."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms

from claims.models import Claim
from frontdesk.gate import Coming
from frontdesk.models import DeskSettings, VisitSeries
from frontdesk.reading import Scanned, read
from frontdesk.screening import Answers

MOST_PEOPLE = 20


class ScanForm(forms.Form):
    """The one field: a scanner writes into it as a keyboard does, or a hand."""

    scanned = forms.CharField(
        label="Pindai atau ketik",
        max_length=300,
        help_text="Nomor kasus, QR slip, tiket, atau NIK peserta",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": "Pindai kode atau ketik nomor kasus, nomor tiket, atau NIK."},
    )

    def __init__(self, *args: Any, comes_first: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scanned"].widget.attrs["autofocus"] = comes_first  # else the person who was found does

    def clean_scanned(self) -> Scanned:
        if scanned := read(self.cleaned_data["scanned"]):
            return scanned
        raise forms.ValidationError(
            "Kode tidak terbaca. Nomor kasus berbentuk LA-XXXX-XXXX-X, nomor tiket A012, NIK 16 angka."
        )


class ArrivalForm(forms.Form):
    """What is asked of everybody. A branch that does not screen is asked nothing of a body."""

    series = forms.ChoiceField(label="Keperluan", choices=VisitSeries.choices, widget=forms.RadioSelect)
    people = forms.IntegerField(label="Jumlah orang", min_value=1, max_value=MOST_PEOPLE, initial=1)
    temperature = forms.CharField(
        label="Suhu (°C)",
        required=False,
        max_length=5,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 5}),
    )
    mask = forms.BooleanField(label="Bermasker", required=False)
    hands = forms.BooleanField(label="Tangan sudah dibersihkan", required=False)

    def __init__(self, *args: Any, desk: DeskSettings, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not desk.screens:
            for name in ("temperature", "mask", "hands"):
                del self.fields[name]

    def clean_temperature(self) -> Decimal | None:
        """As a thermometer shows it: 36,5 or 36.5."""
        typed = self.cleaned_data["temperature"].replace(",", ".")
        if not typed:
            return None
        try:
            measured = Decimal(typed)
        except ArithmeticError:
            measured = Decimal(0)
        if not 30 <= measured <= 45:
            raise forms.ValidationError("Tulis suhu seperti di termometer, misalnya 36,5.")
        return round(measured, 1)

    def coming(self) -> Coming:
        given = self.cleaned_data
        answers = Answers(given["temperature"], given["mask"], given["hands"]) if "mask" in self.fields else None
        return Coming(
            series=given["series"],
            people=given["people"],
            claims=tuple(given.get("claims", ())),
            saw_ktp=given.get("saw_ktp", False),
            answers=answers,
        )


class CheckInForm(ArrivalForm):
    """The same of a person who comes with claims; whose they are, the KTP says."""

    claims = forms.TypedMultipleChoiceField(
        label="Klaim",
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Pilih klaim yang dibawa orang ini."},
    )
    saw_ktp = forms.BooleanField(
        label="KTP asli pemohon sudah saya lihat",
        widget=forms.CheckboxInput(attrs={"autofocus": True}),
        error_messages={"required": "Lihat dulu KTP aslinya: tanpa itu klaim seseorang tidak dicatat datang."},
    )

    def __init__(self, *args: Any, claims: Iterable[Claim], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["claims"].choices = [(claim.pk, claim.case_number) for claim in claims]  # type: ignore[attr-defined]
        self.order_fields(["claims", "saw_ktp"])


class DeskSettingsForm(forms.ModelForm):
    """How a branch wants its gate."""

    class Meta:
        model = DeskSettings
        fields = ("screens", "hottest", "people_inside", "screenings_kept_days", "ticket_mm")
