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
    """The person's own words, once. A claim that rested until then lies again before the officer who asked."""
    claim = locked(OfficerQuestion.objects.values_list("claim_id", flat=True).get(pk=question_id))
    asked = OfficerQuestion.objects.get(pk=question_id)
    if claim.is_final:
        raise Refused(_("Klaim ini sudah selesai."))
    if asked.answered_at:
        raise Refused(_("Pertanyaan ini sudah dijawab."))
    asked.claim = claim
    asked.answer, asked.answered_at = text, now
    asked.save(update_fields=["answer", "answered_at"])
    if claim.rests_until and claim.reserved_for == asked.asked_by:
        claim.rests_until = None
        claim.save(update_fields=["rests_until"])
    record(claim, "question_answered", by=by, now=now, question=str(asked.pk))
    return asked


def note_read(claim: Claim, *, by: str, now: datetime) -> None:
    """Answers are before the eyes of who asked, or of who holds the claim now: they wait for nobody any more."""
    unread = claim.questions.unread()
    (unread if claim.is_held_by(by) else unread.filter(asked_by=by)).update(read_at=now)
