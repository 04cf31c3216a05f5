"""The shape of what a claimant types or sends on the pages of a claim."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.models import PaperKind
from claims import fresh
from formpack.fields import BankNameField, DigitsField, FullNameField, OneTimeCodeField, PaperFileField, PhoneField
from formpack.forms import PublicForm
from notifications.address import takes_sms


class FindForm(PublicForm):
    case_number = forms.CharField(
        label=_("Nomor kasus"),
        max_length=40,
        help_text=_("Contoh LA-7K3M-9QTX-2. Huruf kecil, spasi, atau tanpa tanda hubung juga boleh."),
        error_messages={"required": _("Isi nomor kasus Anda.")},
        widget=forms.TextInput(attrs={"class": "w-16", "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_case_number(self) -> str:
        number = fresh.read_case_number(self.cleaned_data["case_number"])
        if not number:
            raise forms.ValidationError(_("Nomor kasus ini tidak lengkap atau salah ketik. Periksa lagi hurufnya."))
        return number


class AnswerForm(PublicForm):
    text = forms.CharField(
        label=_("Jawaban Anda"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Tulis jawaban Anda.")},
    )


class CodeForm(PublicForm):
    code = OneTimeCodeField(label=_("Kode enam angka"))


class PaperFileForm(PublicForm):
    """One file for one paper; where any of several papers will do, which one it is."""

    def __init__(self, *args: Any, kinds: Sequence[PaperKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds
        if len(kinds) > 1:
            self.fields["kind"] = forms.ChoiceField(
                label=_("Dokumen mana yang Anda kirim?"),
                choices=[(kind.code, kind.label) for kind in kinds],
                widget=forms.RadioSelect,
                error_messages={"required": _("Pilih dokumen mana yang Anda kirim.")},
            )
        self.fields["file"] = PaperFileField(label=_("Foto atau PDF"), max_megabytes=6)

    def picked_kind(self) -> PaperKind:
        code = self.cleaned_data.get("kind") or self.kinds[0].code
        return next(kind for kind in self.kinds if kind.code == code)


class BeingToldForm(PublicForm):
    """By which channel first, and whether by WhatsApp. Only ways that reach the person are offered."""

    NAMES = {"whatsapp": _("WhatsApp"), "sms": _("SMS"), "email": _("E-mail")}

    first = forms.ChoiceField(
        label=_("Kabari saya pertama lewat"),
        widget=forms.RadioSelect,
        required=False,
        help_text=_("Bila tidak sampai, kami coba cara berikutnya."),
    )
    whatsapp = forms.BooleanField(
        label=_("Kirim kabar lewat WhatsApp ke nomor ini"),
        required=False,
        help_text=_("Bila tidak dicentang, kabar dikirim lewat SMS. Bisa dihentikan kapan saja."),
    )

    def __init__(self, *args: Any, channels: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = [("", _("Yang tercepat")), *((channel, self.NAMES[channel]) for channel in channels)]
        self.fields["first"].choices = ways  # type: ignore[attr-defined]
        if "whatsapp" not in channels:
            del self.fields["whatsapp"]


class PhoneForm(PublicForm):
    value = PhoneField(label=_("Nomor ponsel baru"))

    def clean_value(self) -> str:
        phone = self.cleaned_data["value"]
        if not takes_sms(phone):
            raise forms.ValidationError(_("Kode hanya bisa dikirim ke ponsel Indonesia, contoh 0812 3456 7890."))
        return phone


class EmailForm(PublicForm):
    value = forms.EmailField(
        label=_("E-mail baru"),
        max_length=200,
        error_messages={
            "required": _("Isi alamat e-mail."),
            "invalid": _("Tulis alamat e-mail yang lengkap, contoh nama@contoh.id."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )


class AccountForm(PublicForm):
    """Where the benefit is paid. Lengths by bank are the officer's to see; what no name or number holds is a wall."""

    bank_name = BankNameField(
        label=_("Nama bank"), max_length=60, help_text=_("Contoh: BRI, Mandiri, BNI, BTN, BSI, BCA.")
    )
    account_number = DigitsField(label=_("Nomor rekening"), min_length=8, max_length=16)
    account_holder = FullNameField(label=_("Nama pemilik rekening"), help_text=_("Persis seperti di buku tabungan."))
