"""A second person signs on the page of the first, with their own name and password."""

from typing import Any

from django.http import HttpRequest

from accounts.admin_rights import officer_of
from accounts.models import User
from accounts.signing import SignedForm
from branches.models import Branch


class SecondPersonForm(SignedForm):
    """Who signs beside the person at the screen: another one, of this branch."""

    unmatched = "Nama pengguna atau kata sandi orang kedua tidak cocok."

    def __init__(self, request: HttpRequest, branch: Branch, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.branch = branch
        username, password = self.fields["username"], self.fields["password"]
        username.label, password.label = "Nama pengguna orang kedua", "Kata sandi orang kedua"
        username.error_messages["required"] = "Orang kedua mengisi nama penggunanya."
        password.error_messages["required"] = "Orang kedua mengisi kata sandinya sendiri."

    def refuse(self, user: User) -> str:
        if user.pk == officer_of(self.request).pk:
            return "Orang kedua harus bukan Anda sendiri."
        if not handles_envelopes(user) or not user.branches_in_sight().filter(pk=self.branch.pk).exists():
            return f"{user.username} tidak bertugas di {self.branch}."
        return ""


def handles_envelopes(user: User) -> bool:
    """Who has envelopes in their hands: the staff of a branch, and the officers of the back office."""
    return user.may_serve_branch or user.may_verify
