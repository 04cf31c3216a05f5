"""The pages of a paper, put upright and in order: by who sent them, and once handed in by the officer who holds it."""

from datetime import datetime
from typing import cast
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from claims.filing import locked
from claims.history import record
from claims.models import Claim, Page, Paper
from workflow import Refused

QUARTER, ROUND = 90, 360


@transaction.atomic
def turn_page(page_id: int, *, claim_id: UUID, by: str, now: datetime) -> Page:
    """Turn a page a quarter to the right. Only how it is shown changes; its image stays what the machine made."""
    page = _page_in_hand(page_id, claim_id, by, now)
    page.turn = (page.turn + QUARTER) % ROUND
    page.save(update_fields=["turn"])
    record(page.file.claim, "page_turned", by=by, now=now, **_named(page))
    return page


@transaction.atomic
def move_page(page_id: int, *, claim_id: UUID, later: bool, by: str, now: datetime) -> Page:
    """Change places with the page before, or with the one after. The first and the last stay where they are."""
    page = _page_in_hand(page_id, claim_id, by, now)
    pages = cast(Paper, page.file.paper).pages()
    place = next(number for number, each in enumerate(pages) if each.pk == page.pk)
    other_place = place + (1 if later else -1)
    if not 0 <= other_place < len(pages):
        return page
    other = pages[other_place]
    page.position, other.position = other.position, page.position
    Page.objects.bulk_update([page, other], ["position"])
    record(page.file.claim, "page_moved", by=by, now=now, **_named(page))
    return page


def _page_in_hand(page_id: int, claim_id: UUID, by: str, now: datetime) -> Page:
    """The page of a paper that is this person's to arrange now, under the claim's row lock."""
    claim = locked(claim_id)
    page = Page.objects.select_related("file__paper__kind").get(pk=page_id, file__claim=claim, file__replaced_at=None)
    over = claim.status == Claim.Status.AWAITING_PAPERS and claim.deadline_has_passed(now)
    if not claim.is_held_by(by) and (over or not claim.takes_papers):
        raise Refused(_("Klaim ini sudah diserahkan, jadi dokumennya tidak bisa diubah lagi."))
    if page.file.paper is None or page.file.paper.accepted_at:
        raise Refused(_("Dokumen ini sudah diterima petugas, jadi halamannya tidak bisa diubah lagi."))
    page.file.claim = page.file.paper.claim = claim
    return page


def _named(page: Page) -> dict[str, str]:
    """How the claim's history names a page: its paper and its file."""
    return {"paper": cast(Paper, page.file.paper).kind.code, "file": str(page.file_id)}
