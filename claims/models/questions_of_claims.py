"""What is asked of many claims at once, in words: whose turn, what is free, late, due, or today's."""

from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import FilteredRelation, Q

from accounts.models import User
from branches import calendar

if TYPE_CHECKING:
    from claims.models.claim import Claim  # noqa: F401 (named in annotations)

ENVELOPE_WAIT = timedelta(days=30)
"""How long a claim sent to the drop box waits for its envelope, to the end of the last day, before it expires."""

WITHOUT_PLACE = timedelta(days=7)
"""How many whole days of its branch a claim whose place is gone waits for another one before it is withdrawn."""


TURN = ("turn_on", "promised_on", "submitted_at", "id")
"""The order in which claims are handed out: booked day, promise, age."""

CHECKED = Q(status="awaiting_check")
FREE = CHECKED & Q(taken_by="", proposed_at=None)

OWED = ("promised_on", "decided_at", "id")
"""The order in which verified claims are forwarded: promise, then age. What nothing was promised for comes last."""

UNFORWARDED = Q(status="verified", forwarded_at=None)

LISTED = (
    "case_number", "status", "door", "opened_at", "submitted_at", "visit_at", "promised_on", "rests_until",
    "late_because", "taken_by", "branch__name", "branch__zone", "programme__code", "cause__name",
)  # fmt: skip
"""The columns that lists of claims show."""

OF_THE_BANK = ("decided_at", "forwarded_at")
"""And those that lists of verified claims show."""

SAME_OFFICER_FOR = timedelta(hours=24)
"""How long an answered repair, or a claim given to a colleague, waits for that officer before anybody may take it."""


def late(now: datetime) -> Q:
    """Still with the officers although the promised day is over, by the clock of each branch."""
    return CHECKED & _promise_is_over(now)


def _promise_is_over(now: datetime) -> Q:
    days = calendar.days_by_zone(now)
    over = reduce(or_, (Q(branch__zone=zone, promised_on__lt=day) for zone, day in days.items()))
    return over & Q(promised_on__lt=max(days.values()))


class ClaimQuerySet(models.QuerySet["Claim"]):
    def visible_to(self, user: User) -> "ClaimQuerySet":
        """The claims of the branches this person serves; all of them for who serves every branch."""
        if user.sees_every_branch:
            return self
        return self.filter(branch__in=user.branch_keys)

    def open(self) -> "ClaimQuerySet":
        """Claims on which somebody still has to act."""
        return self.exclude(status__in=self.model.FINAL)

    def awaiting_check(self) -> "ClaimQuerySet":
        return self.filter(status=self.model.Status.AWAITING_CHECK)

    def free_for(self, officer: str, now: datetime) -> "ClaimQuerySet":
        """Claims that this officer may take now: nobody holds them, they do not rest, no colleague comes first.

        What waits for a second officer is nobody's either.
        """
        mine = Q(reserved_for__in=("", officer)) | Q(reserved_until__lte=now)
        awake = Q(rests_until=None) | Q(rests_until__lte=now)
        return self.awaiting_check().filter(mine, awake, taken_by="", proposed_at=None)

    def late(self, now: datetime) -> "ClaimQuerySet":
        """Claims still with the officers although the promised day is over at their branch."""
        return self.filter(late(now))

    def late_unpaid(self, now: datetime) -> "ClaimQuerySet":
        """Claims that are verified and not paid although the promised day is over at their branch."""
        return self.filter(_promise_is_over(now), status=self.model.Status.VERIFIED)

    def of_today(self, now: datetime) -> "ClaimQuerySet":
        """Claims whose booked hour is today at their branch."""
        days = {zone: calendar.day_in_zone(zone, day) for zone, day in calendar.days_by_zone(now).items()}
        today = reduce(or_, (Q(branch__zone=zone, visit_at__gte=a, visit_at__lt=z) for zone, (a, z) in days.items()))
        first, last = min(begins for begins, _ in days.values()), max(ends for _, ends in days.values())
        return self.filter(today, visit_at__gte=first, visit_at__lt=last)

    def papers_due(self, now: datetime) -> "ClaimQuerySet":
        """Claims whose H-1 is over: the branch's midnight before the visit has passed."""
        return self.filter(status=self.model.Status.AWAITING_PAPERS, papers_due_at__lte=now)

    def repairs_due(self, now: datetime) -> "ClaimQuerySet":
        """Claims whose repair was not answered in time."""
        return self.filter(status=self.model.Status.AWAITING_REPAIR, repair_due_at__lte=now)

    def without_place(self, now: datetime) -> "ClaimQuerySet":
        """Claims whose place is gone and that may still choose another one."""
        return self.filter(status=self.model.Status.AWAITING_PAPERS, place_lost_at__isnull=False, papers_due_at__gt=now)

    def awaiting_envelope(self) -> "ClaimQuerySet":
        """Sent to the drop box and waiting for the person.

        What was completed online, and what lies here in an envelope, waits for the branch instead.
        """
        return self.filter(status=self.model.Status.SENT_TO_DROPBOX, completed_late_at=None, envelope_at=None)

    def envelopes_due(self, now: datetime) -> "ClaimQuerySet":
        """Claims whose envelope did not come in time: the last of its days is over at its branch."""
        days = {zone: calendar.day_in_zone(zone, day) for zone, day in calendar.days_by_zone(now).items()}
        waited = (
            Q(branch__zone=zone, sent_to_dropbox_at__lte=begins - ENVELOPE_WAIT) for zone, (begins, _) in days.items()
        )
        return self.awaiting_envelope().filter(reduce(or_, waited), sent_to_dropbox_at__lte=now - ENVELOPE_WAIT)

    def completed_late(self) -> "ClaimQuerySet":
        """Sent to the drop box, but the papers are all here: the branch may take the claim online."""
        return self.filter(status=self.model.Status.SENT_TO_DROPBOX, completed_late_at__isnull=False)

    def payable(self, now: datetime) -> "ClaimQuerySet":
        """Verified, in no batch, and no other account waits to come into force: the oldest promise first."""
        changes = "applicant__account_changes"
        waiting = Q(**{f"{changes}__cancelled_at": None, f"{changes}__effective_at__gt": now})
        joined = self.annotate(waiting_account=FilteredRelation(changes, condition=waiting))
        return joined.filter(UNFORWARDED, waiting_account=None).order_by(*OWED)

    def as_listed(self) -> "ClaimQuerySet":
        """With what a list of claims names, and no more; nobody's data are read for it."""
        return self.select_related("branch", "programme", "cause").only(*LISTED)

    def as_listed_at_bank(self) -> "ClaimQuerySet":
        """The same of verified claims, with when they were decided and forwarded."""
        return self.select_related("branch", "programme", "cause").only(*LISTED, *OF_THE_BANK)

    def with_people(self) -> "ClaimQuerySet":
        return self.select_related("participant", "applicant", "branch", "programme", "cause", "edition")
