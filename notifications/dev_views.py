"""Development only: every message that left, as its reader gets it. Elsewhere these pages do not exist."""

from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from notifications import gallery, wording
from notifications.models import Channel, Message
from notifications.purposes import Unfilled
from privacy.vault import Unreadable

SHOWN = 200


@require_safe
def messages_page(request: HttpRequest) -> HttpResponse:
    """The messages, newest first, for eyes."""
    return render(request, "notifications/dev_messages.html", {"messages_out": list(_newest())})


@require_safe
def messages_json(request: HttpRequest) -> JsonResponse:
    """The same for tools: `{"messages": [...]}`, newest first."""
    return JsonResponse({"messages": list(_newest())})


@require_safe
def gallery_page(request: HttpRequest) -> HttpResponse:
    """Every message there is, in both languages."""
    _refuse_elsewhere()
    shown = gallery.all_messages()
    return render(request, "notifications/dev_gallery.html", {"shown": shown, "letter": "dev_letter"})


@require_safe
def letter_page(request: HttpRequest, name: str, language: str) -> HttpResponse:
    """One e-mail as its reader sees it."""
    _refuse_elsewhere()
    return gallery.letter_page(name, language, comes="datang" in request.GET)


def _refuse_elsewhere() -> None:
    if settings.LAPAK_ENV != "development":
        raise Http404


def _newest() -> Iterator[dict[str, object]]:
    _refuse_elsewhere()
    for message in Message.objects.all()[:SHOWN]:
        yield {
            "id": str(message.pk),
            "ref": message.ref,
            "name": message.name,
            "about": message.about,
            "channel": message.channel,
            "address": message.address,
            "state": message.state,
            "state_words": message.get_state_display(),
            "reason": message.reason,
            "tries": message.tries,
            "repeats": message.repeats,
            "posted_at": message.posted_at,
            "sent_at": message.sent_at,
            **_words(message),
        }


def _words(message: Message) -> dict[str, str]:
    if message.channel == Channel.NONE:
        return {"subject": "", "text": ""}
    try:
        letter = wording.letter_of(message)
    except (Unfilled, Unreadable) as failure:
        return {"subject": "", "text": f"({failure})"}
    return {"subject": letter.subject, "text": letter.text}
