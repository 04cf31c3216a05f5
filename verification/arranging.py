"""The papers of a claim in its officer's hands: pages turned and moved, unsorted files sorted or set aside.

The verbs are the claimant's own, in the claims room; here it is asked who holds the claim.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from catalogue.models import PaperKind
from claims import arranging, papers
from claims.models import Page, PaperFile
from verification.holding import held


@transaction.atomic
def turn_page(page_id: int, *, claim_id: UUID, by: str, now: datetime) -> Page:
    """Turn a page a quarter to the right."""
    held(claim_id, by)
    return arranging.turn_page(page_id, claim_id=claim_id, by=by, now=now)


@transaction.atomic
def move_page(page_id: int, *, claim_id: UUID, later: bool, by: str, now: datetime) -> Page:
    """Change places with the page before, or with the one after."""
    held(claim_id, by)
    return arranging.move_page(page_id, claim_id=claim_id, later=later, by=by, now=now)


@transaction.atomic
def sort_file(file_id: UUID, *, claim_id: UUID, kind: PaperKind, by: str, now: datetime) -> PaperFile:
    """Say which paper an unsorted file is."""
    held(claim_id, by)
    return papers.sort_file(file_id, claim_id=claim_id, kind=kind, by=by, now=now)


@transaction.atomic
def set_aside(file_id: UUID, *, claim_id: UUID, because: str, by: str, now: datetime) -> PaperFile:
    """Find that an unsorted file is none of the claim's papers."""
    held(claim_id, by)
    return papers.set_aside(file_id, claim_id=claim_id, because=because, by=by, now=now)
