"""What every request and every answer passes, before any room sees it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from lapak_asik.refusals import bad_request

PERMISSIONS = "camera=(self), microphone=(), geolocation=(), payment=(), usb=()"


def door(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Refuses an address with a NUL in it, which no page has and the database cannot hold; says what pages may use."""

    def pass_through(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return bad_request(request)
        response = get_response(request)
        response["Permissions-Policy"] = PERMISSIONS
        return response

    return pass_through
