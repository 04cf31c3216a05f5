"""People whose place no longer fits are seated elsewhere or asked to choose. Nobody loses a place untold.

Who booked last is who is too many. Each person is seated in a transaction of their own that looks again first, so that
everything here may stop anywhere, run twice and run beside itself.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from claims import filing
from claims.models import Claim
from queueing import booking, places
from queueing.models import Slot, Ticket, WaitingEntry
from workflow import Refused, each

BECAUSE = "closed_by_branch"
FITS_AFTER_ALL = "Tempat ini tidak perlu dipindah lagi."


def seat_people(slot_ids: Iterable[int], *, by: str, now: datetime, at_most: int | None = None) -> int:
    """End the holds and seat the people that are too many in these slots; how many people were seen to."""
    asked = list(slot_ids)
    places.release_expired(asked, now=now)
    slots = list(Slot.objects.overfull(now).filter(pk__in=asked).order_by("starts_at", "pk"))
    try:
        each([hold for slot in slots for hold in holds_too_many(slot, slot.planned, now)], end_hold, now=now)
    finally:  # one odd hold does not hold up the people
        people = [ticket.pk for slot in slots for ticket in people_too_many(slot, slot.planned)]
        seen_to = each(people[:at_most], seat_elsewhere, by=by, now=now)
    return seen_to


def people_too_many(slot: Slot, planned: int) -> list[Ticket]:
    """The confirmed places beyond that many, of those who booked last; among them the first who booked comes first.

    Who walked in is at the counter and counts beside the plan, unless the whole hour is closed.
    """
    in_order = _seated(slot).select_related("claim", "slot").order_by("claim__opened_at", "pk")
    return list(in_order[planned:])


def _seated(slot: Slot) -> QuerySet[Ticket]:
    confirmed = Ticket.objects.confirmed().filter(slot=slot)
    return confirmed if slot.closed_at else confirmed.filter(is_walk_in=False)


def holds_too_many(slot: Slot, planned: int, now: datetime) -> list[int]:
    """The keys of the holds that must end so that no more than that many count, the latest first."""
    live = Ticket.objects.live().filter(slot=slot, is_walk_in=False)
    held = live.filter(claim=None, held_until__gt=now).order_by("-taken_at", "-pk").values_list("pk", flat=True)
    return list(held[: max(0, live.count() - planned)])


@transaction.atomic
def end_hold(ticket_id: int, *, now: datetime) -> None:
    """End one hold of a slot that is too full. Who was offered it from a waiting list is in line again."""
    held = Ticket.objects.held().select_related("slot").select_for_update(of=("self",)).filter(pk=ticket_id).first()
    if held is None:
        raise Refused(FITS_AFTER_ALL)
    slot = places.lock(held.slot_id)[held.slot_id]
    if held.pk not in holds_too_many(slot, slot.planned, now):
        raise Refused(FITS_AFTER_ALL)
    if held.entry_id:
        WaitingEntry.objects.live().filter(pk=held.entry_id).update(offered_at=None)
    places.end(held, because=Ticket.End.RELEASED, now=now)


@transaction.atomic
def seat_elsewhere(ticket_id: int, *, by: str, now: datetime) -> Claim:
    """Give one person the nearest free hour of the same branch and door; where there is none they choose themselves.

    Their papers are never due earlier by it. Refuses who fits after all: somebody else gave up a place meanwhile, or
    the person moved.
    """
    claim = filing.locked(Ticket.objects.values_list("claim_id", flat=True).get(pk=ticket_id))
    ticket = Ticket.objects.confirmed().select_related("slot__branch").filter(pk=ticket_id).first()
    if ticket is None:
        raise Refused(FITS_AFTER_ALL)
    tried: set[int] = set()
    while target := _next_target(ticket, claim, tried, now):
        tried.add(target.pk)
        try:
            with transaction.atomic():  # a slot that filled meanwhile is unlocked again before the next one is locked
                _look_again(ticket, claim, target.pk)
                return booking.move_place(claim.pk, slot_id=target.pk, by=by, now=now, because=BECAUSE)
        except booking.PlaceGone:
            continue
    _look_again(ticket, claim)
    if not claim.is_final:
        filing.lose_place(claim, because="closed", by=by, now=now)
    places.end(ticket, because=Ticket.End.CLOSED, now=now)
    return claim


def nearest(ticket: Ticket, claim: Claim, free: Iterable[Slot], now: datetime) -> list[Slot]:
    """Those of the free hours that ask nothing earlier of this person, the nearest first.

    That is the nearest day, and on it the hour most like theirs; of two as like, the later one.
    """
    was = ticket.slot
    fitting = [
        slot
        for slot in free
        if slot.door == was.door
        and slot.starts_at != was.starts_at
        and slot.papers_due_at >= was.papers_due_at
        and (was.door == Claim.Door.ONLINE or slot.starts_at >= was.starts_at)
        and (claim.papers_due_at is None or slot.due_for(now) >= claim.papers_due_at)
    ]

    def distance(slot: Slot) -> tuple[timedelta, timedelta, bool]:
        days = slot.day - was.day
        later = slot.starts_at - was.starts_at - days
        return days, abs(later), later < timedelta()

    return sorted(fitting, key=distance)


def _next_target(ticket: Ticket, claim: Claim, tried: set[int], now: datetime) -> Slot | None:
    """The nearest free hour that has not been tried, unreleased days included."""
    if claim.is_final or not ticket.slot.branch.is_active:
        return None
    ahead = Slot.objects.of(ticket.slot.branch, ticket.slot.door).filter(starts_at__gt=now, bookable_until__gt=now)
    free = ahead.filter(taken__lt=F("planned")).exclude(pk__in=tried)
    return next(iter(nearest(ticket, claim, free, now)), None)


def _look_again(ticket: Ticket, claim: Claim, *more: int) -> None:
    """Lock the slots, in their order, and refuse a person who fits after all."""
    slot = places.lock(ticket.slot_id, *more)[ticket.slot_id]
    earlier = Q(claim__opened_at__lt=claim.opened_at) | Q(claim__opened_at=claim.opened_at, pk__lt=ticket.pk)
    if _seated(slot).filter(earlier).count() < slot.planned:
        raise Refused(FITS_AFTER_ALL)
