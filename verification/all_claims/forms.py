"""How the list of all claims is narrowed, searched, and how a way to look at it is named."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, cast
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Q, QuerySet

from accounts.models import User
from branches.models import Branch
from catalogue.models import Programme
from claims.models import Claim
from claims.models.questions_of_claims import late
from verification.all_claims.listing import Asked
from verification.models.saved_filters import SavedFilter

OPEN = "terbuka"
MINE, SOMEBODY, NOBODY = "saya", "siapa-pun", "belum"
A_DAY = timedelta(days=1)

DAY = forms.DateInput(attrs={"type": "date"})


class FilterForm(forms.Form):
    """What the list is narrowed by. Everything may be left open."""

    status = forms.ChoiceField(
        label="Status",
        required=False,
        choices=[("", "Semua"), (OPEN, "Semua yang belum selesai"), *Claim.Status.choices],
    )
    program = forms.ModelChoiceField(Programme.objects.filter(is_claimable=True), required=False, empty_label="Semua")
    cabang = forms.ModelChoiceField(
        Branch.objects.none(), label="Kantor cabang", required=False, empty_label="Semua", to_field_name="code"
    )
    pintu = forms.ChoiceField(required=False, choices=[("", "Semua"), *Claim.Door.choices])
    dipegang = forms.ChoiceField(label="Dipegang oleh", required=False)
    terlambat = forms.BooleanField(label="Lewat janji", required=False)
    dari = forms.DateField(label="Dibuka dari", required=False, widget=DAY)
    sampai = forms.DateField(label="Dibuka sampai", required=False, widget=DAY)

    def __init__(self, data: Any, *, user: User, now: datetime) -> None:
        super().__init__(data)
        self.user, self.zone, self.now = user, ZoneInfo(user.zone), now
        self.own_branches = (Branch.objects.all() if user.sees_every_branch else user.branches.all()).order_by("name")
        cast(forms.ModelChoiceField, self.fields["cabang"]).queryset = self.own_branches
        cast(forms.ChoiceField, self.fields["dipegang"]).choices = [
            ("", "Semua"), (MINE, "Saya"), (SOMEBODY, "Siapa pun"), (NOBODY, "Belum dipegang"),
            *((colleague.actor, str(colleague.get_full_name() or colleague)) for colleague in _colleagues(user)),
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, last = given.get("dari"), given.get("sampai")
        if first and last and last < first:
            self.add_error("sampai", "Tanggal ini mendahului tanggal awalnya.")
        return given

    def asked(self) -> Asked:
        """The claims this narrows the list to. What could not be read narrows nothing."""
        given = {name: value for name, value in self.cleaned_data.items() if value}
        narrowed = Q(**{column: given[name] for name, column in _COLUMNS.items() if name in given})
        return Asked(
            branches=self._branches(given.get("cabang")),
            statuses=_statuses(given.get("status", "")),
            narrowed=narrowed
            & self._held(given.get("dipegang", ""))
            & self._opened(given)
            & (late(self.now) if "terlambat" in given else Q()),
            are_few="terlambat" in given or given.get("dipegang", NOBODY) != NOBODY,
        )

    def branches_to_search(self) -> QuerySet[Branch]:
        """Where a search looks: at the chosen branch, else at all this person serves."""
        chosen = self.cleaned_data.get("cabang")
        return self.own_branches.filter(pk=chosen.pk) if chosen else self.own_branches

    def as_query(self) -> str:
        """The filters that narrow something, as they stand in an address."""
        written = {name: self.data.get(name) for name in self.fields if name not in self.errors}
        return urlencode({name: value for name, value in written.items() if value})

    def _branches(self, chosen: Branch | None) -> tuple[int, ...] | None:
        if chosen:
            return (chosen.pk,)
        if self.user.sees_every_branch:
            return None
        return self.user.branch_keys

    def _held(self, by: str) -> Q:
        if not by:
            return Q()
        if by == NOBODY:
            return Q(taken_by="")
        return ~Q(taken_by="") if by == SOMEBODY else Q(taken_by=self.user.actor if by == MINE else by)

    def _opened(self, given: dict[str, Any]) -> Q:
        within = Q()
        if first := given.get("dari"):
            within &= Q(opened_at__gte=self._midnight(first))
        if last := given.get("sampai"):
            within &= Q(opened_at__lt=self._midnight(last + A_DAY))
        return within

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time.min, self.zone)


_COLUMNS = {"program": "programme", "pintu": "door"}


def _statuses(chosen: str) -> tuple[str, ...]:
    if chosen == OPEN:
        return tuple(status for status in Claim.Status.values if status not in Claim.FINAL)
    return (chosen,) if chosen else ()


def _colleagues(user: User) -> Iterable[User]:
    """Verifiers of this person's branches. Who serves them all has too many to choose from, and picks a claim."""
    if user.sees_every_branch:
        return ()
    others = User.objects.filter(role=User.Role.VERIFIER, is_active=True, branches__in=user.branches.all())
    return others.exclude(pk=user.pk).distinct().order_by("first_name", "last_name", "username")


class SearchForm(forms.Form):
    """One field for whatever a caller can say."""

    dicari = forms.CharField(
        label="Cari nomor kasus, NIK, nomor paspor, atau nama",
        max_length=100,
        error_messages={"required": "Tulis dulu apa yang dicari."},
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false", "size": 36}),
    )


class SaveForm(forms.ModelForm):
    """The name of a way to look at the list."""

    class Meta:
        model = SavedFilter
        fields = ("name",)
        labels = {"name": "Simpan saringan ini dengan nama"}
        error_messages = {"name": {"required": "Beri nama saringan ini."}}
