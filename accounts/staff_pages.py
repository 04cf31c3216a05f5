"""Pages of our own inside the admin's frame: who may open them, how they are rendered, what they answer with."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts.admin_rights import officer_of
from accounts.models import User

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


def desk_page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page inside the admin's frame."""
    return TemplateResponse(request, template, {**admin.site.each_context(request), **context}, status=status)
