"""A branch's day by hour, as its staff reads it: who has a place, which papers are here, who has to come."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from zoneinfo import ZoneInfo

from django.db.models import Q

from branches.models import Branch
from claims.models import Claim
from privacy.vault import Unreadable
from queueing.models import Dispute, Slot, Ticket
from queueing.slots import say_hour

_WITH_CLAIM = tuple(
    f"claim__{each}" for each in ("programme", "cause", "edition", "branch", "participant", "applicant")
)


@dataclass(frozen=True)
class Papers:
    """The state of a claim's papers in a word or two, and its colour: good, wait, wrong or none."""

    words: str
    tone: str = ""


@dataclass(frozen=True)
class Row:
    """One place of the day."""

    ticket: Ticket
    papers: Papers
    is_disputed: bool

    @property
    def claim(self) -> Claim | None:
        """Whose place it is; None while it is being filled in, when nobody is to know by whom."""
        return self.ticket.claim

    @cached_property
    def name(self) -> str:
        """The applicant as one calls them at a counter. Lists are printed and lie about, so the name is not whole."""
        try:
            return called(self.claim.applicant.name) if self.claim else ""
        except Unreadable:
            return "—"

    @property
    def marked(self) -> str:
        """By the branch's clock, when it was marked that they came or did not."""
        marked_at = self.ticket.came_at or self.ticket.missed_at
        return clock(self.ticket.slot.branch, marked_at) if marked_at else ""

    @property
    def attendance(self) -> str:
        """Came, missed, still awaited, or not asked to come."""
        if self.ticket.came_at:
            return "hadir"
        if self.ticket.missed_at:
            return "tidak hadir"
        return "ditunggu" if self.ticket.must_come else "tidak perlu datang"


@dataclass(frozen=True)
class Hour:
    """All places that begin at one instant, by whichever door."""

    label: str
    slots: list[Slot]
    rows: list[Row]
    has_begun: bool


@dataclass(frozen=True)
class Day:
    """One day of one branch."""

    branch: Branch
    day: date
    hours: list[Hour]

    @cached_property
    def rows(self) -> list[Row]:
        return [row for hour in self.hours for row in hour.rows]

    def count(self, attendance: str) -> int:
        """How many claims of the day stand so: one of the words of `Row.attendance`."""
        return sum(row.claim is not None and row.attendance == attendance for row in self.rows)

    @property
    def came(self) -> int:
        return self.count("hadir")

    @property
    def missed(self) -> int:
        return self.count("tidak hadir")

    @property
    def awaited(self) -> int:
        return self.count("ditunggu")

    @property
    def stay_home(self) -> int:
        return self.count("tidak perlu datang")

    @property
    def being_filled_in(self) -> int:
        return sum(row.claim is None for row in self.rows)


def day_of(branch: Branch, day: date, *, now: datetime) -> Day:
    """The day with all its places. The number of queries does not grow with them."""
    slots = list(Slot.objects.filter(branch=branch, day=day).order_by("starts_at", "door"))
    for slot in slots:
        slot.branch = branch
    by_slot = _rows_by_slot(slots, now)
    hours = [list(same) for _starts_at, same in groupby(slots, key=attrgetter("starts_at"))]
    return Day(branch, day, [_hour(branch, same, by_slot, now) for same in hours])


def _hour(branch: Branch, slots: list[Slot], by_slot: dict[int, list[Row]], now: datetime) -> Hour:
    rows = [row for slot in slots for row in by_slot[slot.pk]]
    rows.sort(key=lambda row: (row.claim is None, not row.ticket.must_come, row.ticket.taken_at, row.ticket.pk))
    longest = max(slots, key=attrgetter("ends_at"))
    return Hour(say_hour(branch, longest), slots, rows, has_begun=slots[0].starts_at <= now)


def _rows_by_slot(slots: list[Slot], now: datetime) -> dict[int, list[Row]]:
    tickets = Ticket.objects.filter(slot__in=slots).shown_on_its_day(now).select_related("claim", *_WITH_CLAIM)
    by_id = {slot.pk: slot for slot in slots}
    shown = list(tickets.prefetch_related("claim__papers__kind", "claim__papers__files"))
    disputed = _disputed(ticket.claim_id for ticket in shown if ticket.claim_id)
    rows: dict[int, list[Row]] = defaultdict(list)
    for ticket in shown:
        ticket.slot = by_id[ticket.slot_id]
        papers = papers_of(ticket.claim) if ticket.claim else Papers("sedang diisi")
        rows[ticket.slot_id].append(Row(ticket, papers, ticket.claim_id in disputed))
    return rows


def _disputed(claim_ids: Iterable) -> set:
    """Those of the claims about which a dispute is open, as the first or as the second."""
    ids = list(claim_ids)
    still_open = Dispute.objects.filter(Q(first__in=ids) | Q(second__in=ids), settled_at=None)
    return {claim_id for pair in still_open.values_list("first_id", "second_id") for claim_id in pair}


def papers_of(claim: Claim) -> Papers:
    """How far the papers of a claim are. Its papers and their files are at hand."""
    status = claim.Status
    if claim.status == status.SENT_TO_DROPBOX:
        return Papers("lengkap setelah H-1", "wait") if claim.completed_late_at else Papers("drop box", "wait")
    if claim.status == status.AWAITING_CHECK:
        return Papers("di petugas", "good")
    if claim.status not in (status.AWAITING_PAPERS, status.AWAITING_REPAIR):
        return Papers(str(claim.get_status_display()))
    missing = len(claim.unmet_by(claim.papers.all()))
    repair = "perbaikan, " if claim.status == status.AWAITING_REPAIR else ""
    return Papers(f"{repair}kurang {missing}", "wrong") if missing else Papers(f"{repair}lengkap", "good")


def clock(branch: Branch, instant: datetime) -> str:
    """Like "09.00", by the branch's clock."""
    return f"{instant.astimezone(ZoneInfo(branch.zone)):%H.%M}"


def called(name: str) -> str:
    """The first word of a name and the letters of the others: "Budi Contoh Santosa" is called Budi C. S."""
    first, *others = name.split() or [""]
    return " ".join([first, *(f"{word[0].upper()}." for word in others)])
