from datetime import datetime
from uuid import uuid4

from django.db import models
from django.db.models import F, Q


class Room(models.Model):
    """Where two people see each other for a while. It knows neither: who may come in is asked of the room above."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    about = models.CharField(
        "tentang", max_length=80, unique=True, help_text="Opaque key: what the room was opened for."
    )
    opens_at = models.DateTimeField("dibuka")
    closes_at = models.DateTimeField("ditutup", help_text="Exclusive.")
    ended_at = models.DateTimeField("diakhiri", null=True, blank=True, help_text="Before its time, by who opened it.")

    class Meta:
        verbose_name = "ruang video"
        verbose_name_plural = "ruang video"
        constraints = [
            models.CheckConstraint(name="room_opens_before_it_closes", condition=Q(closes_at__gt=F("opens_at")))
        ]

    def __str__(self) -> str:
        return f"ruang {self.about}"

    def is_open(self, now: datetime) -> bool:
        return self.ended_at is None and self.opens_at <= now < self.closes_at
