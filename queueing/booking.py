"""Holding a place, taking it, moving it and giving it up. Never oversold, never two for one person."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import filing
from claims.links import contact_index
from claims.models import Claim
from queueing import drafting, limits, places, slots
from queueing.asker import Asker
from queueing.disputes import disputing
from queueing.models import HOLD_FOR, ONE_HOLD_PER, Slot, Ticket
from queueing.rush import gate
from queueing.waiting_list import waiting
from statements.composed import composed_once
from statements.inserting import insert, together
from workflow import Refused

JUST_FILLED = gettext_lazy("Jam itu baru saja penuh. Pilih jam lain; isian Anda yang lain tetap tersimpan.")
CLOSED = gettext_lazy("Jam itu tidak bisa dipilih lagi. Pilih jam lain; isian Anda yang lain tetap tersimpan.")


class PlaceGone(Refused):
    """The chosen hour cannot be had any more; everything else that was given stands."""


class NotHeld(Refused):
    """The contact held a place within the hour: it is not held another one, though it may still be first to finish."""


# --- Holding ---


def hold_place(draft_id: UUID, *, slot_id: int, asker: Asker, now: datetime) -> Ticket:
    """Hold a place for ten minutes while its form is filled in.

    Asked again for the same hour it is the same hold; for another hour the hold moves there and its time runs on.
    Refuses with PlaceGone when the hour is full or closed, with NotHeld a contact that held one within the hour, with
    TooMany a device or network that held many (see `limits`), and with NotYourTurn while others stand in line for the
    hour (see `gate`).
    """
    places.release_expired_of(asker.contact_index, now=now)  # a transaction of its own: it may lock other slots
    try:
        return _hold_place(draft_id, slot_id, asker, now)
    except IntegrityError as clash:
        if "one_live_hold_per_contact" not in str(clash):
            raise
    return _hold_place(draft_id, slot_id, asker, now)  # the contact was quicker in another browser


@transaction.atomic
def _hold_place(draft_id: UUID, slot_id: int, asker: Asker, now: datetime) -> Ticket:
    slot = _open_slot(slot_id, now)
    of_contact = Ticket.objects.filter(contact_index=asker.contact_index)
    held = of_contact.held().filter(entry=None).select_for_update().first()
    if held and held.slot_id == slot_id:
        return _given_to(held, draft_id)
    called = gate.enter(slot, asker=asker, now=now)
    before = of_contact.held_within(ONE_HOLD_PER, now)
    if held is None and (before.filter(taken_at__gt=called) if called else before).exists():
        raise NotHeld(_("Tempat hanya ditahan sekali dalam satu jam."))
    until = held.held_until if held else min(now + HOLD_FOR, slot.bookable_until)
    if held is None:
        limits.refuse_holds(asker, now=now)
    else:
        places.lock(held.slot_id, slot_id)
        places.end(held, because=Ticket.End.MOVED, now=now)
    ticket = Ticket.objects.create(
        slot=slot,
        draft_id=draft_id,
        taken_at=held.taken_at if held else now,
        held_until=until,
        contact_index=asker.contact_index,
        device_index=asker.device_index,
        network_index=asker.network_index,
    )
    # Last in the transaction, so that the hot row is locked only from here to the commit.
    if not places.claim_a_place(slot_id, now=now):
        raise PlaceGone(JUST_FILLED)
    return ticket


def _open_slot(slot_id: int, now: datetime) -> Slot:
    slot = slots.bookable_hour(slot_id, now)
    if slot is None:
        raise PlaceGone(CLOSED)
    return slot


def _given_to(held: Ticket, draft_id: UUID) -> Ticket:
    """The hold, for the draft in which its contact goes on."""
    if held.draft_id != draft_id:
        held.draft_id = draft_id
        held.save(update_fields=["draft"])
    return held


@transaction.atomic
def release_hold(draft_id: UUID, *, now: datetime) -> None:
    """Let go of what a draft holds, if anything; the place is free again. What was offered from a list stays."""
    held = Ticket.objects.held().filter(draft=draft_id, entry=None).select_related("slot")
    if ticket := held.select_for_update(of=("self",)).first():
        places.end(ticket, because=Ticket.End.RELEASED, now=now)


# --- Taking ---


@dataclass(frozen=True)
class Taking:
    """Everything a place is taken with. `opening.papers_due_at` is set by what the slot says.

    `waits` says that this person has drawn numbers in waiting lists, which end with the place.
    """

    slot: Slot
    opening: filing.Opening
    asker: Asker
    handles: filing.Handles
    waits: bool = False


def take_place(draft_id: UUID, taking: Taking, *, now: datetime) -> Claim:
    """Make the held place the person's own and open the claim, in one transaction. Posted twice it is one claim.

    A place that is not held, or no longer, is taken if one is free. A person who has a live place for this programme
    from another contact gets one all the same, and both are listed as disputed (see `disputing`). Refuses with
    PlaceGone when the hour is full or closed, with HasPlace when this contact has the place already, and with TooMany
    a contact or device that books for many (see `limits`).
    """
    try:
        return _take_place(draft_id, taking, now=now)
    except IntegrityError as clash:
        if "one_live_place_per_person" not in str(clash):
            raise
    return _take_place(draft_id, taking, now=now)  # somebody booked for this person at the same instant


@transaction.atomic
def _take_place(draft_id: UUID, taking: Taking, *, now: datetime) -> Claim:
    claim_id = uuid4()
    if not drafting.becomes(draft_id, claim_id, taking.handles.link_token):
        return Claim.objects.get(drafts=draft_id)
    if not taking.slot.is_bookable(now):
        raise PlaceGone(CLOSED)
    first_id = disputing.first_of(taking.opening, taking.asker)
    limits.refuse_bookings(taking.asker, taking.opening.participant.person_index, now=now)
    # An offer from a waiting list comes before a hold of its own in the same hour, which lapses.
    held_id, entry_id = next(iter(_held(draft_id, taking.slot.pk, now)), (None, None))
    if entry_id is None:  # what a list offered was waited for already
        gate.spend(taking.slot, asker=taking.asker, now=now)
    opening = replace(taking.opening, papers_due_at=taking.slot.due_for(now))
    with together():
        claim = filing.open_claim(
            opening,
            claim_id=claim_id,
            handles=taking.handles,
            by="claimant:new",
            now=now,
        )
        ticket = _ticket(draft_id, taking, claim, bool(first_id), now)
        if held_id is None:
            insert(ticket)
    if first_id:
        disputing.open_between(first_id, claim, now=now)
    if held_id:
        ticket.pk = held_id
        ticket.save(force_update=True, update_fields=_CONFIRMED)
    # Last in the transaction, so that the hot row is locked only from here to the commit.
    elif not places.claim_a_place(taking.slot.pk, now=now):
        raise PlaceGone(JUST_FILLED)
    if taking.waits or entry_id:
        waiting.settle(taking.asker.contact_index, entry_id, now=now)
    return claim


_CONFIRMED = ("claim", "programme", "person_index", "confirmed_at", "is_disputed")
"""What a hold learns when it becomes the claim's ticket."""


def _ticket(draft_id: UUID, taking: Taking, claim: Claim, is_disputed: bool, now: datetime) -> Ticket:
    return Ticket(
        slot=taking.slot,
        taken_at=now,
        draft_id=draft_id,
        contact_index=taking.asker.contact_index,
        device_index=taking.asker.device_index,
        network_index=taking.asker.network_index,
        claim=claim,
        programme_id=claim.programme_id,
        person_index=taking.opening.participant.person_index,
        confirmed_at=now,
        is_disputed=is_disputed,
    )


@composed_once
def _held(draft_id: UUID, slot_id: int, now: datetime) -> QuerySet[Ticket, tuple[int, int | None]]:
    """What the draft is held in this hour, under its row lock: the ticket, and the waiting entry it was offered to."""
    held = Ticket.objects.held().filter(draft=draft_id, slot=slot_id, held_until__gt=now)
    return held.select_for_update().order_by("entry_id").values_list("pk", "entry_id")


# --- Moving and giving up ---


@transaction.atomic
def move_place(claim_id: UUID, *, slot_id: int, by: str, now: datetime, because: str = "") -> Claim:
    """Put the claim in another hour, at any branch. Asked again for the hour it has, nothing changes.

    Refuses a claim whose papers are no longer awaited, and an hour that is full or closed; the old place is kept then.
    `because` is the code of a branch's reason when it was not the claimant's wish.
    """
    claim = filing.locked(claim_id)
    ticket = Ticket.objects.confirmed().filter(claim=claim).select_related("slot").first()
    if ticket and ticket.slot_id == slot_id:
        return claim
    last = ticket or Ticket.objects.filter(claim=claim).order_by("-taken_at").first()
    assert last  # every claim with papers to come was opened with a place
    if not because:
        disputing.refuse_without_paper(claim)
        gate.enter(Slot.objects.get(pk=slot_id), asker=Asker(bytes(last.contact_index)), now=now)
    slot = places.lock(slot_id, *([ticket.slot_id] if ticket else [])).get(slot_id)
    if slot is None or not slot.branch.is_active or not slot.is_bookable(now, before_release=bool(because)):
        raise PlaceGone(CLOSED)
    filing.schedule(
        claim, branch=slot.branch, door=slot.door, visit_at=slot.starts_at, papers_due_at=slot.due_for(now),
        message="place_moved_by_branch" if because else "place_moved", because=because, by=by, now=now,
    )  # fmt: skip
    if ticket:
        places.end(ticket, because=Ticket.End.CLOSED if because else Ticket.End.MOVED, now=now)
    seat = last.in_another(slot, now=now)
    if ticket is None:
        disputing.seat_anew(seat, now=now)
    seat.save(force_insert=True)
    if not places.claim_a_place(slot_id, now=now):
        raise PlaceGone(JUST_FILLED)
    return claim


@transaction.atomic
def give_up_place(claim_id: UUID, *, by: str, now: datetime) -> Claim:
    """Let the place go but keep the claim: another one may be chosen within a week (see `claims.filing`).

    Asked again, nothing changes.
    """
    claim = filing.locked(claim_id)
    ticket = Ticket.objects.confirmed().filter(claim=claim).select_related("slot").first()
    if ticket is None and claim.place_lost_at:
        return claim
    filing.lose_place(claim, because="given_up", by=by, now=now)
    if ticket:
        places.end(ticket, because=Ticket.End.GIVEN_UP, now=now)
    return claim


@transaction.atomic
def withdraw(claim_id: UUID, *, by: str, now: datetime) -> Claim:
    """End a claim at the claimant's wish and free its place for somebody else."""
    claim = filing.locked(claim_id)
    filing.withdraw(claim, message="withdrawn", by=by, now=now)
    end_ticket(claim, because=Ticket.End.WITHDRAWN, now=now)
    return claim


def end_ticket(claim: Claim, *, because: str, now: datetime) -> None:
    """The claim's place is over: a place that is still ahead is free again. The caller holds the claim's lock."""
    if ticket := Ticket.objects.live().filter(claim=claim).select_related("slot").first():
        places.end(ticket, because=because, now=now)


def asker_of(applicant: filing.ApplicantDetails) -> Asker:
    """The asker behind an applicant's contacts: by the phone when it was confirmed, else by the e-mail."""
    if applicant.phone_confirmed_at:
        return Asker(contact_index("phone", applicant.phone))
    return Asker(contact_index("email", applicant.email))
