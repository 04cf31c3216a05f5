"""The board in the hall, and the feed it follows. They are the same for everybody, and always in Indonesian: that is
the language of its voice, whatever the browser of a television asks for."""

import json
from hashlib import sha256

from django.http import Http404, HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import override
from django.views.decorators.http import require_safe

from branches import serving
from branches.models import Branch
from frontdesk import board
from frontdesk.saying import CLIPS
from queueing.public_pages import public_page, render_public

FRESH_FOR = 2
"""Seconds. For who opens the page, and for a board without script, which opens it again and again."""


@public_page(seconds=FRESH_FOR)
@override("id")
def board_page(request: HttpRequest, code: str) -> HttpResponse:
    """The numbers that were called last, the newest large."""
    branch = _serving(code)
    context = {
        "branch": branch,
        "shown": board.shown(branch, now=timezone.now()),
        "clips": json.dumps({name: static(f"voice/{name}.mp3") for name in CLIPS}),
    }
    return render_public(request, "frontdesk/board.html", context)


@require_safe
def board_feed(request: HttpRequest, code: str) -> HttpResponse:
    """The same as JSON, the newest first; 304 while nothing has changed."""
    shown = board.shown(_serving(code), now=timezone.now())
    body = json.dumps({"calls": [row._asdict() for row in shown]}).encode()
    etag = quote_etag(sha256(body).hexdigest()[:16])
    answer = HttpResponse(body, "application/json", headers={"ETag": etag, "Cache-Control": "no-cache"})
    return get_conditional_response(request, etag=etag, response=answer) or answer


def _serving(code: str) -> Branch:
    if branch := serving.branch(code):
        return branch
    raise Http404
