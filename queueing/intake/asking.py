"""Who asks for a place, as far as a browser tells: its confirmed contact, the device, the network.

Only blind indexes are kept. The device is a random word in a cookie; who clears it is a new device, which is why it is
one limit among several and never the only one.
"""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from claims import fresh
from claims.access import network_of
from privacy.blind_index import blind_index
from queueing.asker import Asker
from queueing.intake.steps import Intake

DEVICE_COOKIE = "perangkat"
DEVICE_LASTS = timedelta(days=180)


def asker_of(request: HttpRequest, intake: Intake) -> Asker:
    """The asker behind this request."""
    return Asker(intake.contact_index, device_index=device_index(request), network_index=network_index(request))


def network_index(request: HttpRequest) -> bytes:
    """The index of the network this request comes from."""
    return blind_index("queue-network", network_of(request))


def device_index(request: HttpRequest) -> bytes:
    """The index of this browser, empty while it is not known."""
    device = request.COOKIES.get(DEVICE_COOKIE, "")
    return blind_index("queue-device", device) if device else b""


def know_device(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give a browser that begins an application its word, unless it has one."""
    if DEVICE_COOKIE not in request.COOKIES:
        response.set_cookie(
            DEVICE_COOKIE,
            fresh.token(),
            max_age=DEVICE_LASTS,
            httponly=True,
            samesite="Lax",
            secure=settings.IS_PRODUCTION,
        )
    return response
