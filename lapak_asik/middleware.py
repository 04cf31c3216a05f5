"""What every request and every answer passes, before any room sees it."""

from collections.abc import Callable

from csp.constants import HEADER
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponse

from lapak_asik.refusals import bad_request

PERMISSIONS = "camera=(self), microphone=(self), geolocation=(), payment=(), usb=()"


def door(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Refuses an address with a NUL in it, which no page has and the database cannot hold; says what pages may use.

    The content policy is the same for every page and spelled once: django-csp's own middleware spells it for each
    answer. A view that shows somebody's file has set a stricter one.
    """
    policy = build_policy()

    def pass_through(request: HttpRequest) -> HttpResponse:
        has_nul = "\0" in request.path or "%00" in request.META.get("QUERY_STRING", "")
        response = bad_request(request) if has_nul else get_response(request)
        response["Permissions-Policy"] = PERMISSIONS
        response.headers.setdefault(HEADER, policy)
        return response

    return pass_through
