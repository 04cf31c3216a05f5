"""The zone a person lives by, shown beside the branch's: chosen on a page, else told by the browser, else Jakarta's.

It is a convenience, not a fact about a person: it rests in a cookie of their browser and nowhere else. What is due
when follows the branch's zone alone.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from branches.models import Zone

NAME = "zona"
"""The cookie, and the word of an address that chooses it. `static/js/own_zone.js` writes the same cookie."""

LASTS = timedelta(days=180)
ZONES = {"WIB": Zone.WIB, "WITA": Zone.WITA, "WIT": Zone.WIT}


def of(request: HttpRequest) -> str:
    """The IANA name of this person's zone."""
    return ZONES.get(request.GET.get(NAME, ""), ZONES.get(request.COOKIES.get(NAME, ""), Zone.WIB))


def choices(request: HttpRequest) -> Iterator[dict[str, str | bool]]:
    """A link to this very page for each zone: `name`, `href`, `is_current`."""
    for name, zone in ZONES.items():
        query = request.GET.copy()
        query[NAME] = name
        yield {"name": name, "href": f"?{query.urlencode()}", "is_current": zone == of(request)}


def remember(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Keep the zone that was chosen on this page, if one was. A script may read it: it is no secret."""
    if (asked := request.GET.get(NAME)) in ZONES:
        response.set_cookie(NAME, asked, max_age=LASTS, samesite="Lax", secure=settings.IS_PRODUCTION)
    return response
