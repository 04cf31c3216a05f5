"""Where the provider reports how a call goes."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from twilio.request_validator import RequestValidator

from notifications import twilio_channel
from verification.calls import ringing


@csrf_exempt
@require_POST
def state(request: HttpRequest, try_id: UUID, whose: str) -> HttpResponse:
    """A signed status callback. Also answered 204 when it says nothing new."""
    if not _signed_by_twilio(request):
        return HttpResponseForbidden()
    said = request.POST.get
    ringing.note_state(
        try_id, whose=whose, status=said("CallStatus", ""), seconds=said("CallDuration", ""), now=timezone.now()
    )
    return HttpResponse(status=204)


def _signed_by_twilio(request: HttpRequest) -> bool:
    """Whether the account that calls signed this, over the address it was given. No token, no entry."""
    token = twilio_channel.accounts()[0].token
    address = settings.PUBLIC_BASE_URL + request.get_full_path()
    signature = request.headers.get("X-Twilio-Signature", "")
    return bool(token) and RequestValidator(token).validate(address, request.POST, signature)
