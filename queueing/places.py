"""Places that end: holds that lapse, tickets that are over. What is freed goes to who waits first.

Locks are taken in one order everywhere: claim, ticket, slot (by id), waiting list. A place that is freed while somebody
waits for that day is given to them before the transaction ends, so that nobody else ever sees it free.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F, PositiveSmallIntegerField, QuerySet, Value
from django.db.models.functions import Greatest

from branches.models import Branch
from queueing.counting import claim_one_place, free_places
from queueing.models import Slot, Ticket
from queueing.waiting_list import waiting


def claim_a_place(slot_id: int, *, now: datetime) -> bool:
    """Count one place as taken if there is one; in a full slot, holds that are over are released first.

    Asked again whoever released them: another may have done so while this one waited for their rows.
    """
    if claim_one_place(slot_id):
        return True
    release_expired([slot_id], now=now)
    return claim_one_place(slot_id)


def has_room(slot: Slot, *, now: datetime) -> bool:
    """Whether a place of this slot could be had now; in a full one, holds that are over are released first."""
    if slot.left:
        return True
    release_expired([slot.pk], now=now)
    return Slot.objects.filter(pk=slot.pk, taken__lt=F("capacity")).exists()


@transaction.atomic
def release_expired(slot_ids: Iterable[int], *, now: datetime) -> int:
    """End the holds of these slots whose time is over, each once, and free their places; how many."""
    return _release(Ticket.objects.expired(now).filter(slot__in=list(slot_ids)), now)


@transaction.atomic
def release_expired_at(branch: Branch, *, now: datetime) -> int:
    """End the holds of a branch whose time is over, before its hours are shown; how many."""
    return _release(Ticket.objects.expired(now).filter(slot__branch=branch), now)


@transaction.atomic
def release_expired_of(contact_index: bytes, *, now: datetime) -> int:
    """End the holds of one contact whose time is over; how many."""
    return _release(Ticket.objects.expired(now).filter(contact_index=contact_index), now)


def _release(expired: QuerySet[Ticket], now: datetime) -> int:
    rows = list(expired.select_for_update(of=("self",)).order_by("pk").values_list("pk", "slot_id", "entry_id"))
    if not rows:
        return 0
    Ticket.objects.filter(pk__in=[pk for pk, _, _ in rows]).update(ended_at=now, ended_because=Ticket.End.LAPSED)
    waiting.miss([entry for _, _, entry in rows if entry], now=now)
    for slot_id, number in sorted(Counter(slot for _, slot, _ in rows).items()):
        free_places(slot_id, number)
        waiting.give_out(slot_id, now=now)
    return len(rows)


def end(ticket: Ticket, *, because: str, now: datetime) -> None:
    """A live ticket is over; while its hour is ahead its place is free. The caller holds the claim's or hold's lock."""
    ticket.ended_at, ticket.ended_because = now, because
    ticket.save(update_fields=["ended_at", "ended_because"])
    if ticket.slot.starts_at > now:
        free_places(ticket.slot_id, 1)
        waiting.give_out(ticket.slot_id, now=now)


def lock(*slot_ids: int) -> dict[int, Slot]:
    """The slots under their row locks, taken in one order so that two movers never wait for each other."""
    rows = Slot.objects.select_for_update(of=("self",)).select_related("branch").filter(pk__in=slot_ids)
    return {slot.pk: slot for slot in rows.order_by("pk")}


@transaction.atomic
def plan(slot_id: int, places: int, *, now: datetime, **facts: datetime | None) -> None:
    """Want that many places in a slot. Nobody loses theirs by it; places that are new go to who waits first.

    `facts` are other columns that change with it: `ends_at`, `closed_at`.
    """
    kept = Greatest(F("taken"), Value(places), output_field=PositiveSmallIntegerField())
    Slot.objects.filter(pk=slot_id).update(planned=places, capacity=kept, **facts)
    waiting.give_out(slot_id, now=now)
