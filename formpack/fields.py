"""Fields that read liberally and refuse in a sentence: which field, what is wrong, what to write instead.

They check shape only. Whether a NIK fits a birth date or a day may be booked is for the rooms to judge.
"""

from datetime import date
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from formpack.reading import is_digits, mid_sentence, visible, without_separators
from formpack.widgets import CameraOrFile, ThreeBoxDate

HOME_REGION = "ID"

# Indonesian and English, as people write them; the first three letters decide.
MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "mei": 5, "may": 5, "jun": 6, "jul": 7, "agu": 8, "ags": 8, "aug": 8,
    "sep": 9, "okt": 10, "oct": 10, "nov": 11, "nop": 11, "des": 12, "dec": 12,
}  # fmt: skip


class NamedField(forms.Field):
    """A field that names itself in its refusals: `%(label)s` opens a sentence, `%(name)s` stands inside one."""

    default_error_messages = {"required": _("Isi %(name)s.")}

    def refusal(self, code: str, **facts: Any) -> ValidationError:
        label = str(self.label or _("Isian ini"))
        params = {"label": label, "name": mid_sentence(label), **facts}
        return ValidationError(self.error_messages[code], code=code, params=params)

    def validate(self, value: Any) -> None:
        if self.required and value in self.empty_values:
            raise self.refusal("required")


class DigitsField(NamedField):
    """A number that is a name: NIK, KPJ, account. Comes back as a string of digits, leading zeros kept."""

    default_error_messages = {
        "not_digits": _("%(label)s hanya boleh berisi angka, tanpa huruf."),
        "wrong_length": _("%(label)s harus %(length)s angka. Yang Anda tulis %(given)s angka."),
    }

    def __init__(self, *, length: int | None = None, min_length: int = 1, max_length: int = 32, **kwargs):
        """`length` for a fixed count of digits; otherwise from `min_length` to `max_length`."""
        self.min_length, self.max_length = length or min_length, length or max_length
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        # No maxlength: a pasted "3171 0608 5017 0001" is longer than its sixteen digits.
        width = next((w for w in (4, 6, 10, 16) if w >= self.max_length), 20)
        return {"inputmode": "numeric", "spellcheck": "false", "autocomplete": "off", "class": f"w-{width} digits"}

    def to_python(self, value: Any) -> str:
        digits = without_separators(str(value or ""))
        if not digits:
            return ""
        if not is_digits(digits):
            raise self.refusal("not_digits")
        if not self.min_length <= len(digits) <= self.max_length:
            raise self.refusal("wrong_length", length=self._say_length(), given=len(digits))
        return digits

    def _say_length(self) -> str:
        if self.min_length == self.max_length:
            return str(self.max_length)
        return str(_("%(low)s sampai %(high)s")) % {"low": self.min_length, "high": self.max_length}


class OneTimeCodeField(DigitsField):
    """The code from a message. Phones offer to fill it in; pasting it works."""

    default_error_messages = {
        "required": _("Isi kode yang kami kirim."),
        "not_digits": _("Kode hanya berisi angka. Salin kode dari pesan kami."),
        "wrong_length": _("Kode harus %(length)s angka. Yang Anda tulis %(given)s angka."),
    }

    def __init__(self, *, length: int = 6, **kwargs):
        super().__init__(length=length, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {**super().widget_attrs(widget), "autocomplete": "one-time-code", "class": "w-6 digits code"}


class PhoneField(NamedField):
    """A telephone number as people write it (08…, 62…, +62…, or foreign with its +), kept as E.164."""

    widget = forms.TelInput
    default_error_messages = {
        "required": _("Isi %(name)s, contoh 0812 3456 7890."),
        "not_a_number": _(
            "%(label)s harus nomor telepon yang lengkap, contoh 0812 3456 7890. "
            "Nomor luar negeri ditulis dengan tanda + dan kode negara."
        ),
    }

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {"inputmode": "tel", "autocomplete": "tel", "class": "w-20 digits"}

    def to_python(self, value: Any) -> str:
        written = visible(str(value or ""))
        if not written:
            return ""
        try:
            number = phonenumbers.parse(written, HOME_REGION)
        except phonenumbers.NumberParseException:
            raise self.refusal("not_a_number") from None
        if number.extension or not phonenumbers.is_valid_number(number):
            raise self.refusal("not_a_number")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


APOSTROPHES = ("'", "\u2019", "\u2018", "\u02bc")
"""With which a name may begin: 'Aisyah."""

NO_NAME_HAS = frozenset("<>=@;+")
"""Signs by which a page or a spreadsheet could take a name for something to be run."""


class FullNameField(NamedField):
    """A whole name in one box: many people have one name only."""

    default_error_messages = {
        "required": _("Isi %(name)s."),
        "too_long": _("%(label)s paling panjang %(limit)s huruf."),
        "not_a_name": _("%(label)s tidak boleh memuat angka atau tanda seperti < > = @ ; +."),
        "no_letters": _("%(label)s harus dimulai dengan huruf."),
    }
    may_hold_digits = False

    def __init__(self, *, max_length: int = 100, **kwargs):
        self.max_length = max_length
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {"autocomplete": "name", "spellcheck": "false", "autocapitalize": "words", "class": "w-full"}

    def to_python(self, value: Any) -> str:
        name = visible(str(value or ""))
        if len(name) > self.max_length:
            raise self.refusal("too_long", limit=self.max_length)
        if any(c in NO_NAME_HAS or not c.isprintable() or (c.isdigit() and not self.may_hold_digits) for c in name):
            raise self.refusal("not_a_name")
        if name and not (name.startswith(APOSTROPHES) or name[0].isalnum()):
            raise self.refusal("no_letters")
        return name


class BankNameField(FullNameField):
    """The name of a bank, as people write it; some hold a number."""

    default_error_messages = {"not_a_name": _("%(label)s tidak boleh memuat tanda seperti < > = @ ; +.")}
    may_hold_digits = True

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {"autocomplete": "off", "spellcheck": "false", "class": "w-16"}


class ThreeBoxDateField(NamedField):
    """A date in three boxes. The month may be a number or a word: 8, 08, Agu, Agustus."""

    default_error_messages = {
        "required": _("%(label)s harus berisi hari, bulan dan tahun, contoh 17 8 1985."),
        "part_missing": _("%(label)s belum lengkap: isi juga %(parts)s."),
        "not_a_date": _("%(label)s harus ditulis dengan angka, contoh 17 8 1985."),
        "short_year": _("Tahun pada %(name)s harus empat angka, contoh 1985."),
        "no_such_day": _("%(label)s harus tanggal yang ada di kalender, contoh 17 8 1985."),
    }
    part_names = (_("hari"), _("bulan"), _("tahun"))

    def __init__(self, *, autocomplete: str = "", **kwargs):
        """`autocomplete="bday"` when it is the birth date of the person who types."""
        kwargs.setdefault("widget", ThreeBoxDate(autocomplete=autocomplete))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        if value is None or isinstance(value, date):
            return value
        parts = [visible(part or "") for part in value]
        if not any(parts):
            return None
        if not all(parts):
            missing = [str(name) for name, part in zip(self.part_names, parts, strict=True) if not part]
            raise self.refusal("part_missing", parts=str(_(" dan ")).join(missing))
        return self._day_of(*parts)

    def _day_of(self, day: str, month: str, year: str) -> date:
        month_number = MONTHS.get(month[:3].lower(), month)
        if not (is_digits(day) and is_digits(str(month_number)) and is_digits(year)):
            raise self.refusal("not_a_date")
        if len(year) != 4:
            raise self.refusal("short_year")
        try:
            return date(int(year), int(month_number), int(day))
        except (ValueError, OverflowError):
            raise self.refusal("no_such_day") from None


class PaperFileField(NamedField, forms.FileField):
    """One file of one paper. What the bytes really are is found out where papers are kept, not here."""

    widget = CameraOrFile
    accept = ".jpg,.jpeg,.png,.webp,.pdf,.heic,.heif,image/jpeg,image/png,image/webp,application/pdf"
    default_error_messages = {
        "required": _("Pilih foto atau berkas dulu."),
        "invalid": _("Berkas tidak sampai. Coba kirim sekali lagi."),
        "missing": _("Berkas tidak sampai. Coba kirim sekali lagi."),
        "empty": _("Berkas ini kosong (0 byte). Pilih berkas lain atau foto ulang."),
        "one_at_a_time": _("Kirim satu berkas dahulu. Berkas berikutnya dapat ditambahkan sesudahnya."),
        "too_big": _("Berkas ini %(given)s MB, sedangkan batasnya %(limit)s MB. Kecilkan foto atau foto ulang."),
    }

    def __init__(self, *, max_megabytes: int = 6, **kwargs):
        self.max_megabytes = max_megabytes
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {"accept": self.accept}

    def clean(self, data: Any, initial: Any = None) -> Any:
        if isinstance(data, list):
            raise self.refusal("one_at_a_time")
        file = super().clean(data, initial)
        if file and file.size > self.max_megabytes * 1024 * 1024:
            # Rounded up, so that a file just over the limit never reads as the limit itself.
            given = -(-file.size * 10 // (1024 * 1024)) / 10
            raise self.refusal("too_big", given=f"{given:.1f}".replace(".", ","), limit=self.max_megabytes)
        return file
