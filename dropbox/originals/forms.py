"""What staff type about originals."""

from collections.abc import Sequence
from typing import Any

from django import forms

from catalogue.models import PaperKind
from claims.models import Claim
from claims.uploads.plain_form import SealedUpload
from dropbox.models import OriginalPaper
from dropbox.originals import signatures
from dropbox.originals.signatures import Signature
from workflow import Refused


class KeepForm(forms.Form):
    """Which originals came, where they lie, and until when."""

    kinds = forms.ModelMultipleChoiceField(
        PaperKind.objects.none(),
        to_field_name="code",
        label="Dokumen asli",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Centang dokumen aslinya."},
    )
    shelf = forms.CharField(label="Rak", max_length=40, error_messages={"required": "Isi rak tempat menyimpannya."})
    return_by = forms.DateField(
        label="Dikembalikan paling lambat",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Isi tanggal pengembalian."},
    )

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = [kind.code for kind in claim.kinds_asked_for()]
        kinds = PaperKind.objects.filter(code__in=codes).order_by("name")
        self.fields["kinds"].queryset = kinds  # type: ignore[attr-defined]
        self.fields["kinds"].label_from_instance = lambda kind: kind.name  # type: ignore[attr-defined]


class TheseOriginalsForm(forms.Form):
    """Which of them are meant."""

    originals = forms.ModelMultipleChoiceField(
        OriginalPaper.objects.none(), error_messages={"required": "Centang dokumennya."}
    )

    def __init__(self, *args: Any, originals: Sequence[OriginalPaper], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = OriginalPaper.objects.filter(pk__in=[each.pk for each in originals])
        self.fields["originals"].queryset = there  # type: ignore[attr-defined]


class GiveBackForm(TheseOriginalsForm):
    """Who takes them, and the signature: drawn, or on paper."""

    to = forms.CharField(
        label="Diambil oleh (nama sesuai KTP)",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Isi nama yang mengambil."},
    )
    drawn = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-signature-drawn": True}))
    receipt = forms.FileField(label="Tanda terima yang ditandatangani", required=False)
    signature: Signature

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        try:
            self.signature = self._signature(cleaned)
        except Refused as refusal:
            self.add_error(None, str(refusal))
        return cleaned

    def _signature(self, cleaned: dict[str, Any]) -> Signature:
        if cleaned.get("drawn"):
            return signatures.drawn(cleaned["drawn"])
        file = self.files.get("receipt")
        if not isinstance(file, SealedUpload) or file.keeping is None:
            raise Refused("Minta tanda tangan di layar, atau unggah tanda terima yang ditandatangani.")
        return signatures.on_paper(file.content())
