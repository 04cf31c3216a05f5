"""The forms of a branch's capacity: the week's sessions together, the hours of one day, a closure."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict

from branches.models import Branch
from queueing.capacity.sessions import SERVED, faults
from queueing.models import OpeningPlan, Slot

MOST_PLACES = 500
"""An hour with more places than this is a slip of the finger."""

SPARE_ROWS = 3
MOST_SESSIONS = 60

_CLOCK = ["%H.%M", "%H:%M", "%H"]
_WHOLE = "Isi dengan angka bulat."


def _clock(label: str) -> forms.TimeField:
    """An hour as it is written here, 08.00: the browser's own field speaks of AM and PM where it is set to English."""
    widget = forms.TimeInput(format="%H.%M", attrs={"size": 5, "maxlength": 5, "autocomplete": "off"})
    said = {"required": f"Isi jam {label.lower()}.", "invalid": "Tulis jam seperti 08.00."}
    return forms.TimeField(label=label, input_formats=_CLOCK, widget=widget, error_messages=said)


def _number(label: str, most: int, *, least: int = 1, required: bool = False) -> forms.IntegerField:
    said = {
        "required": "Isi jumlahnya.",
        "invalid": _WHOLE,
        "min_value": f"Paling sedikit {least}.",
        "max_value": f"Paling banyak {most}.",
    }
    return forms.IntegerField(label=label, min_value=least, max_value=most, required=required, error_messages=said)


class SessionForm(forms.Form):
    """One session. Its places come from staff and minutes, or from a plain number."""

    weekday = forms.TypedChoiceField(
        label="Hari",
        coerce=int,
        choices=[("", "—"), *((day.value, day.label) for day in SERVED)],
        error_messages={"required": "Pilih hari.", "invalid_choice": "Pilih hari dari daftar."},
    )
    starts = _clock("Mulai")
    ends = _clock("Selesai")
    staff = _number("Petugas", 200)
    minutes_per_file = _number("Menit per berkas", 480)
    places_per_hour = _number("Tempat per jam", MOST_PLACES)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        numbers = ("staff", "minutes_per_file", "places_per_hour")
        if self.errors.keys() & set(numbers):
            return given
        staff, minutes, plain = (given.get(name) for name in numbers)
        if plain and (staff or minutes):
            self.add_error("places_per_hour", "Isi petugas dan menit, atau tempat per jam; jangan keduanya.")
        elif not plain and not (staff and minutes):
            lacking = "minutes_per_file" if staff else "staff"
            self.add_error(lacking, "Isi petugas dan menit per berkas, atau isi tempat per jam.")
        elif staff and minutes and staff * 60 // minutes > MOST_PLACES:
            self.add_error("staff", f"Itu lebih dari {MOST_PLACES} tempat per jam. Periksa kedua angkanya.")
        return given

    @property
    def is_given(self) -> bool:
        """Whether this row is a session: filled in, read and not taken out."""
        return bool(self.is_bound and self.is_valid() and self.cleaned_data) and not self.cleaned_data.get("DELETE")

    def session(self, branch: Branch, door: str) -> OpeningPlan:
        """The session that was read, unsaved."""
        facts = {name: self.cleaned_data[name] for name in SessionForm.base_fields}
        return OpeningPlan(branch=branch, door=door, **facts)

    @property
    def places(self) -> int | None:
        """How many people the session takes; None while it is not a session."""
        if self.is_bound:
            return self.session(Branch(), "").places() if self.is_given else None
        return OpeningPlan(**self.initial).places() if self.initial else None


class BaseSessions(forms.BaseFormSet):
    """The sessions of a door's week, which must fit the branch's hours and each other."""

    def __init__(self, data: QueryDict | None = None, *, branch: Branch, door: str) -> None:
        self.branch, self.door = branch, door
        kept = branch.opening_plans.filter(door=door, weekday__in=SERVED).order_by("weekday", "starts")
        shown = list(kept.values(*SessionForm.base_fields)) if data is None else None
        super().__init__(data, prefix="sesi", initial=shown)

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Hapus"
        for field in form.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}, baris {(index or 0) + 1}"

    def clean(self) -> None:
        """Name what does not fit at the row and column where it is seen, whatever else is wrong."""
        given = self._given()
        for fault in faults(self.branch, self.sessions()):
            given[fault.index].add_error(fault.column, fault.sentence)

    def sessions(self) -> list[OpeningPlan]:
        """The week that was read, unsaved."""
        return [form.session(self.branch, self.door) for form in self._given()]

    def _given(self) -> list[SessionForm]:
        return [form for form in self.forms if form.is_given]


Sessions = cast(
    type[BaseSessions],
    forms.formset_factory(
        SessionForm,
        formset=BaseSessions,
        extra=SPARE_ROWS,
        can_delete=True,
        max_num=MOST_SESSIONS,
        absolute_max=2 * MOST_SESSIONS,
    ),
)


class HoursForm(forms.Form):
    """How many people each hour of one day takes."""

    def __init__(self, hours: Sequence[Slot], data: QueryDict | None = None) -> None:
        super().__init__(data)
        for slot in hours:
            field = _number("Tempat", MOST_PLACES, least=0, required=True)
            field.initial = slot.planned
            self.fields[f"tempat_{slot.pk}"] = field

    def places(self) -> dict[int, int]:
        """The number of each hour, by its key."""
        return {int(name.removeprefix("tempat_")): number for name, number in self.cleaned_data.items()}


class ClosureForm(forms.Form):
    """Why a day is closed."""

    reason = forms.CharField(
        label="Alasan kantor tutup",
        max_length=120,
        error_messages={"required": "Tulis alasannya, misalnya: listrik padam."},
        widget=forms.TextInput(attrs={"size": 40}),
    )
