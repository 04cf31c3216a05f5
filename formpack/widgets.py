"""The controls of the template pack that Django does not have."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class RadioCards(forms.RadioSelect):
    """Radios whose options may carry a hint: `RadioCards(hints={"phk": "Sudah sebulan sejak tanggal PHK"})`."""

    def __init__(self, attrs: dict | None = None, *, hints: Mapping[str, str] | None = None):
        super().__init__(attrs)
        self.hints = hints or {}

    def create_option(self, name, value, label, selected, index, subindex=None, attrs=None):
        option = super().create_option(name, value, label, selected, index, subindex=subindex, attrs=attrs)
        if hint := self.hints.get(str(value)):
            option["hint"] = hint
            if control_id := option["attrs"].get("id"):
                option["attrs"]["aria-describedby"] = f"{control_id}_hint"
        return option


class LabelledBox(forms.TextInput):
    """One box of several, with a label of its own."""

    def __init__(self, attrs: dict | None = None, *, label: Any = ""):
        super().__init__(attrs)
        self.label = label


class ThreeBoxDate(forms.MultiWidget):
    """A date typed as day, month and year: three boxes, no calendar to scroll back forty years in."""

    template_name = "formpack/three_box_date.html"
    use_fieldset = True

    def __init__(self, attrs: dict | None = None, *, autocomplete: str = ""):
        """`autocomplete` is "bday" when the date is the person's own birth date, else empty."""
        boxes = [
            self._box(_("Hari"), "w-2", "numeric", autocomplete and f"{autocomplete}-day"),
            self._box(_("Bulan"), "w-4", "text", autocomplete and f"{autocomplete}-month"),
            self._box(_("Tahun"), "w-4", "numeric", autocomplete and f"{autocomplete}-year"),
        ]
        super().__init__(boxes, attrs)

    @staticmethod
    def _box(label: Any, width: str, inputmode: str, autocomplete: str) -> "LabelledBox":
        attrs = {"class": width, "inputmode": inputmode}
        if autocomplete:
            attrs["autocomplete"] = autocomplete
        return LabelledBox(attrs, label=label)

    def decompress(self, value: date | None) -> list[str]:
        return [str(value.day), str(value.month), str(value.year)] if value else ["", "", ""]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        for box, drawn in zip(self.widgets, context["widget"]["subwidgets"], strict=True):
            assert isinstance(box, LabelledBox)
            drawn["label"] = box.label
        return context


class CameraOrFile(forms.FileInput):
    """Two ways to one file: the camera, and gallery or files. Some browsers hide the gallery behind `capture`."""

    template_name = "formpack/camera_or_file.html"
    use_fieldset = True

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["is_wrong"] = "aria-invalid" in context["widget"]["attrs"]
        return context

    def value_from_datadict(self, data, files, name):
        """The one file chosen, or the list of them when both controls were filled; the field says no to a list."""
        chosen = files.getlist(name) if hasattr(files, "getlist") else [f for f in [files.get(name)] if f]
        return chosen if len(chosen) > 1 else (chosen or [None])[0]
