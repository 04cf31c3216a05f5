"""What a person has answered so far, before there is a claim."""

from datetime import timedelta
from uuid import uuid4

from django.db import models

from claims.models import Claim
from privacy.fields import SealedJSONField

DRAFT_LIVES_FOR = timedelta(hours=24)


class Draft(models.Model):
    """A person's answers until they become a claim. It is also the idempotency key of the booking.

    Answers rest sealed under the house's keys. The draft stays for a day after it became a claim, so that the
    confirmation can be opened again, and as long as it waits in a list.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    answers = SealedJSONField("jawaban", default=dict)
    made_at = models.DateTimeField("dibuat")
    changed_at = models.DateTimeField("diubah", db_index=True)
    claim = models.ForeignKey(Claim, models.CASCADE, null=True, blank=True, related_name="drafts")

    class Meta:
        verbose_name = "rancangan pengajuan"
        verbose_name_plural = "rancangan pengajuan"

    def __str__(self) -> str:
        return f"rancangan {self.pk}"
