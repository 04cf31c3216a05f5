"""The workbench for who looks a second time: all of it to be read, with their own part below."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.admin_rights import officer_of
from accounts.staff_pages import desk_page
from claims.models import Claim
from verification import desk
from verification.models import PageView
from verification.workbench_page import page_of


def show_to_reader(
    request: HttpRequest, claim: Claim, panel: str, *, title: str, status: int = 200, **context: Any
) -> HttpResponse:
    """The claim with nothing to change on it but `panel`. That it was read is put on record before it is shown."""
    by, now = officer_of(request).actor, timezone.now()
    desk.note_reading(claim, PageView.What.DECLARED, by=by, now=now)
    page = page_of(claim, by=by, holds=False, reads=True, contacts_shown=False, now=now)
    page |= {"panel": panel, "title": title, **context}
    return desk_page(request, "verification/workbench.html", page, status=status)
