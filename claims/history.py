"""Writing and proving a claim's history."""

from datetime import datetime

from claims.models import Claim, ClaimEvent


def record(claim: Claim, name: str, *, by: str, now: datetime, **detail: object) -> ClaimEvent:
    """Write what happened to `claim`, chained to what happened before. The caller holds the claim's row lock.

    `detail` holds codes and ids only, never what a person wrote.
    """
    last = claim.events.order_by("-number").values("number", "hash").first() if not claim._state.adding else None
    return _append(claim, name, by, now, detail, last or {"number": 0, "hash": ""})


def record_opening(claim: Claim, *, by: str, now: datetime, **detail: object) -> ClaimEvent:
    """The first event of a claim that was inserted in this transaction: nothing to look up before it."""
    return _append(claim, "opened", by, now, detail, {"number": 0, "hash": ""})


def _append(claim: Claim, name: str, by: str, now: datetime, detail: dict, last: dict) -> ClaimEvent:
    event = ClaimEvent(
        claim=claim, number=last["number"] + 1, name=name, at=now, by=by, detail=detail, previous_hash=last["hash"]
    )
    event.hash = event.computed_hash()
    event.save(force_insert=True)
    return event


def broken_links(claim: Claim) -> list[int]:
    """The numbers of the events that do not follow from the one before: empty when nothing was tampered with."""
    broken, previous = [], ""
    for expected, event in enumerate(claim.events.order_by("number"), start=1):
        if event.number != expected or event.previous_hash != previous or event.hash != event.computed_hash():
            broken.append(event.number)
        previous = event.hash
    return broken
