"""Where the provider reports what became of a message."""

import logging
import re
from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from notifications import conversation, from_twilio, mail_reports, mail_webhook, receipts

logger = logging.getLogger(__name__)

LARGEST_REPORT = 4 * 1024 * 1024  # bytes; a provider gathers some thousand events


@csrf_exempt
@require_POST
def twilio_status(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """A signed status callback. Also answered 204 when it says nothing new: a second telling would not help."""
    if not from_twilio.is_signed(request):
        return HttpResponseForbidden()
    said = from_twilio.words_of(request)
    receipts.receive(
        message_id,
        status=said("MessageStatus", 20),
        provider_id=said("MessageSid", 64),
        error_code=said("ErrorCode", 10),
        now=timezone.now(),
    )
    return HttpResponse(status=204)


@csrf_exempt
@require_POST
def twilio_inbound(request: HttpRequest) -> HttpResponse:
    """A person wrote to us by WhatsApp. Kept and answered at once with nothing: what there is to say leaves later."""
    if not from_twilio.is_signed(request):
        return HttpResponseForbidden()
    said = from_twilio.words_of(request)
    sender = said("From", 40)
    if sender.startswith("whatsapp:+") and said("MessageSid", 64):  # SMS to us does not exist in Indonesia
        conversation.receive(
            said("MessageSid", 64),
            account=said("AccountSid", 64),
            sender=sender.removeprefix("whatsapp:"),
            words=said("Body", conversation.LONGEST),
            media=_media(said),
            now=timezone.now(),
        )
    return HttpResponse("<Response/>", content_type="text/xml")


@csrf_exempt
@require_POST
def mail_report(request: HttpRequest) -> HttpResponse:
    """A mail provider says what became of our letters. 200 also for others: it would only tell them again."""
    if not mail_webhook.is_open():
        raise Http404
    if mail_webhook.is_too_large(request, LARGEST_REPORT):
        return HttpResponse(status=413)
    try:
        events = mail_webhook.events(request, "tracking", largest=LARGEST_REPORT)
    except mail_webhook.NotFromProvider as failure:
        logger.warning("Not taken as the mail provider's: %s", failure)
        return HttpResponseForbidden()
    for event in events:
        mail_reports.note(event, now=timezone.now())
    return HttpResponse()


def _media(said: Callable[[str, int], str]) -> list[dict[str, str]]:
    """Number and type of each picture. Its address is not believed: it is built again from the numbers."""
    count = int(number) if (number := said("NumMedia", 2)).isdigit() else 0
    found = []
    for each in range(min(count, conversation.MOST_MEDIA)):
        if sid := re.search(r"/Media/(ME[0-9a-f]{32})$", said(f"MediaUrl{each}", 500)):
            found.append({"sid": sid[1], "type": said(f"MediaContentType{each}", 100)})
    return found
