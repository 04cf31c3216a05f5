"""The waiting list of a full day: who joins gets a number, and a place that frees is held for the lowest number.

Who frees a place holds its slot's row lock, and who joins locks every slot of the day first: either the joiner sees the
free place, or the one who frees it sees the joiner.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from branches import calendar
from branches.models import Branch
from claims.links import token_hash
from notifications import outbox
from queueing.counting import claim_one_place, free_places
from queueing.models import ENTRIES_PER_CONTACT, Slot, Ticket, WaitingEntry, WaitingList
from workflow import Refused

WAKES, SLEEPS = time(7), time(21)
"""Between these hours of the branch a person is expected to look at their phone."""


class PlaceThere(Refused):
    """The day has free places: nobody needs to wait for it."""


@dataclass(frozen=True)
class Joining:
    """Who asks for a number: a confirmed contact, and the draft that will become the claim."""

    draft_id: UUID
    contact_index: bytes
    contact: dict[str, Any] = field(default_factory=dict)
    token: str = ""


@transaction.atomic
def join(joining: Joining, *, branch: Branch, door: str, day: date, now: datetime) -> WaitingEntry:
    """Draw a number in the list of a full day. The same contact asking again is shown the number it has."""
    slots = list(Slot.objects.of(branch, door).filter(day=day).bookable(now).select_for_update().order_by("pk"))
    if not slots:
        raise Refused(_("Hari itu tidak bisa ditunggu lagi. Pilih hari lain."))
    waiting_list, _made = WaitingList.objects.get_or_create(branch=branch, door=door, day=day)
    live = WaitingEntry.objects.live().filter(contact_index=joining.contact_index)
    if mine := live.filter(list=waiting_list).first():
        return mine
    if any(slot.left for slot in slots):
        raise PlaceThere(_("Hari itu masih punya tempat. Pilih jamnya."))
    if live.count() >= ENTRIES_PER_CONTACT:
        raise Refused(_("Anda sudah menunggu di tiga hari. Keluar dari salah satunya lebih dulu."))
    return _enter(waiting_list, joining, now)


def _enter(waiting_list: WaitingList, joining: Joining, now: datetime) -> WaitingEntry:
    WaitingList.objects.filter(pk=waiting_list.pk).update(last_number=F("last_number") + 1)
    waiting_list.refresh_from_db(fields=["last_number"])
    return WaitingEntry.objects.create(
        list=waiting_list,
        number=waiting_list.last_number,
        contact_index=joining.contact_index,
        contact={**joining.contact, "token": joining.token},
        draft_id=joining.draft_id,
        token_hash=token_hash(joining.token),
        joined_at=now,
    )


def give_out(slot_id: int, *, now: datetime) -> int:
    """Hold the free places of a slot for those who wait for its day, in their order; how many were given.

    Called by whoever freed or added a place, in the same transaction, holding the slot's row lock.
    """
    slot = Slot.objects.select_related("branch").get(pk=slot_id)
    lists = WaitingList.objects.filter(branch=slot.branch, door=slot.door, day=slot.day)
    if not slot.left or not slot.is_bookable(now) or not lists.select_for_update().first():
        return 0
    in_line = WaitingEntry.objects.in_line().filter(list__in=lists).select_related("list__branch")
    first = list(in_line[: slot.left])
    for entry in first:
        claim_one_place(slot_id)
        _offer(entry, slot, now)
    return len(first)


def _offer(entry: WaitingEntry, slot: Slot, now: datetime) -> None:
    entry.offered_at = now
    entry.save(update_fields=["offered_at"])
    until = offered_until(slot, now)
    ticket = Ticket.objects.create(
        slot=slot,
        taken_at=now,
        held_until=until,
        draft_id=entry.draft_id,
        entry=entry,
        contact_index=entry.contact_index,
    )
    with translation.override("id"):
        words = {
            "number": str(entry.number),
            "branch_name": slot.branch.name,
            "branch_city": slot.branch.city,
            "visit": calendar.say_instant(slot.branch, slot.starts_at),
            "until": calendar.say_instant(slot.branch, until),
            "link": address_of(entry),
        }
    outbox.post("place_offered", to=entry.address(), about=f"offer:{ticket.pk}", context=words, now=now)


def offered_until(slot: Slot, now: datetime) -> datetime:
    """Until when an offer stands: some minutes, for who is asleep some minutes of the morning, never past the close."""
    minutes = timedelta(minutes=settings.OFFER_MINUTES)
    day = calendar.local_day(slot.branch, now)
    wakes, sleeps = calendar.at(slot.branch, day, WAKES), calendar.at(slot.branch, day, SLEEPS)
    if now >= sleeps:
        wakes = calendar.at(slot.branch, day + timedelta(days=1), WAKES)
    answered_from = now if wakes <= now < sleeps else wakes
    return min(answered_from + minutes, slot.bookable_until)


def address_of(entry: WaitingEntry) -> str:
    """The address at which an entry is followed and its offer answered. It went only to the confirmed contact."""
    return settings.PUBLIC_BASE_URL + reverse("waiting:entry", args=[entry.contact["token"]])


def by_token(token: str) -> WaitingEntry | None:
    """The entry of an address."""
    entries = WaitingEntry.objects.select_related("list__branch", "draft")
    return entries.filter(token_hash=token_hash(token)).first()


@transaction.atomic
def leave(entry_id: int, *, now: datetime) -> WaitingEntry:
    """Stop waiting, or say no to an offer: its place goes to the next in the same transaction."""
    entry = WaitingEntry.objects.get(pk=entry_id)
    offers = Ticket.objects.held().filter(entry=entry).select_for_update().values_list("pk", "slot_id")
    held = list(offers)
    _end([entry_id], WaitingEntry.End.LEFT, now)
    for ticket_id, slot_id in held:
        Ticket.objects.filter(pk=ticket_id).update(ended_at=now, ended_because=Ticket.End.RELEASED)
        free_places(slot_id, 1)
        give_out(slot_id, now=now)
    entry.refresh_from_db()
    return entry


def miss(entry_ids: Sequence[int], *, now: datetime) -> None:
    """An offer was not answered: the turn is over, and the person is told so."""
    for entry in WaitingEntry.objects.live().filter(pk__in=entry_ids).select_related("list__branch"):
        words = {"number": str(entry.number), "branch_name": entry.list.branch.name, "link": settings.PUBLIC_BASE_URL}
        outbox.post("offer_missed", to=entry.address(), about=f"waiting:{entry.pk}", context=words, now=now)
    _end(entry_ids, WaitingEntry.End.MISSED, now)


def settle(contact_index: bytes, entry_id: int | None, *, now: datetime) -> None:
    """The contact has a place: the number that brought it is answered, and the others wait no more."""
    if entry_id:
        _end([entry_id], WaitingEntry.End.TAKEN, now)
    others = WaitingEntry.objects.in_line().filter(contact_index=contact_index)
    _end([pk for (pk,) in others.values_list("pk")], WaitingEntry.End.ELSEWHERE, now)


def _end(entry_ids: Sequence[int], because: str, now: datetime) -> None:
    WaitingEntry.objects.live().filter(pk__in=entry_ids).update(ended_at=now, ended_because=because)
