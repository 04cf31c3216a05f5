"""What staff bring and say on the pages of scans."""

from typing import Any

from django import forms

from catalogue.models import PaperKind
from claims.cleaning.leaves import MAX_SCAN_BYTES
from claims.uploads.plain_form import SealedUpload
from dropbox.scans.bringing import Brought
from queueing.day.forms import CaseNumberForm

FILES_AT_ONCE = 60
UNSORTED = "Biar petugas verifikasi yang memilah"


class SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Files that are at rest already, in the order they were chosen in."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[SealedUpload]:
        took = [file for file in data or () if isinstance(file, SealedUpload)]
        if not took:
            raise forms.ValidationError("Pilih berkas hasil pemindaian.")
        if large := [file.name for file in took if file.keeping is None]:
            megabytes = MAX_SCAN_BYTES // (1024 * 1024)
            raise forms.ValidationError(f"{large[0]} lebih dari {megabytes} MB. Bagi menjadi beberapa berkas.")
        return took


class BringForm(forms.Form):
    """One PDF of many pages, or many files in their order."""

    scans = SeveralFilesField(
        label="Berkas dari pemindai",
        widget=SeveralFilesInput(attrs={"accept": "application/pdf,image/jpeg,image/png", "multiple": True}),
    )

    def take(self) -> list[Brought]:
        """The files, which from here on are the caller's."""
        return [Brought(file.take(), file.name or "", file.content_type or "") for file in self.cleaned_data["scans"]]


class LeavesForm(forms.Form):
    """Which pages of the tray are meant."""

    leaf = forms.TypedMultipleChoiceField(coerce=int, error_messages={"required": "Centang halamannya."})

    def __init__(self, *args: Any, leaves: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leaf"].choices = [(leaf.pk, str(leaf.number)) for leaf in leaves]  # type: ignore[attr-defined]


class SettleForm(CaseNumberForm, LeavesForm):
    """Whose the pages are, and which paper."""

    kind = forms.ModelChoiceField(
        PaperKind.objects.order_by("name"), to_field_name="code", label="Dokumen", required=False, empty_label=UNSORTED
    )
