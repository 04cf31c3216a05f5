"""What staff type on the pages of a branch's days."""

from typing import Any

from django import forms

from branches.models import Branch
from claims.fresh import read_case_number


class CaseNumberForm(forms.Form):
    """A case number as people type it."""

    case_number = forms.CharField(
        label="Nomor kasus",
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Isi nomor kasus."},
    )

    def clean_case_number(self) -> str:
        if not (number := read_case_number(self.cleaned_data["case_number"])):
            raise forms.ValidationError("Nomor kasus tidak terbaca. Bentuknya LA-XXXX-XXXX-X.")
        return number


class WalkInForm(CaseNumberForm):
    """A person at the counter; whose claim it is, their KTP says."""

    ktp_seen = forms.BooleanField(
        label="KTP asli pemohon sudah saya lihat",
        error_messages={"required": "Orang yang datang hanya ditambahkan setelah KTP aslinya dilihat."},
    )


class WhichDayForm(forms.Form):
    """A branch and a day to look at, both out of an address; today where no day is named."""

    cabang = forms.ModelChoiceField(
        Branch.objects.none(), to_field_name="code", label="Kantor cabang", empty_label=None
    )
    tanggal = forms.DateField(
        label="Tanggal", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, branches: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cabang"].queryset = branches  # type: ignore[attr-defined]
