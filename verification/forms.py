"""The desk's forms check shape; the verbs check rules."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.http import QueryDict

from accounts.models import User
from catalogue.checklist import Need, Route
from catalogue.models import PaperKind
from claims.models import Claim, ContactChange, Mail, PaperFile
from formpack.fields import PhoneField
from verification.holding import PutBack, PutOff
from verification.models import RejectionRule, ReturnReason

NOTE = forms.Textarea(attrs={"rows": 2})


class ReturnForm(forms.Form):
    """Why a paper must be sent again."""

    reasons = forms.MultipleChoiceField(
        label="Alasan",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Pilih paling sedikit satu alasan."},
    )
    note = forms.CharField(
        label="Catatan untuk pemohon",
        required=False,
        max_length=300,
        widget=NOTE,
        help_text="Dibaca pemohon di halaman klaimnya.",
    )

    def __init__(self, kind: PaperKind, fitting: Iterable[ReturnReason], data: QueryDict | None = None) -> None:
        super().__init__(data, prefix=kind.code)
        self.fitting = {reason.code: reason for reason in fitting}
        cast(forms.ChoiceField, self.fields["reasons"]).choices = [
            (reason.code, reason.name) for reason in self.fitting.values()
        ]

    def chosen(self) -> list[ReturnReason]:
        return [self.fitting[code] for code in self.cleaned_data["reasons"]]


class PutBackForm(forms.Form):
    because = forms.ChoiceField(label="Alasan mengembalikan ke antrean", choices=PutBack.choices)


class HandOverForm(forms.Form):
    """To which colleague of the branch."""

    to = forms.ModelChoiceField(
        label="Berikan kepada rekan",
        queryset=User.objects.none(),
        empty_label="Pilih rekan",
        error_messages={"required": "Pilih rekannya.", "invalid_choice": "Pilih rekan yang memeriksa di cabang ini."},
    )

    def __init__(self, claim: Claim, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="beri-%s")
        field = cast(forms.ModelChoiceField, self.fields["to"])
        field.queryset = User.objects.verifiers_of(claim.branch, but=claim.taken_by)


class PutOffForm(forms.Form):
    """Until which day of the branch, and why."""

    until = forms.DateField(
        label="Tunda sampai",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Isi harinya.", "invalid": "Isi hari yang ada di kalender."},
    )
    because = forms.ChoiceField(label="Alasan menunda", choices=PutOff.choices)

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="tunda-%s")


class LatenessForm(forms.Form):
    """Why the promised day has passed."""

    because = forms.ChoiceField(
        label="Sebab lewat janji (dibaca pemohon)", choices=[("", "Pilih sebabnya"), *Claim.LateBecause.choices]
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="lewat-%s")


class SetAsideForm(forms.Form):
    because = forms.ChoiceField(
        label="Alasan mengesampingkan surat",
        choices=[(each.value, str(each.label).capitalize()) for each in Mail.BY_OFFICER],
        error_messages={"invalid_choice": "Pilih salah satu alasan.", "required": "Pilih salah satu alasan."},
    )


class SortForm(forms.Form):
    """Which of the papers that are asked for an unsorted file is."""

    kind = forms.ChoiceField(
        label="Dokumen apa ini?",
        error_messages={"required": "Pilih dokumennya.", "invalid_choice": "Pilih dokumen yang diminta klaim ini."},
    )

    def __init__(self, claim: Claim, file: PaperFile, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id=f"pilah-{file.pk}-%s")
        needs = [*claim.needs(Route.ONLINE), *claim.needs(Route.DROPBOX)]
        self.kinds = {kind.code: kind for need in needs for kind in need.kinds}
        choices = [("", "Pilih dokumennya"), *((code, kind.name) for code, kind in self.kinds.items())]
        cast(forms.ChoiceField, self.fields["kind"]).choices = choices

    def picked_kind(self) -> PaperKind:
        return self.kinds[self.cleaned_data["kind"]]


class FileAsideForm(forms.Form):
    """Why an unsorted file is no paper of the claim."""

    because = forms.ChoiceField(
        label="Alasan mengesampingkan berkas",
        choices=[("", "Pilih alasannya"), *((each.value, str(each.label).capitalize()) for each in PaperFile.Aside)],
        error_messages={"required": "Pilih alasannya.", "invalid_choice": "Pilih salah satu alasan."},
    )

    def __init__(self, file: PaperFile, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id=f"sisih-{file.pk}-%s")


class VerifyForm(forms.Form):
    """The papers that were left to the officer are ticked off one by one, so that none is passed over unseen."""

    not_needed = forms.MultipleChoiceField(
        label="Tidak diperlukan untuk klaim ini", required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label="Catatan internal", required=False, max_length=1000, widget=NOTE)

    def __init__(self, left: list[Need], data: QueryDict | None = None) -> None:
        super().__init__(data)
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


class ContactChangeForm(forms.Form):
    """Another contact for a person who can reach neither old one, seen at the counter."""

    channel = forms.ChoiceField(
        label="Kontak yang diganti",
        choices=ContactChange.Channel.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih kontak yang diganti."},
    )
    value = forms.CharField(
        label="Kontak baru", max_length=254, error_messages={"required": "Tulis nomor ponsel atau e-mail yang baru."}
    )
    reason = forms.CharField(
        label="Alasan", max_length=500, widget=NOTE, error_messages={"required": "Tulis alasan perubahan kontak."}
    )
    ktp_seen = forms.BooleanField(
        label="KTP asli sudah saya lihat dan orangnya sama.",
        error_messages={"required": "Perubahan kontak hanya boleh setelah KTP asli dilihat."},
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if value := given.get("value"):
            try:
                given["value"] = _shape(given.get("channel")).clean(value)
            except forms.ValidationError as wrong:
                self.add_error("value", wrong)
        return given


def _shape(channel: str | None) -> forms.Field:
    if channel == ContactChange.Channel.PHONE:
        return PhoneField(label="Nomor ponsel")
    return forms.EmailField(error_messages={"invalid": "Tulis alamat e-mail yang lengkap, misalnya nama@contoh.id."})
