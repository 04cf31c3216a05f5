"""Written questions: an officer asks, the person answers on the claim's page, the officer reads it at the desk."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from claims.filing import locked
from claims.history import record
from claims.models import Claim, OfficerQuestion
from claims.telling import tell
from workflow import Refused


def ask(claim: Claim, text: str, *, by: str, now: datetime) -> OfficerQuestion:
    """Ask, and tell the person what is asked. The caller holds the claim's lock."""
    if not text:
        raise Refused("Tulis pertanyaannya.")
    asked = OfficerQuestion.objects.create(claim=claim, text=text, asked_at=now, asked_by=by)
    event = record(claim, "question_asked", by=by, now=now, question=str(asked.pk))
    tell("officer_asks", claim, event, now=now, question=text)
    return asked


@transaction.atomic
def answer(question_id: UUID, *, text: str, by: str, now: datetime) -> OfficerQuestion:
    """The person's own words, once."""
    claim = locked(OfficerQuestion.objects.values_list("claim_id", flat=True).get(pk=question_id))
    asked = OfficerQuestion.objects.get(pk=question_id)
    if claim.is_final:
        raise Refused(_("Klaim ini sudah selesai."))
    if asked.answered_at:
        raise Refused(_("Pertanyaan ini sudah dijawab."))
    asked.claim = claim
    asked.answer, asked.answered_at = text, now
    asked.save(update_fields=["answer", "answered_at"])
    record(claim, "question_answered", by=by, now=now, question=str(asked.pk))
    return asked
