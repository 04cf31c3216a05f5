"""Where the provider reports what became of a message."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from twilio.request_validator import RequestValidator

from notifications import receipts


@csrf_exempt
@require_POST
def twilio_status(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """A signed status callback. Also answered 204 when it says nothing new: a second telling would not help."""
    if not _signed_by_twilio(request):
        return HttpResponseForbidden()
    receipts.receive(
        message_id,
        status=request.POST.get("MessageStatus", ""),
        provider_id=request.POST.get("MessageSid", "").replace("\0", "")[:64],
        error_code=request.POST.get("ErrorCode", "").replace("\0", "")[:10],
        now=timezone.now(),
    )
    return HttpResponse(status=204)


def _signed_by_twilio(request: HttpRequest) -> bool:
    """Whether the signature fits the address Twilio was given, which a proxy may have rewritten. No token, no entry."""
    if not settings.TWILIO_AUTH_TOKEN:
        return False
    address = settings.PUBLIC_BASE_URL + request.get_full_path()
    signature = request.headers.get("X-Twilio-Signature", "")
    return RequestValidator(settings.TWILIO_AUTH_TOKEN).validate(address, request.POST, signature)
