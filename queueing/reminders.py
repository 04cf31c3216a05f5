"""Reminders by the hour of a visit: send the papers in time, be reachable, come and bring this.

A slot's people are reminded of one kind together, and a SlotReminder marks that they were. Whoever a sweep that died
midway had reached is not written to again: each claim carries its own mark (see `claims.reminding`). A kind whose use
is over when a late sweep comes is left out.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice

from django.db import transaction

from branches import calendar
from claims import reminding
from claims.filing import locked
from claims.models import Claim
from claims.telling import in_their_language
from notifications import quiet_hours
from queueing.models import Slot, SlotReminder, Ticket
from workflow import Refused, each

Kind = SlotReminder.Kind
Status = Claim.Status

MORNING = time(8)
BEFORE_DEADLINE = timedelta(hours=3)
ENOUGH_TO_ACT = timedelta(hours=1)
"""Later than this before a deadline or an hour at the counter, a reminder only alarms."""

AFTERNOON = time(17)
"""Who comes to a counter hears of it on the afternoon before: there is an evening to find the originals."""

AFTER_SENT_TO_BOX = timedelta(hours=3)
"""Who was told this recently to go to the drop box is not told the same again."""

SLOTS_A_SWEEP = 100
"""A task is stopped after two minutes: a morning's hundreds of hours are seen to in a few sweeps, the nearest first."""

STATUSES: dict[Kind, tuple[Status, ...]] = {
    **dict.fromkeys(Kind, (Status.AWAITING_PAPERS,)),
    Kind.THE_HOUR: (Status.AWAITING_PAPERS, Status.AWAITING_CHECK, Status.SENT_TO_DROPBOX),
}


@dataclass(frozen=True)
class Due:
    """One kind of reminder of one slot: who confirmed later than `at` has just been told all of it."""

    slot: Slot
    kind: str
    at: datetime
    until: datetime


def remind_due(now: datetime) -> int:
    """Remind whoever is to be reminded now; how many kinds of slots were seen to."""
    return each(list(islice(due(now), SLOTS_A_SWEEP)), remind_slot, now=now)


def due(now: datetime) -> Iterator[Due]:
    """The kinds whose moment has come, whose use is not over, and that are not done."""
    ahead = Slot.objects.filter(starts_at__gt=now, starts_at__lt=now + timedelta(days=4), taken__gt=0)
    for slot in ahead.select_related("branch").prefetch_related("reminders").order_by("starts_at"):
        done = {reminder.kind for reminder in slot.reminders.all()}
        for moment in moments(slot):
            if moment.kind not in done and moment.at <= now < moment.until and _may_be_sent(moment, now):
                yield moment


def moments(slot: Slot) -> Iterator[Due]:
    """When the people of a slot are reminded, and until when it is still of use.

    Papers of an on-site place are brought, so nobody is pressed to send them. By H-1's midnight it is settled who has
    sent everything; that is why an online place is spoken of on the morning itself, and at the earliest decent hour.
    """

    def on(days_before: int, moment: time) -> datetime:
        return calendar.at(slot.branch, slot.day - timedelta(days=days_before), moment)

    if slot.door == Claim.Door.ONSITE:
        yield Due(slot, Kind.THE_HOUR, on(1, AFTERNOON), slot.starts_at - ENOUGH_TO_ACT)
        return
    last_hours = slot.papers_due_at - BEFORE_DEADLINE
    yield Due(slot, Kind.THREE_DAYS, on(3, MORNING), on(3, quiet_hours.SLEEPS))
    yield Due(slot, Kind.DAY_BEFORE, on(1, MORNING), last_hours - BEFORE_DEADLINE)
    yield Due(slot, Kind.LAST_HOURS, last_hours, slot.papers_due_at - ENOUGH_TO_ACT)
    same_day = max(slot.starts_at - BEFORE_DEADLINE, on(0, quiet_hours.WAKES))
    yield Due(slot, Kind.SAME_DAY, same_day, slot.starts_at - ENOUGH_TO_ACT)
    yield Due(slot, Kind.THE_HOUR, on(0, quiet_hours.WAKES), slot.starts_at)


def _may_be_sent(moment: Due, now: datetime) -> bool:
    """By day, except the last call before the deadline: H-1 ends at midnight, so that one comes in the evening."""
    return moment.kind == Kind.LAST_HOURS or calendar.is_awake(moment.slot.branch, now)


def remind_slot(moment: Due, *, now: datetime) -> None:
    """Remind everybody of a slot who confirmed before the moment, each in a transaction of their own; then mark it."""
    people = Ticket.objects.confirmed().filter(
        slot=moment.slot, confirmed_at__lte=moment.at, claim__status__in=STATUSES[Kind(moment.kind)]
    )
    each(list(people.order_by("pk").values_list("pk", flat=True)), remind, kind=moment.kind, now=now)
    SlotReminder.objects.get_or_create(slot=moment.slot, kind=moment.kind, defaults={"done_at": now})


@transaction.atomic
def remind(ticket_id: int, *, kind: str, now: datetime) -> Claim:
    """Remind the person of a place of one kind, unless it no longer holds for them or was done."""
    claim = locked(Ticket.objects.values_list("claim_id", flat=True).get(pk=ticket_id))
    ticket = Ticket.objects.confirmed().filter(pk=ticket_id, claim=claim).select_related("slot").first()
    if ticket is None or claim.status not in STATUSES[Kind(kind)]:
        raise Refused("Tempat ini sudah tidak dipegang untuk hal itu.")
    mark: Mapping[str, object] = {"kind": kind, "ticket": ticket.pk}
    with in_their_language(claim):
        (_of_the_hour if kind == Kind.THE_HOUR else _of_papers)(claim, ticket, mark, now)
    return claim


def _of_papers(claim: Claim, ticket: Ticket, mark: Mapping[str, object], now: datetime) -> None:
    if claim.deadline_has_passed(now) or not (missing := [need.label for need in claim.missing_papers()]):
        raise Refused("Dokumen klaim ini tidak lagi ditunggu.")
    reminding.remind(claim, message="papers_still_missing", mark=mark, now=now, missing=missing)


def _of_the_hour(claim: Claim, ticket: Ticket, mark: Mapping[str, object], now: datetime) -> None:
    if words := _SAID.get((claim.status, ticket.slot.door)):
        words(claim, mark, now)
    else:
        raise Refused("Tidak ada yang perlu diingatkan.")


def _be_reachable(claim: Claim, mark: Mapping[str, object], now: datetime) -> None:
    reminding.remind(claim, message="be_reachable", mark=mark, now=now)


def _come_and_bring(claim: Claim, mark: Mapping[str, object], now: datetime) -> None:
    bring = [need.label for need in claim.needs() if need.state == "required"]
    reminding.remind(
        claim, message="come_and_bring", mark=mark, now=now, bring=bring, branch_address=claim.branch.address
    )  # fmt: skip


def _bring_the_envelope(claim: Claim, mark: Mapping[str, object], now: datetime) -> None:
    assert claim.sent_to_dropbox_at  # its status says so
    told_at = calendar.wakes_at(claim.branch, claim.sent_to_dropbox_at)
    if not claim.awaits_envelope or now < told_at + AFTER_SENT_TO_BOX:
        raise Refused("Klaim ini baru saja dikabari, atau dokumennya sudah di sini.")
    reminding.ask_for_envelope(claim, mark=mark, now=now)


_SAID: dict[tuple[str, str], Callable[[Claim, Mapping[str, object], datetime], None]] = {
    (Status.AWAITING_CHECK, Claim.Door.ONLINE): _be_reachable,
    (Status.AWAITING_PAPERS, Claim.Door.ONSITE): _come_and_bring,
    (Status.AWAITING_CHECK, Claim.Door.ONSITE): _come_and_bring,
    (Status.SENT_TO_DROPBOX, Claim.Door.ONLINE): _bring_the_envelope,
}
"""What is said of the hour, by where the claim stands and by which door the place is."""
