"""Who lost a place because a branch closed or shrank its hour, and where they are now."""

from datetime import date, datetime, timedelta

from branches.models import Branch
from queueing.capacity.reseating import people_too_many
from queueing.models import Slot, Ticket, WaitingEntry

SHOWN_FOR = timedelta(days=14)
SHOWN = 200


def people_moved(branch: Branch, now: datetime, *, door: str = "", day: date | None = None) -> list[Ticket]:
    """The places that ended by the branch's wish: of one day, or of any hour in the last fortnight; latest first."""
    closed = Ticket.objects.filter(slot__branch=branch, ended_because=Ticket.End.CLOSED).exclude(claim=None)
    of = closed.filter(slot__day=day) if day else closed.filter(ended_at__gt=now - SHOWN_FOR, slot__door=door)
    return list(of.select_related("claim__branch", "slot").order_by("-ended_at", "slot__starts_at", "pk")[:SHOWN])


def say_moved(branch: Branch, now: datetime) -> str:
    """What one saving at `now` did to people, in a sentence; empty when it touched nobody."""
    ended = Ticket.objects.filter(slot__branch=branch, ended_because=Ticket.End.CLOSED, ended_at=now).exclude(
        claim=None
    )
    claims = [ticket.claim for ticket in ended.select_related("claim") if ticket.claim]
    moved = sum(claim.visit_at is not None for claim in claims)
    choose = sum(claim.visit_at is None and claim.may_choose_hour for claim in claims)
    overfull = Slot.objects.overfull(now).filter(branch=branch)
    left = sum(len(people_too_many(slot, slot.planned)) for slot in overfull)
    waited = WaitingEntry.objects.filter(list__branch=branch, ended_because=WaitingEntry.End.CLOSED, ended_at=now)
    said = (
        (moved, "orang dipindahkan dan dikabari."),
        (choose, "orang diminta memilih sendiri."),
        (len(claims) - moved - choose, "orang dikabari bahwa jamnya tidak berlaku; berkasnya tetap dikerjakan."),
        (left, "orang lagi dipindahkan dalam beberapa menit."),
        (waited.count(), "nomor di daftar tunggu berakhir dan pemiliknya dikabari."),
    )
    return " ".join(f"{count} {words}" for count, words in said if count)
