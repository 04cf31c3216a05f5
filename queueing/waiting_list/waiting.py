"""The waiting list of a full day: who joins gets a number, and a place that frees is held for the lowest number.

Who frees a place holds its slot's row lock, and who joins locks every slot of the day first: either the joiner sees the
free place, or the one who frees it sees the joiner. What a list says about itself stands in `odds`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from branches import calendar
from branches.models import Branch
from claims.links import token_hash
from notifications import outbox
from queueing.asker import Asker
from queueing.counting import claim_places, free_places
from queueing.intake import drafts
from queueing.models import ENTRIES_PER_CONTACT, HOLD_FOR, Draft, Slot, Ticket, WaitingEntry, WaitingList
from workflow import Refused

FIRST_ANSWERS = ("programme", "cause", "papers_seen", "questions", "contact", "confirmed", "skipped")
"""What of a draft goes along to another phone: nothing that names a person or an account."""


class PlaceThere(Refused):
    """The day has free places: nobody needs to wait for it."""


@dataclass(frozen=True)
class Joining:
    """Who asks for a number: a confirmed contact, and the draft that will become the claim."""

    draft_id: UUID
    contact_index: bytes
    contact: dict[str, Any] = field(default_factory=dict)
    token: str = ""


# --- Joining ---


@transaction.atomic
def join(joining: Joining, *, branch: Branch, door: str, day: date, now: datetime) -> WaitingEntry:
    """Draw a number in the list of a full day. The same contact asking again is shown the number it has.

    Refuses with PlaceThere a day that has places, a day that cannot be booked, and a contact that waits for three days.
    """
    slots = list(_hours(branch, door, day, now).select_for_update(of=("self",)).order_by("pk"))
    if not slots:
        raise Refused(_("Hari itu tidak bisa ditunggu lagi. Pilih hari lain."))
    waiting_list, _made = WaitingList.objects.get_or_create(branch=branch, door=door, day=day)
    live = list(WaitingEntry.objects.live().filter(contact_index=joining.contact_index).select_for_update())
    if mine := next((entry for entry in live if entry.list_id == waiting_list.pk), None):
        return mine
    if any(slot.left for slot in slots):
        raise PlaceThere(_("Hari itu masih punya tempat. Pilih jamnya."))
    if len(live) >= ENTRIES_PER_CONTACT:
        raise Refused(_("Anda sudah menunggu di tiga hari. Keluar dari salah satunya lebih dulu."))
    return _enter(waiting_list, joining, now)


def _hours(branch: Branch, door: str, day: date, now: datetime) -> QuerySet[Slot]:
    """The hours for which a place may still come."""
    served = Slot.objects.bookable(now).filter(branch=branch, branch__is_active=True, planned__gt=0)
    return served.filter(door=door, day=day)


def _enter(waiting_list: WaitingList, joining: Joining, now: datetime) -> WaitingEntry:
    WaitingList.objects.filter(pk=waiting_list.pk).update(last_number=F("last_number") + 1, closed_at=None)
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


# --- Giving out ---


def give_out(slot_id: int, *, now: datetime) -> int:
    """Hold the free places of a slot for those who wait for its day, in their order; how many were given.

    Called by whoever freed or added a place, in the same transaction, holding the slot's row lock.
    """
    slot = Slot.objects.select_related("branch").get(pk=slot_id)
    lists = WaitingList.objects.filter(branch=slot.branch, door=slot.door, day=slot.day)
    if not slot.left or not slot.is_bookable(now) or not (waiting_list := lists.select_for_update().first()):
        return 0
    first = list(waiting_list.entries.in_line()[: slot.left])
    if first:
        claim_places(slot_id, len(first))
        _offer(first, slot, now)
    return len(first)


def _offer(entries: list[WaitingEntry], slot: Slot, now: datetime) -> None:
    until = offered_until(slot, now)
    WaitingEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(offered_at=now)
    tickets = Ticket.objects.bulk_create(
        Ticket(
            slot=slot,
            taken_at=now,
            held_until=until,
            draft_id=entry.draft_id,
            entry=entry,
            contact_index=entry.contact_index,
        )
        for entry in entries
    )
    morning = calendar.wakes_at(slot.branch, now)
    for entry, ticket in zip(entries, tickets, strict=True):
        with translation.override(entry.language):
            words = {
                "branch_name": slot.branch.name,
                "branch_city": slot.branch.city,
                "visit": calendar.say_instant(slot.branch, slot.starts_at),
                "until": calendar.say_instant(slot.branch, until),
            }
        # At night it is told in the morning, unless the booking of the hour closes before.
        tell("place_offered", entry, f"offer:{ticket.pk}", now, morning if morning < until else now,
              **words, link=address_of(entry))  # fmt: skip


def offered_until(slot: Slot, now: datetime) -> datetime:
    """Until when an offer stands: some minutes, for who is asleep some minutes of the morning, never past the close."""
    answered_from = calendar.wakes_at(slot.branch, now)
    return min(answered_from + timedelta(minutes=settings.OFFER_MINUTES), slot.bookable_until)


def tell(
    name: str, entry: WaitingEntry, about: str, now: datetime, not_before: datetime, **words: str | list[str]
) -> None:
    context = {"number": str(entry.number), **words}
    outbox.post(name, to=entry.address(), about=about, context=context, now=now, not_before=not_before)


def address_of(entry: WaitingEntry) -> str:
    """The address at which an entry is followed and its offer answered. It went only to the confirmed contact."""
    return settings.PUBLIC_BASE_URL + reverse("waiting:entry", args=[entry.contact["token"]])


def by_token(token: str) -> WaitingEntry | None:
    """The entry of an address."""
    entries = WaitingEntry.objects.select_related("list__branch")
    return entries.filter(token_hash=token_hash(token)).first()


# --- Answering ---


@transaction.atomic
def accept(entry_id: int, *, known: UUID | None, asker: Asker, now: datetime) -> Draft:
    """Say yes to an offer: its place is held in a draft from here on, in which the rest of the form is filled in.

    `known` is the draft of the browser that answers. Where that is another than the one that joined, it gets a draft of
    its own, with the first answers but nobody's name. The first yes leaves at least the time any hold has; asked again
    it is the same hold. Refuses an offer whose time is over.
    """
    offers = Ticket.objects.held().filter(entry=entry_id, held_until__gt=now)
    offer = offers.select_for_update(of=("self",)).select_related("slot__branch", "entry__draft").first()
    if offer is None or offer.entry is None:
        raise Refused(_("Tempat itu tidak lagi ditahan untuk Anda."))
    draft = _draft_of(offer.entry, known, now)
    if not offer.network_index:  # the first yes: until now nobody had answered from anywhere
        offer.held_until = min(max(offer.held_until or now, now + HOLD_FOR), offer.slot.bookable_until)
    offer.draft, offer.device_index, offer.network_index = draft, asker.device_index, asker.network_index
    offer.save(update_fields=["draft", "held_until", "device_index", "network_index"])
    assert offer.held_until
    drafts.put(
        draft, branch=offer.slot.branch.code, door=offer.slot.door, slot=offer.slot_id,
        held_until=offer.held_until.isoformat(), waits=True, now=now,
    )  # fmt: skip
    return draft


def _draft_of(entry: WaitingEntry, known: UUID | None, now: datetime) -> Draft:
    """The draft in which an offer is taken up."""
    joined = entry.draft
    if joined and joined.pk == known and joined.claim_id is None:
        return joined
    contact = {key: value for key, value in entry.contact.items() if key != "token"}
    confirmed = {
        channel: {"value": contact[channel], "at": entry.joined_at.isoformat()}
        for channel in ("phone", "email")
        if contact.get(channel)
    }
    answers = {"contact": contact, "confirmed": confirmed}
    if joined and joined.claim_id is None:
        answers = {name: joined.answers[name] for name in FIRST_ANSWERS if name in joined.answers}
    draft = Draft.objects.create(made_at=now, changed_at=now, answers=answers)
    entry.draft = draft
    entry.save(update_fields=["draft"])
    return draft


@transaction.atomic
def leave(entry_id: int, *, now: datetime) -> WaitingEntry:
    """Stop waiting, or say no to an offer: its place goes to the next in the same transaction. Asked again: nothing."""
    offers = Ticket.objects.held().filter(entry=entry_id).select_for_update().values_list("pk", "slot_id")
    held = list(offers)
    _end([entry_id], WaitingEntry.End.LEFT, now)
    for ticket_id, slot_id in held:
        Ticket.objects.filter(pk=ticket_id).update(ended_at=now, ended_because=Ticket.End.RELEASED)
        free_places(slot_id, 1)
        give_out(slot_id, now=now)
    return WaitingEntry.objects.select_related("list__branch").get(pk=entry_id)


def miss(entry_ids: Sequence[int], *, now: datetime) -> None:
    """An offer was not answered: the turn is over, and the person is told so; who booked meanwhile need not be."""
    entries = WaitingEntry.objects.live().filter(pk__in=entry_ids).select_related("list__branch")
    booked = Ticket.objects.confirmed().filter(contact_index=OuterRef("contact_index"))
    since = booked.filter(taken_at__gt=OuterRef("joined_at"))
    _end(list(entries.filter(Exists(since)).values_list("pk", flat=True)), WaitingEntry.End.ELSEWHERE, now)
    for entry in entries:
        branch = entry.list.branch
        tell("offer_missed", entry, f"waiting:{entry.pk}", now, calendar.wakes_at(branch, now),
              branch_name=branch.name, link=places_address(branch))  # fmt: skip
    _end(entry_ids, WaitingEntry.End.MISSED, now)


def places_address(branch: Branch) -> str:
    """The public page on which anybody sees where this branch has places, and who nearby; of all, if it serves none."""
    page = reverse("availability:branch", args=[branch.code]) if branch.is_active else reverse("availability:country")
    return settings.PUBLIC_BASE_URL + page


def settle(contact_index: bytes, entry_id: int | None, *, now: datetime) -> None:
    """The contact has a place: the number that brought it is answered, and the others wait no more."""
    if entry_id:
        _end([entry_id], WaitingEntry.End.TAKEN, now)
    others = WaitingEntry.objects.in_line().filter(contact_index=contact_index).order_by()
    others.update(ended_at=now, ended_because=WaitingEntry.End.ELSEWHERE)


# --- The end of a list ---


@transaction.atomic
def close(list_id: int, *, opens: Mapping[str, str], others: Sequence[str], now: datetime) -> None:
    """The day of a list cannot be booked any more: who still waits is told, kindly, what opens next and who has places.

    `opens` says it in each language. Where the branch closed the day they are told that, and not that nobody gave a
    place up. Refuses a list whose day still has hours to book, or in which a place is still offered.
    """
    waiting_list = WaitingList.objects.select_for_update(of=("self",)).select_related("branch").get(pk=list_id)
    if _hours(waiting_list.branch, waiting_list.door, waiting_list.day, now).exists():
        raise Refused("Hari itu masih bisa dipesan.")
    live = list(waiting_list.entries.live().select_related("list__branch").order_by("number"))
    if any(entry.offered_at for entry in live):
        raise Refused("Masih ada tempat yang ditawarkan.")
    branch, closed = waiting_list.branch, waiting_list.day_was_closed()
    for entry in live:
        with translation.override(entry.language):
            day = calendar.say_day(waiting_list.day)
        tell("list_closed" if closed else "list_over", entry, f"waiting:{entry.pk}", now,
             calendar.wakes_at(branch, now), branch_name=branch.name, day=day, opens=opens[entry.language],
             others=list(others), link=places_address(branch))  # fmt: skip
    _end([entry.pk for entry in live], WaitingEntry.End.CLOSED if closed else WaitingEntry.End.OVER, now)
    waiting_list.closed_at = now
    waiting_list.save(update_fields=["closed_at"])


def _end(entry_ids: Iterable[int], because: str, now: datetime) -> None:
    live = WaitingEntry.objects.live().filter(pk__in=list(entry_ids))
    live.update(ended_at=now, ended_because=because)
