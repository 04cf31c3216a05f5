"""At which branch somebody of the staff works: the one they name, else the one they named last, else their first."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.admin_rights import officer_of
from branches.models import Branch

NAMED = "cabang"
"""What names a branch in an address, and keeps its code in the session."""


def at_a_branch(view: Callable[[HttpRequest, Branch], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give the view that branch. Who serves none is told whom to ask."""

    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponse:
        branch = _branch_of(request)
        if branch is None:
            messages.error(request, "Anda belum ditugaskan di kantor cabang mana pun. Hubungi pengelola sistem.")
            return redirect(reverse("admin:index") + "?tabel")
        return view(request, branch)

    return wrapped


def _branch_of(request: HttpRequest) -> Branch | None:
    """Only of those in this person's sight, whatever an address or an old session names."""
    in_sight = officer_of(request).branches_in_sight()
    if named := in_sight.filter(code=request.GET.get(NAMED, "")).first():
        request.session[NAMED] = named.code
        return named
    return in_sight.filter(code=request.session.get(NAMED, "")).first() or in_sight.first()
