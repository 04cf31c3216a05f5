"""Signing in, and choosing a password: one's own, or a first one for somebody else."""

from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.admin.forms import AdminPasswordChangeForm as ChangeOwnForm
from django.contrib.auth.forms import AdminPasswordChangeForm as ChangeOfAnotherForm

from accounts.models import User

LONGEST_NAME = 150  # the column's; Django only writes it on the box


class SignInForm(AdminAuthenticationForm):
    def clean_username(self) -> str:
        username = self.cleaned_data["username"]
        if len(username) > LONGEST_NAME:
            raise forms.ValidationError(f"Nama pengguna paling panjang {LONGEST_NAME} huruf.")
        return username


class OwnPasswordForm(ChangeOwnForm):
    """A password its owner alone knows, as it is not the one they were given."""

    def clean_new_password1(self) -> str:
        chosen = self.cleaned_data["new_password1"]
        if self.user.check_password(chosen):
            raise forms.ValidationError("Pilih kata sandi yang lain dari yang lama.")
        return chosen

    def set_password_and_save(self, user: User, *args: Any, **kwargs: Any) -> User:
        user.must_change_password = False
        return super().set_password_and_save(user, *args, **kwargs)


class GivenPasswordForm(ChangeOfAnotherForm):
    """A password somebody else chose lasts until its owner signs in."""

    def set_password_and_save(self, user: User, *args: Any, **kwargs: Any) -> User:
        user.must_change_password = True
        return super().set_password_and_save(user, *args, **kwargs)  # type: ignore[misc]  # not in the stubs
