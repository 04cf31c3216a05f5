"""Where a provider hands over mail by HTTP."""

import logging

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from claims.mail import webhook
from claims.mail.receiving import NotNow
from notifications import mail_webhook

logger = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def inbound(request: HttpRequest) -> HttpResponse:
    """200 once every mail in it is committed, also for one that was here already; a provider repeats all else."""
    if not mail_webhook.is_open():
        raise Http404
    if mail_webhook.is_too_large(request, webhook.BODY):
        return HttpResponse(status=413)
    try:
        for message in webhook.read(request):
            webhook.keep(message, now=timezone.now())
    except mail_webhook.NotFromProvider as failure:
        logger.warning("Not taken as the provider's: %s", failure)
        return HttpResponseForbidden()
    except NotNow:
        return HttpResponse(status=503, headers={"Retry-After": "3600"})
    return HttpResponse()
