"""Writing and proving a claim's history."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from claims.models import Claim, ClaimEvent
from statements.composed import composed_once
from statements.inserting import insert


def record(claim: Claim, name: str, *, by: str, now: datetime, **detail: object) -> ClaimEvent:
    """Write what happened to `claim`, chained to what happened before. The caller holds the claim's row lock.

    `detail` holds codes and ids only, never what a person wrote.
    """
    number, previous = next(iter(_last(claim.pk)), (0, ""))
    return _append(claim, name, by, now, detail, number, previous)


@composed_once
def _last(claim_id: UUID) -> QuerySet[Any, Any]:
    return ClaimEvent.objects.filter(claim=claim_id).order_by("-number").values_list("number", "hash")[:1]


def record_opening(claim: Claim, *, by: str, now: datetime, **detail: object) -> ClaimEvent:
    """The first event of a claim that was inserted in this transaction: nothing to look up before it."""
    return _append(claim, "opened", by, now, detail, 0, "")


def _append(
    claim: Claim, name: str, by: str, now: datetime, detail: dict[str, object], number: int, previous: str
) -> ClaimEvent:
    event = ClaimEvent(claim=claim, number=number + 1, name=name, at=now, by=by, detail=detail, previous_hash=previous)
    event.hash = event.computed_hash()
    insert(event)
    return event


def broken_links(claim: Claim) -> list[int]:
    """The numbers of the events that do not follow from the one before: empty when nothing was tampered with."""
    broken, previous = [], ""
    for expected, event in enumerate(claim.events.order_by("number"), start=1):
        if event.number != expected or event.previous_hash != previous or event.hash != event.computed_hash():
            broken.append(event.number)
        previous = event.hash
    return broken
