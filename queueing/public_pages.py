"""Pages that are the same for everybody: no session, no CSRF word, kept in memory for a few seconds in front of Django.

`lapak_asik.ready_pages` gives them out; what makes a page one of them is what these two functions leave out and say.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

PublicView = Callable[..., HttpResponse]


def public_page(*, seconds: int) -> Callable[[PublicView], PublicView]:
    """A view whose answer holds for everybody for so many seconds."""

    def decorate(view: PublicView) -> PublicView:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = view(request, *args, **kwargs)
            if response.status_code == 200:
                patch_cache_control(response, public=True, max_age=seconds)
            return response

        return require_safe(wrapped)

    return decorate


def render_public(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Render without the request, so that no template can read a session or set a cookie on the way."""
    return HttpResponse(render_to_string(template, {**context, "here": request.path}), status=status)
