"""What is asked of everybody at the gate, and how a branch wants its desk."""

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from branches.models import Branch
from frontdesk.models.visits import Visit
from privacy.fields import SealedJSONField


class Screening(models.Model):
    """What was measured and seen of a person at the gate. Nobody reads it again; it is erased on its date.

    The answers: `temperature` in °C as text, `mask`, `hands`, and whether they `passed`.
    """

    visit = models.OneToOneField(Visit, models.CASCADE, related_name="screening", verbose_name="kunjungan")
    answers = SealedJSONField("jawaban")
    expires_on = models.DateField("dihapus pada", help_text="By the branch's clock.")

    class Meta:
        verbose_name = "pemeriksaan gerbang"
        verbose_name_plural = "pemeriksaan gerbang"
        indexes = [models.Index(fields=["expires_on"], name="screening_expiring")]

    def __str__(self) -> str:
        return f"pemeriksaan {self.pk}"


class TicketWidth(models.IntegerChoices):
    """The rolls that ticket printers take, in millimetres."""

    NARROW = 58, "58 mm"
    WIDE = 80, "80 mm"


class DeskSettings(models.Model):
    """How a branch runs its gate. A branch without its row has what stands here."""

    HOTTEST = Decimal("37.3")
    """°C; who is warmer than this is given another time (the founding protocol's figure)."""

    branch = models.OneToOneField(
        Branch, models.CASCADE, primary_key=True, related_name="desk_settings", verbose_name="kantor cabang"
    )
    screens = models.BooleanField("memeriksa suhu, masker dan tangan", default=True)
    hottest = models.DecimalField(
        "suhu tertinggi (°C)", max_digits=3, decimal_places=1, default=HOTTEST,
        validators=[MinValueValidator(Decimal("35")), MaxValueValidator(Decimal("42"))],
    )  # fmt: skip
    people_inside = models.PositiveSmallIntegerField(
        "orang di dalam paling banyak", default=20, validators=[MinValueValidator(1)]
    )
    screenings_kept_days = models.PositiveSmallIntegerField("hasil pemeriksaan disimpan (hari)", default=14)
    ticket_mm = models.PositiveSmallIntegerField("lebar kertas tiket", choices=TicketWidth, default=TicketWidth.WIDE)

    objects: ClassVar[models.Manager["DeskSettings"]] = models.Manager()

    class Meta:
        verbose_name = "pengaturan meja depan"
        verbose_name_plural = "pengaturan meja depan"

    def __str__(self) -> str:
        return f"meja depan {self.branch_id}"

    @classmethod
    def of(cls, branch: Branch) -> "DeskSettings":
        """The branch's own, else what holds without them."""
        return cls.objects.filter(pk=branch.pk).first() or cls(branch=branch)

    @classmethod
    def locked(cls, branch: Branch) -> "DeskSettings":
        """The same under its row lock, by which the desks of a branch take turns. Called inside a transaction."""
        cls.objects.get_or_create(branch=branch)
        return cls.objects.select_for_update().get(pk=branch.pk)
