"""What a branch has settled about its box: when it is emptied, when its envelopes go on, how long they rest."""

from datetime import time, timedelta

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models

from branches.models import Branch


def _rounds() -> list[time]:
    return [time(10), time(14)]


def _forwarding() -> list[time]:
    return [time(15)]


class BoxSettings(models.Model):
    """A box that is watched: its rounds are awaited, and the heads hear when one does not come."""

    branch = models.OneToOneField(Branch, models.CASCADE, related_name="box", verbose_name="kantor cabang")
    rounds_at = ArrayField(
        models.TimeField(), verbose_name="kotak dibuka pukul", default=_rounds, help_text="Contoh: 10:00, 14:00."
    )
    forwards_at = ArrayField(
        models.TimeField(), verbose_name="diteruskan pukul", default=_forwarding, help_text="Ke kantor belakang."
    )
    grace_minutes = models.PositiveSmallIntegerField("kelonggaran (menit)", default=30)
    quarantine_hours = models.PositiveSmallIntegerField(
        "karantina setelah disinfeksi (jam)", default=24, validators=[MaxValueValidator(240)], help_text="0: tanpa."
    )
    travel_hours = models.PositiveSmallIntegerField("lama perjalanan kantong (jam)", default=4)
    alarmed_on = models.DateField("alarm terakhir", null=True, blank=True, editable=False)
    reported_on = models.DateField("laporan terakhir", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "pengaturan kotak"
        verbose_name_plural = "pengaturan kotak"

    def __str__(self) -> str:
        return f"kotak {self.branch}"

    @classmethod
    def of(cls, branch: Branch) -> "BoxSettings":
        """What the branch settled; where it settled nothing, what holds for all, and nobody watches its hours."""
        return cls.objects.filter(branch=branch).first() or cls(branch=branch, rounds_at=[], forwards_at=[])

    @property
    def grace(self) -> timedelta:
        return timedelta(minutes=self.grace_minutes)

    @property
    def quarantine(self) -> timedelta:
        """How long an envelope rests once it was disinfected; nothing: it needs no disinfection either."""
        return timedelta(hours=self.quarantine_hours)

    @property
    def travel(self) -> timedelta:
        """After this long a bag that was sent is missed."""
        return timedelta(hours=self.travel_hours)
