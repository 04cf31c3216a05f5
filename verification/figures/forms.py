"""What a manager chooses to look at. It stands in the address, so that a page can be kept and sent."""

from datetime import date
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet

from accounts.models import User
from branches.models import Branch
from verification.figures import periods
from verification.figures.reading import Scope


class FiguresForm(forms.Form):
    selama = forms.ChoiceField(label="Selama")
    cabang = forms.ModelChoiceField(
        Branch.objects.none(),
        to_field_name="code",
        label="Kantor cabang",
        required=False,
        empty_label="Semua cabang saya",
    )
    petugas = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, branches: QuerySet[Branch], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        cast(forms.ChoiceField, self.fields["selama"]).choices = periods.choices(today)
        cast(forms.ModelChoiceField, self.fields["cabang"]).queryset = branches

    def days(self) -> tuple[date, date]:
        """The first and the last day that were chosen."""
        return periods.days_of(self.cleaned_data["selama"], self.today)

    def scope(self, *, within: tuple[int, ...] | None) -> Scope:
        """What was chosen, of the branches `within` sight (None: all)."""
        branch, officer = self.cleaned_data["cabang"], self.cleaned_data["petugas"]
        return Scope(*self.days(), (branch.pk,) if branch else within, f"{User.ACTOR}{officer}" if officer else "")

    def address(self) -> str:
        """The choice as it stands behind the question mark of an address."""
        return urlencode({name: value for name in self.fields if (value := self.data.get(name))})
