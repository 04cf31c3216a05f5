"""The gate's page: the field, the person who was found, who is here and who is awaited."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse

from accounts.admin_rights import officer_of
from accounts.models import User
from accounts.staff_pages import desk_page
from branches import calendar
from branches.models import Branch
from claims.models import Claim
from frontdesk import finding
from frontdesk.forms import ArrivalForm, CheckInForm, ScanForm
from frontdesk.models import DeskSettings, Visit, VisitSeries
from privacy.vault import Unreadable
from queueing.capacity.access import keeps_plans
from queueing.day.by_hour import called
from queueing.models import Dispute, Ticket
from queueing.slots import say_hour

SHOWN = 60
"""The visits of the day that the page lists, the newest first."""

NEXT_IN = 20
"""Of those who wait outside, the first so many: who stands further back is let in by their ticket."""


@dataclass(frozen=True)
class Brought:
    """A claim somebody comes with, as the gate sees it: enough to hold the KTP beside it, and no more."""

    claim: Claim
    ticket: Ticket | None
    is_ours: bool

    @property
    def key(self) -> str:
        return str(self.claim.pk)

    @cached_property
    def name(self) -> str:
        """The applicant, not whole; of another branch's claim nobody is named."""
        return _called(self.claim) if self.is_ours else ""

    @property
    def place(self) -> str:
        """The place of today in words, or why there is none."""
        if self.ticket:
            return f"hari ini {say_hour(self.ticket.slot.branch, self.ticket.slot)}"
        if self.claim.status == Claim.Status.SENT_TO_DROPBOX:
            return "amplop ditunggu"
        return "tidak perlu datang" if self.claim.stays_home and not self.claim.is_final else "tanpa tempat hari ini"

    @property
    def is_awaited(self) -> bool:
        """Whether the person has a reason to be here with it: their page ticks it."""
        return self.ticket is not None or self.claim.status == Claim.Status.SENT_TO_DROPBOX


@dataclass(frozen=True)
class Person:
    """Who was found: the claims they come with, and the one that was asked for first."""

    brought: list[Brought]
    form: CheckInForm
    is_disputed: bool
    is_awaited: bool

    @property
    def first(self) -> Brought:
        return self.brought[0]

    @property
    def chosen(self) -> set[str]:
        """The keys of the claims that are ticked."""
        return {str(each) for each in self.form["claims"].value() or ()}


@dataclass(frozen=True)
class Expected:
    """One place of today whose person has not been seen yet."""

    ticket: Ticket
    is_open: bool

    @property
    def claim(self) -> Claim:
        assert self.ticket.claim  # a confirmed place has one
        return self.ticket.claim

    @cached_property
    def name(self) -> str:
        return _called(self.claim)

    @property
    def hour(self) -> str:
        return say_hour(self.ticket.slot.branch, self.ticket.slot)


def _called(claim: Claim) -> str:
    try:
        return called(claim.applicant.name)
    except Unreadable:
        return "—"


def find_person(claim: Claim, branch: Branch, user: User, *, now: datetime, posted: Any = None) -> Person:
    """The person of a claim with all they may have come for; what was posted fills their form again."""
    day = calendar.local_day(branch, now)
    ours = set(Claim.objects.visible_to(user).filter(pk=claim.pk))
    claims = finding.claims_together(claim, user) if ours else [claim]
    places = {ticket.claim_id: ticket for ticket in _awaited_with(claims, branch, day)}
    brought = [Brought(each, places.get(each.pk), each != claim or bool(ours)) for each in claims]
    initial = {
        "claims": [each.claim.pk for each in brought if each.is_awaited] or [claim.pk],
        "series": _series_for(brought[0]),
    }
    form = CheckInForm(posted, claims=claims, desk=DeskSettings.of(branch), initial=initial)
    is_disputed = Dispute.objects.standing().with_side(claim).exists()
    return Person(brought, form, is_disputed, is_awaited=any(each.is_awaited for each in brought))


def _awaited_with(claims: Iterable[Claim], branch: Branch, day: date) -> list[Ticket]:
    places = finding.awaited(branch, day).filter(claim__in=[claim.pk for claim in claims])
    return list(places.select_related("slot__branch"))


def _series_for(brought: Brought) -> str:
    """What they came for, as far as the claim tells."""
    claim = brought.claim
    to_the_box = claim.status == Claim.Status.SENT_TO_DROPBOX or claim.door == Claim.Door.GATE
    return VisitSeries.DROP_BOX if to_the_box and not claim.is_final else VisitSeries.COUNTER


def show_gate(
    request: HttpRequest,
    branch: Branch,
    *,
    now: datetime,
    scan: Form | None = None,
    person: Person | None = None,
    newcomer: Form | None = None,
    visit: Visit | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page. The person, or the visit that was found, stands first; the lists stand beside it."""
    day, desk, user = calendar.local_day(branch, now), DeskSettings.of(branch), officer_of(request)
    context = {
        **_lists(branch, day, person),
        "branch": branch,
        "today": day,
        "desk": desk,
        "scan": scan or ScanForm(comes_first=person is None),
        "person": person,
        "visit": visit,
        "newcomer": newcomer or ArrivalForm(desk=desk, prefix="tamu", initial={"series": VisitSeries.DROP_BOX}),
        "may_set": keeps_plans(user),
        "branches": user.branches_in_sight(),
        "title": f"Gerbang {branch}",
    }
    return desk_page(request, "frontdesk/gate.html", context, status=status)


def _lists(branch: Branch, day: date, person: Person | None) -> dict[str, Any]:
    """How many are inside, who waits outside, who came, and who has yet to."""
    today = Visit.objects.of_day(branch, day)
    outside = list(today.outside())
    return {
        "inside": today.inside().count_people(),
        "outside": outside[:NEXT_IN],
        "number_outside": len(outside),
        "further_back": len(outside[NEXT_IN:]),
        "visits": list(today.prefetch_related("claims").order_by("-arrived_at", "-number")[:SHOWN]),
        "expected": _expected(branch, day, person),
    }


def _expected(branch: Branch, day: date, person: Person | None) -> list[Expected]:
    """Whom the branch awaits today, by hour; the person who was found is opened among them."""
    found = {each.claim.pk for each in person.brought} if person else set()
    places = finding.awaited(branch, day).select_related("slot", "claim__applicant", "claim__programme")
    rows = list(places.order_by("slot__starts_at", "taken_at"))
    for ticket in rows:
        ticket.slot.branch = branch
    return [Expected(ticket, ticket.claim_id in found) for ticket in rows]
