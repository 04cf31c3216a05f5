"""The claimant's page of a video call with an officer, and the seat it asks for."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from branches import calendar, own_zone
from calls import seats
from calls.models import Room
from calls.seats import Role
from claims import access, appointments, fresh
from claims.models import Appointment, Claim
from workflow import Refused


@require_GET
@access.claimant_required(access.LINK)
def video(request: HttpRequest, claim: Claim) -> HttpResponse:
    """The call itself; before its time, when the room opens. 404 without a video call ahead."""
    agreed, now = _video_call_of(claim), timezone.now()
    if agreed is None:
        raise Http404
    own = own_zone.of(request)
    context = {
        "claim": claim,
        "has_code": access.level_of(request.session, claim.case_number, now=now) == access.CODE,
        "when": calendar.say_instant(claim.branch, agreed.at, own),
        "is_open": agreed.opens_at <= now < agreed.closes_at,
        "opens": _("Buka lagi halaman ini mulai %(clock)s. Anda tidak perlu memasang aplikasi.")
        % {"clock": calendar.say_instant(claim.branch, agreed.opens_at, own)},
    }
    return render(request, "claims/video.html", context)


@require_POST
@access.claimant_required(access.LINK)
def seat(request: HttpRequest, claim: Claim) -> HttpResponse:
    """A ticket for the claimant's seat; 409 with a sentence where there is no room to sit in."""
    agreed = _video_call_of(claim)
    try:
        if agreed is None:
            raise Refused(_("Panggilan video ini sudah selesai. Petugas akan menelepon Anda bila masih perlu."))
        room = Room.objects.get(about=agreed.room_key)
        return JsonResponse(seats.entrance(room, Role.CLAIMANT, once=fresh.token(), now=timezone.now()))
    except Refused as refusal:
        return JsonResponse({"refused": str(refusal)}, status=409)


def _video_call_of(claim: Claim) -> Appointment | None:
    agreed = appointments.ahead_of(claim)
    return agreed if agreed and agreed.way == Appointment.Way.VIDEO else None
