"""A signature: somebody's own name and password, given on a page whoever is signed in there."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest

from accounts.forms import LONGEST_NAME
from accounts.models import User

NOT_IN_A_BROWSER = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


class SignedForm(forms.Form):
    """Signed by one who `refuse` lets. Wrong passwords count as at the sign-in page."""

    username = forms.CharField(
        label="Nama pengguna",
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs=NOT_IN_A_BROWSER),
        error_messages={"required": "Isi nama pengguna yang menandatangani."},
    )
    password = forms.CharField(
        label="Kata sandi",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Isi kata sandi yang menandatangani."},
    )
    unmatched = "Nama pengguna atau kata sandi tidak cocok."
    signs: User

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def refuse(self, user: User) -> str:
        """Why this person may not sign here; nothing when they may."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("username") and given.get("password"):
            self.signs = self._signer(given["username"], given.pop("password"))
        return given

    def _signer(self, username: str, password: str) -> User:
        user = authenticate(self.request, username=username, password=password)
        if not isinstance(user, User) or not user.is_staff:
            raise forms.ValidationError(self.unmatched)
        if user.must_change_password:
            raise forms.ValidationError(f"{user.username} masih memakai kata sandi buatan orang lain. Ganti dulu.")
        if why := self.refuse(user):
            raise forms.ValidationError(why)
        return user
