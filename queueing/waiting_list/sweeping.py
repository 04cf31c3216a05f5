"""Every minute: what is held too long is freed, what is free goes to who waits, and lists of days gone by end.

Whoever frees a place does the first two at once; the sweep is for holds that nobody asked about, and for what a crash
left. Each slot and each list is a transaction of its own, and doing it twice changes nothing.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import translation

from queueing import places
from queueing.availability import full, nearby
from queueing.models import Slot, Ticket, WaitingEntry, WaitingList
from queueing.waiting_list import waiting
from workflow import each


def sweep(now: datetime) -> int:
    """Release, give out, close; how many slots and lists were touched."""
    held = Ticket.objects.expired(now).order_by().values_list("slot", flat=True).distinct()
    done = each(list(held), release, now=now)
    done += each(_with_a_line(now), give_out, now=now)
    return done + close_lists(now)


def close_lists(now: datetime, *, of_branch: int | None = None) -> int:
    """End the lists of days that cannot be booked any more, everywhere or of one branch; how many."""
    gone_by = _gone_by(now).filter(branch=of_branch) if of_branch else _gone_by(now)
    return each(list(gone_by.values_list("pk", flat=True)), close, now=now)


def release(slot_id: int, *, now: datetime) -> None:
    """End the holds of a slot whose time is over."""
    places.release_expired([slot_id], now=now)


@transaction.atomic
def give_out(slot_id: int, *, now: datetime) -> None:
    """Hold what is free in a slot for who waits for its day."""
    places.lock(slot_id)
    waiting.give_out(slot_id, now=now)


def close(list_id: int, *, now: datetime) -> None:
    """End the list of a day that cannot be booked any more, and tell who waited what there is instead."""
    waiting_list = WaitingList.objects.select_related("branch").get(pk=list_id)
    near = nearby.with_places(waiting_list.branch, now, door=waiting_list.door, most=3)
    others = [f"{other.branch.name}, {other.branch.city}" for other in near]
    opens = {language: _say_opens(waiting_list, language, now) for language, _name in settings.LANGUAGES}
    waiting.close(list_id, opens=opens, others=others, now=now)


def _say_opens(waiting_list: WaitingList, language: str, now: datetime) -> str:
    """When the next day of the branch opens; nothing of a branch that serves no more."""
    if not waiting_list.branch.is_active:
        return ""
    with translation.override(language):
        return full.opens(waiting_list.branch, now, door=waiting_list.door)


def _with_a_line(now: datetime) -> list[int]:
    """The slots that have places free though somebody waits for their day."""
    found: list[int] = []
    in_line = WaitingEntry.objects.in_line().order_by().values("list")
    for waiting_list in WaitingList.objects.filter(pk__in=in_line, day__gte=now.date()):
        free = Slot.objects.bookable(now).filter(taken__lt=F("capacity"), day=waiting_list.day, door=waiting_list.door)
        found += free.filter(branch=waiting_list.branch_id).order_by("starts_at").values_list("pk", flat=True)
    return found


def _gone_by(now: datetime) -> QuerySet[WaitingList]:
    """The open lists whose day has no hour left to book."""
    bookable = Slot.objects.bookable(now).filter(
        branch=OuterRef("branch"), door=OuterRef("door"), day=OuterRef("day"), planned__gt=0, branch__is_active=True
    )
    return WaitingList.objects.filter(~Exists(bookable), closed_at=None)
