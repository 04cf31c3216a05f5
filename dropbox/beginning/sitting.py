"""The draft an officer fills in for somebody at the gate: the intake's own, known by its key and by who began it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from claims import fresh
from claims.models import Applicant, Claim
from queueing import beginning
from queueing.asker import Asker
from queueing.intake import drafts
from queueing.intake.steps import ENVELOPE, Intake
from queueing.models import DRAFT_LIVES_FOR, Draft

_STAFF = "staff"


def begin(user: User, *, now: datetime, **answers: Any) -> Draft:
    """A draft of this officer's, with what is known already."""
    draft = Draft.objects.create(made_at=now, changed_at=now, answers={})
    drafts.put(draft, now=now, **{**answers, _STAFF: user.actor, "way": ENVELOPE, "papers_seen": True})
    return draft


def intake_of(user: User, draft_id: UUID, *, now: datetime) -> Intake:
    """What was answered so far; 404 for a draft that is another's, too old, or a claim by now."""
    living = Draft.objects.filter(pk=draft_id, claim=None, changed_at__gt=now - DRAFT_LIVES_FOR)
    draft = living.first()
    if draft is None or draft.answers.get(_STAFF) != user.actor:
        raise Http404
    return Intake(draft, now=now)


def open_claim(intake: Intake, user: User) -> Claim:
    """Open the claim of the draft, by this officer. Refuses as `beginning.begin` does."""
    begun = beginning.Beginning(
        intake.opening("id"),
        Asker(intake.contact_index),
        fresh.handles(),
    )
    return beginning.begin(intake.draft.pk, begun, by=user.actor, now=intake.now)


def begun_together(claim: Claim, *, now: datetime) -> QuerySet[Claim]:
    """This claim and those the same officer began for the same contact within the day: one run of slips."""
    theirs = Claim.objects.with_people().filter(opened_by=claim.opened_by, opened_at__gt=now - DRAFT_LIVES_FOR)
    return theirs.filter(applicant__in=_of_contact(claim.applicant)).order_by("opened_at")


def _of_contact(filer: Applicant) -> QuerySet[Applicant]:
    if filer.phone_index:
        return Applicant.objects.filter(phone_index=filer.phone_index)
    return Applicant.objects.filter(email_index=filer.email_index)
