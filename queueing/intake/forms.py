"""The shape of each page's answer. Rules are the verbs'; what looks odd but may be true is left to an officer."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from branches.models import Branch
from catalogue.models import Cause, Programme, Question, Relation
from formpack.fields import DigitsField, FullNameField, PhoneField, ThreeBoxDateField
from formpack.forms import PublicForm, one_of_several
from formpack.widgets import RadioCards
from notifications.address import takes_sms


class ProgrammeForm(PublicForm):
    page_heading = "programme"
    programme = forms.ChoiceField(
        label=_("Program apa yang ingin Anda klaim?"),
        widget=RadioCards,
        error_messages={"required": _("Pilih program yang ingin Anda klaim.")},
    )

    def __init__(self, *args: Any, programmes: list[Programme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["programme"]
        assert isinstance(field, forms.ChoiceField) and isinstance(field.widget, RadioCards)
        field.choices = [(row.code, row.label) for row in programmes]
        field.widget.hints = {row.code: row.said("explanation") for row in programmes}


class CauseForm(PublicForm):
    page_heading = "cause"
    cause = forms.ChoiceField(
        label=_("Apa alasan klaim Anda?"),
        widget=RadioCards,
        error_messages={"required": _("Pilih alasan klaim Anda.")},
    )

    def __init__(self, *args: Any, causes: list[Cause], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["cause"]
        assert isinstance(field, forms.ChoiceField) and isinstance(field.widget, RadioCards)
        field.choices = [(row.code, row.label) for row in causes]
        field.widget.hints = {row.code: row.said("eligibility") for row in causes}


class QuestionsForm(PublicForm):
    """One yes, no or "I do not know" for each question the cause asks. "I do not know" is left to an officer."""

    def __init__(self, *args: Any, questions: list[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questions:
            self.fields[question.code] = forms.ChoiceField(
                label=question.label,
                help_text=question.hint,
                choices=Question.Answer.choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("Pilih Ya, Tidak, atau Tidak tahu.")},
            )


class BranchForm(PublicForm):
    page_heading = "branch"
    branch = forms.ChoiceField(
        label=_("Kantor cabang mana yang Anda pilih?"),
        help_text=_("Boleh cabang mana saja, tidak harus yang dekat. Batas waktu mengikuti jam setempat cabang itu."),
        error_messages={"required": _("Pilih kantor cabang.")},
        widget=forms.Select(attrs={"class": "w-full"}),
    )

    def __init__(
        self, *args: Any, branches: list[Branch], left: Mapping[int, int] | None = None, **kwargs: Any
    ) -> None:
        """`left` is how many places each branch has; without it none are said."""
        super().__init__(*args, **kwargs)
        provinces: dict[str, list[tuple[str, str]]] = {}
        for row in branches:
            places = "" if left is None else f" – {_say_left(left.get(row.pk))}"
            provinces.setdefault(row.province, []).append((row.code, f"{row.name}, {row.city}{places}"))
        field = self.fields["branch"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Pilih kantor cabang")), *provinces.items()]


def _say_left(left: int | None) -> str:
    """How many places a branch has; None for one that has no hour open."""
    if not left:
        return gettext("belum dibuka") if left is None else gettext("penuh")
    return ngettext("%(left)d tempat", "%(left)d tempat", left) % {"left": left}


class MovingForm(BranchForm):
    """The branch whose hours are shown, on the page where a claim is moved: a choice among links, so never wrong."""

    page_heading = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branch"].label = _("Kantor cabang")


class TimeForm(PublicForm):
    slot = forms.IntegerField(
        label=_("Hari dan jam"),
        error_messages={
            "required": _("Pilih satu hari dan jam."),
            "invalid": _("Pilih satu hari dan jam dari daftar."),
        },
    )


class RelationForm(PublicForm):
    page_heading = "relation"
    relation = forms.ChoiceField(
        label=_("Siapa yang mengajukan klaim ini?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih hubungan Anda dengan peserta.")},
    )

    def __init__(self, *args: Any, cause: Cause, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["relation"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, Relation(code).label) for code in cause.filed_by]


class PersonForm(PublicForm):
    """What a participant and an applicant both have."""

    name = FullNameField(label=_("Nama lengkap sesuai KTP"))
    nik = DigitsField(label=_("NIK"), length=16, help_text=_("16 angka pada KTP."))


class ParticipantForm(PersonForm):
    """The participant. Whoever has no NIK gives a passport. A NIK unlike the birth date is the officer's to see."""

    nik = DigitsField(label=_("NIK"), length=16, required=False, help_text=_("16 angka pada KTP."))
    passport = forms.CharField(
        label=_("Nomor paspor"),
        required=False,
        max_length=20,
        help_text=_("Hanya bila peserta warga negara asing tanpa NIK."),
        widget=forms.TextInput(attrs={"class": "w-16", "autocomplete": "off"}),
    )
    birth_date = ThreeBoxDateField(label=_("Tanggal lahir"), autocomplete="bday")
    kpj = forms.CharField(
        label=_("Nomor KPJ"),
        help_text=_("Nomor pada kartu peserta. Bila lebih dari satu, pisahkan dengan koma."),
        error_messages={"required": _("Isi nomor KPJ, angka pada kartu peserta.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    death_date = ThreeBoxDateField(label=_("Tanggal meninggal"), autocomplete="")

    def __init__(self, *args: Any, cause: Cause, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        one_of_several(self.fields["nik"])  # either this or the passport
        if not cause.participant_died:
            del self.fields["death_date"]

    def clean_passport(self) -> str:
        passport = re.sub(r"[\s.-]", "", self.cleaned_data["passport"]).upper()
        if passport and not re.fullmatch(r"[A-Z0-9]{5,20}", passport):
            raise forms.ValidationError(_("Nomor paspor hanya berisi huruf dan angka, contoh X1234567."))
        return passport

    def clean_kpj(self) -> list[str]:
        """Each number by its shape alone: 10 to 15 letters or digits. What else is odd, an officer sees."""
        numbers = [re.sub(r"[\s.-]", "", part).upper() for part in re.split(r"[,;\n]", self.cleaned_data["kpj"])]
        numbers = [number for number in numbers if number]
        if not numbers or not all(re.fullmatch(r"[0-9A-Z]{10,15}", number) for number in numbers):
            raise forms.ValidationError(_("Nomor KPJ berisi 10 sampai 15 angka atau huruf, contoh 12345678901."))
        if len(numbers) > 10:
            raise forms.ValidationError(_("Isi paling banyak sepuluh nomor KPJ."))
        return list(dict.fromkeys(numbers))

    def clean_birth_date(self) -> date:
        born = self.cleaned_data["birth_date"]
        if born > self.today:
            raise forms.ValidationError(_("Tanggal lahir harus sebelum hari ini."))
        if born < self.today - timedelta(days=366 * 120):
            raise forms.ValidationError(_("Periksa tahun lahir."))
        return born

    def clean_death_date(self) -> date:
        died = self.cleaned_data["death_date"]
        if died > self.today:
            raise forms.ValidationError(_("Tanggal meninggal tidak boleh setelah hari ini."))
        return died

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("nik") and not cleaned.get("passport") and not {"nik", "passport"} & self.errors.keys():
            self.add_error("nik", _("Isi NIK peserta, atau nomor paspor bila peserta warga negara asing."))
        born, died = cleaned.get("birth_date"), cleaned.get("death_date")
        if born and died and died < born:
            self.add_error("death_date", _("Tanggal meninggal harus setelah tanggal lahir."))
        return cleaned


class ContactForm(PublicForm):
    """How the applicant is told: a phone, an e-mail or both; at least one is confirmed by a code."""

    phone = PhoneField(label=_("Nomor ponsel"), required=False, help_text=_("Nomor yang aktif, contoh 0812 3456 7890."))
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=200,
        error_messages={"invalid": _("Tulis alamat e-mail yang lengkap, contoh nama@contoh.id.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    whatsapp = forms.BooleanField(
        label=_("Kirim kabar lewat WhatsApp ke nomor ini"),
        required=False,
        help_text=_("Bila tidak dicentang, kabar dikirim lewat SMS. Bisa dihentikan kapan saja."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        one_of_several(self.fields["phone"], self.fields["email"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        phone, email = cleaned.get("phone"), cleaned.get("email")
        if self.errors:
            return cleaned
        if not phone and not email:
            self.add_error("phone", _("Isi nomor ponsel atau e-mail, supaya kami bisa mengabari Anda."))
        elif phone and not email and not takes_sms(phone) and not cleaned.get("whatsapp"):
            self.add_error("phone", _("SMS hanya sampai ke ponsel Indonesia. Centang WhatsApp atau isi e-mail."))
        return cleaned


class CheckForm(PublicForm):
    truth = forms.BooleanField(
        label=_("Saya menyatakan isian ini benar, dan setuju dokumen diserahkan pada batas waktu bila sudah lengkap."),
        error_messages={"required": _("Centang pernyataan kebenaran untuk melanjutkan.")},
    )
    privacy = forms.BooleanField(
        label=_("Saya sudah membaca pemberitahuan privasi."),
        error_messages={"required": _("Centang bahwa Anda sudah membaca pemberitahuan privasi.")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput)


class EnvelopeForm(CheckForm):
    """The same where nothing is handed in by itself: the papers come in an envelope."""

    truth = forms.BooleanField(
        label=_("Saya menyatakan isian ini benar."),
        error_messages={"required": _("Centang pernyataan kebenaran untuk melanjutkan.")},
    )
