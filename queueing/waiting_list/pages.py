"""What the page of a number in a waiting list shows: where it stands, what it is offered, what can be expected."""

from datetime import datetime
from typing import Any

from django.conf import settings

from branches import calendar
from claims.models import Claim
from notifications import quiet_hours
from queueing.availability import full
from queueing.models import Ticket, WaitingEntry
from queueing.waiting_list import odds


def shown(entry: WaitingEntry, own: str, now: datetime) -> dict[str, Any]:
    """The page of an entry as it stands now; `own` is the zone of who reads."""
    branch = entry.list.branch
    offer = Ticket.objects.held().filter(entry=entry, held_until__gt=now).select_related("slot__branch").first()
    state = _state(entry, offer, now)
    context = {
        "entry": entry,
        "branch": branch,
        "state": state,
        "day": calendar.say_day(entry.list.day),
        "as_of": calendar.say_clock(branch, now, own),
    }
    if state == "offered" and offer and offer.held_until:
        return context | {
            "visit": calendar.say_instant(branch, offer.slot.starts_at, own),
            "until": calendar.say_instant(branch, offer.held_until, own),
            "left": calendar.say_left(offer.held_until, now),
            "comes": offer.slot.door == Claim.Door.ONSITE,
        }
    if state == "waiting":
        return context | _prospects(entry, own, now)
    return context | {"fullness": full.picture(branch, now, door=entry.list.door)}


def _state(entry: WaitingEntry, offer: Ticket | None, now: datetime) -> str:
    """`waiting` or `offered` while it lives, else how it ended; what a sweep will end within the minute has ended."""
    if entry.ended_at:
        return entry.ended_because
    if offer:
        return "offered"
    if entry.offered_at:
        return WaitingEntry.End.MISSED
    closes = odds.closes_at(entry.list)
    if closes and now < closes:
        return "waiting"
    return WaitingEntry.End.CLOSED if entry.list.day_was_closed() else WaitingEntry.End.OVER


def _prospects(entry: WaitingEntry, own: str, now: datetime) -> dict[str, Any]:
    closes = odds.closes_at(entry.list)
    assert closes  # the entry waits
    position = entry.position()
    return {
        "position": position,
        "ahead": position - 1,
        "given_lately": odds.given_lately(entry.list, now),
        "odds": odds.of(entry.list, position, left=closes - now),
        "closes": calendar.say_deadline(entry.list.branch, closes, own),
        "minutes": settings.OFFER_MINUTES,
        "wakes": f"{quiet_hours.WAKES:%H.%M}",
    }
