"""What staff type when envelopes change hands. The forms check shape; the verbs check rules."""

from django import forms

from dropbox.box.forms import SCANNER, CountField, SealField
from dropbox.countersigning import SecondPersonForm
from dropbox.models import Envelope


class SendForm(SecondPersonForm):
    """The bag leaves, signed for by two."""

    counted = CountField("Jumlah amplop di kantong", at_least=1)
    seal = SealField("Nomor segel kantong")
    field_order = ("counted", "seal", "username", "password")


class CloseBagForm(forms.Form):
    without_missing = forms.BooleanField(label="Yang belum diterima sudah dicari sekali lagi", required=False)


class WhereaboutsForm(forms.Form):
    """One field for whatever is at hand."""

    q = forms.CharField(
        label="Di mana sekarang?",
        max_length=200,
        widget=forms.TextInput(attrs=SCANNER),
        error_messages={"required": "Pindai atau ketik label amplop, nomor kasus, nomor serah terima, atau segel."},
    )


class ShelfForm(forms.Form):
    shelf = forms.CharField(
        label="Rak", max_length=40, error_messages={"required": "Sebutkan raknya, supaya amplop bisa ditemukan."}
    )


class FoundForm(forms.Form):
    place = forms.ChoiceField(
        label="Ditemukan di",
        choices=[(place.value, place.label) for place in (Envelope.Place.BRANCH, Envelope.Place.OFFICE)],
    )
