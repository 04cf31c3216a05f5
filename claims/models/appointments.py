from datetime import datetime, timedelta
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim

OPENS_BEFORE = timedelta(minutes=15)
CLOSES_AFTER = timedelta(hours=1)
"""Around the agreed hour: how early the room of a video call opens, and how long it stays open."""


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def open(self) -> "AppointmentQuerySet":
        return self.filter(ended_at=None)


class Appointment(models.Model):
    """The hour at which an officer calls, by telephone or video; at once is an hour, too. A claim has one at a time."""

    class Way(models.TextChoices):
        PHONE = "phone", _("Telepon")
        VIDEO = "video", _("Video")

    class Ended(models.TextChoices):
        HELD = "held", "terlaksana"
        CANCELLED = "cancelled", "dibatalkan"
        MISSED = "missed", "tidak jadi: orangnya tidak terhubungi"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="appointments", verbose_name="klaim")
    way = models.CharField("cara", max_length=5, choices=Way)
    at = models.DateTimeField("pada")
    made_at = models.DateTimeField("dibuat pada")
    made_by = models.CharField("dibuat oleh", max_length=60)
    ended_at = models.DateTimeField("selesai pada", null=True, blank=True)
    ended_by = models.CharField("diselesaikan oleh", max_length=60, blank=True)
    ended_because = models.CharField("selesai karena", max_length=9, choices=Ended, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = "janji panggilan"
        verbose_name_plural = "janji panggilan"
        constraints = [
            models.CheckConstraint(
                name="appointment_ended_at_by_and_because",
                condition=Q(ended_at=None, ended_by="", ended_because="")
                | (Q(ended_at__isnull=False) & ~Q(ended_by="") & ~Q(ended_because="")),
            ),
            models.UniqueConstraint(fields=["claim"], condition=Q(ended_at=None), name="one_appointment_of_a_claim"),
        ]
        indexes = [models.Index(fields=["at"], condition=Q(ended_at=None), name="appointment_ahead")]

    def __str__(self) -> str:
        return f"{self.get_way_display()} {self.at:%Y-%m-%d %H:%M}"

    @property
    def room_key(self) -> str:
        """Under which its video room is asked for."""
        return f"appointment:{self.pk}"

    @property
    def opens_at(self) -> datetime:
        return self.at - OPENS_BEFORE

    @property
    def closes_at(self) -> datetime:
        return self.at + CLOSES_AFTER
