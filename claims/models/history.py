"""What happened to a claim, in order, never edited. Timeline, audit trail and messages hang on it."""

import hashlib
import json
from uuid import uuid4

from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from claims.models.claim import Claim


class ClaimEvent(models.Model):
    """One thing that happened. Chained by hash to the one before; the database refuses UPDATE and DELETE.

    `detail` holds codes and ids only: what a person wrote, and who a person is, rest elsewhere under the claim's key.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="events", db_index=False)
    number = models.PositiveIntegerField("urutan")
    name = models.CharField("peristiwa", max_length=40)
    at = models.DateTimeField("waktu")
    by = models.CharField("oleh", max_length=60)
    detail = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = "peristiwa"
        verbose_name_plural = "peristiwa"
        ordering = ["claim", "number"]
        constraints = [models.UniqueConstraint(fields=["claim", "number"], name="claim_event_number_once")]
        # Events are only ever added, so they lie in the order of time: the smallest index there is finds a day of them.
        indexes = [
            BrinIndex(fields=["at"], name="claim_event_at", pages_per_range=32, autosummarize=True),
            # The few an officer let go: looked for whenever they take the next.
            models.Index(fields=["by", "claim"], name="claim_let_go", condition=models.Q(name="put_back")),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"

    @property
    def key(self) -> str:
        """The opaque key under which messages speak of this event."""
        return f"claim-event:{self.pk}"

    def computed_hash(self) -> str:
        """SHA-256 over this event and the hash before it, in one canonical writing."""
        written = json.dumps(
            [
                self.previous_hash,
                str(self.claim_id),
                self.number,
                self.name,
                self.at.isoformat(timespec="microseconds"),
                self.by,
                self.detail,
            ],
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=True,
        )
        return hashlib.sha256(written.encode()).hexdigest()
