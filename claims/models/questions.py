from uuid import uuid4

from django.db import models
from django.db.models import Q

from claims.models.claim import Claim
from claims.models.people import OfAClaim
from privacy.fields import SealedTextField

UNREAD = Q(answered_at__isnull=False, read_at=None)
"""Answered, and nobody has opened the claim since."""


class OfficerQuestionQuerySet(models.QuerySet["OfficerQuestion"]):
    def unread(self) -> "OfficerQuestionQuerySet":
        """Those whose answer still waits to be read."""
        return self.filter(UNREAD)


class OfficerQuestion(OfAClaim):
    """What an officer wants to know in writing, and what the person answered on the claim's page."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="questions", verbose_name="klaim")
    text = SealedTextField("pertanyaan")
    asked_at = models.DateTimeField("ditanyakan pada")
    asked_by = models.CharField("ditanyakan oleh", max_length=60)
    answer = SealedTextField("jawaban")
    answered_at = models.DateTimeField("dijawab pada", null=True, blank=True)
    read_at = models.DateTimeField("jawaban dibaca pada", null=True, blank=True)

    objects = OfficerQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "pertanyaan petugas"
        verbose_name_plural = "pertanyaan petugas"
        indexes = [
            models.Index(fields=["claim"], condition=Q(answered_at=None), name="question_unanswered"),
            models.Index(fields=["asked_by"], condition=UNREAD, name="question_answer_unread"),
        ]

    def __str__(self) -> str:
        return f"pertanyaan {self.pk}"
