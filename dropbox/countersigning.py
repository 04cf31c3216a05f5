"""A second person signs on the page of the first, with their own name and password."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest

from accounts.admin_rights import officer_of
from accounts.forms import LONGEST_NAME
from accounts.models import User
from branches.models import Branch

NOT_IN_A_BROWSER = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


class SecondPersonForm(forms.Form):
    """Who signs beside the person at the screen: another one, of this branch, by their own password.

    Wrong passwords count as at the sign-in page.
    """

    username = forms.CharField(
        label="Nama pengguna orang kedua",
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs=NOT_IN_A_BROWSER),
        error_messages={"required": "Orang kedua mengisi nama penggunanya."},
    )
    password = forms.CharField(
        label="Kata sandi orang kedua",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Orang kedua mengisi kata sandinya sendiri."},
    )
    signs: User

    def __init__(self, request: HttpRequest, branch: Branch, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.branch = request, branch

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("username") and given.get("password"):
            self.signs = self._second(given["username"], given.pop("password"))
        return given

    def _second(self, username: str, password: str) -> User:
        user = authenticate(self.request, username=username, password=password)
        if not isinstance(user, User):
            raise forms.ValidationError("Nama pengguna atau kata sandi orang kedua tidak cocok.")
        if user.pk == officer_of(self.request).pk:
            raise forms.ValidationError("Orang kedua harus bukan Anda sendiri.")
        if user.must_change_password:
            raise forms.ValidationError(f"{user.username} masih memakai kata sandi buatan orang lain. Ganti dulu.")
        if not handles_envelopes(user) or not user.branches_in_sight().filter(pk=self.branch.pk).exists():
            raise forms.ValidationError(f"{user.username} tidak bertugas di {self.branch}.")
        return user


def handles_envelopes(user: User) -> bool:
    """Who has envelopes in their hands: the staff of a branch, and the officers of the back office."""
    return user.may_serve_branch or user.may_verify
