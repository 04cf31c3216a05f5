"""Who may open which page of the desk, and how its pages are rendered."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from accounts.admin_rights import officer_of
from accounts.models import User
from claims.models import Claim

View = Callable[..., HttpResponse]
INVALID, REFUSED = 422, 409  # a form that cannot be read; a rule that says no


def only_for(may: Callable[[User], bool]) -> Callable[[View], View]:
    """403 for who has another job. The admin site has already asked who it is."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may(officer_of(request)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return wrapped

    return decorate


for_verifiers = only_for(lambda user: user.may_verify)
for_branch_staff = only_for(lambda user: user.may_serve_branch)


def claim_in_scope(user: User, case_number: str) -> Claim:
    """The claim, or 404 when it is none of this person's branches."""
    return get_object_or_404(Claim.objects.visible_to(user).with_people(), case_number=case_number)


def desk_page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page inside the admin's frame."""
    return TemplateResponse(request, template, {**admin.site.each_context(request), **context}, status=status)
