"""Where the provider reports how a call goes."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from notifications import from_twilio
from verification.calls import ringing


@csrf_exempt
@require_POST
def state(request: HttpRequest, try_id: UUID, whose: str) -> HttpResponse:
    """A signed status callback. Also answered 204 when it says nothing new."""
    if not from_twilio.is_signed(request):
        return HttpResponseForbidden()
    said = from_twilio.words_of(request)
    ringing.note_state(
        try_id, whose=whose, status=said("CallStatus", 20), seconds=said("CallDuration", 10), now=timezone.now()
    )
    return HttpResponse(status=204)
