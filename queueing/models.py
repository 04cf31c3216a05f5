"""Places in time: how many there are, who has one, and the draft of who is about to ask for one."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from branches.models import Branch
from catalogue.models import Programme
from claims.models import Claim
from privacy.fields import SealedJSONField

DRAFT_LIVES_FOR = timedelta(hours=24)
SLOT_LENGTH = timedelta(hours=1)


class OpeningPlan(models.Model):
    """How many people a branch takes in one hour of one weekday, by door. Slots are generated from it."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, "Senin"
        TUESDAY = 1, "Selasa"
        WEDNESDAY = 2, "Rabu"
        THURSDAY = 3, "Kamis"
        FRIDAY = 4, "Jumat"
        SATURDAY = 5, "Sabtu"
        SUNDAY = 6, "Minggu"

    branch = models.ForeignKey(Branch, models.CASCADE, related_name="opening_plans", verbose_name="kantor cabang")
    door = models.CharField("pintu", max_length=10, choices=Claim.Door.choices, default=Claim.Door.ONLINE)
    weekday = models.PositiveSmallIntegerField("hari", choices=Weekday.choices)
    starts = models.TimeField("jam mulai")
    places = models.PositiveSmallIntegerField("tempat")

    class Meta:
        verbose_name = "rencana jam buka"
        verbose_name_plural = "rencana jam buka"
        ordering = ["branch", "door", "weekday", "starts"]
        constraints = [
            models.UniqueConstraint(fields=["branch", "door", "weekday", "starts"], name="one_plan_per_hour")
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts:%H.%M}"


class SlotQuerySet(models.QuerySet["Slot"]):
    def bookable(self, branch: Branch, door: str, now: datetime) -> "SlotQuerySet":
        """The hours of a branch whose H-1 is still ahead."""
        return self.filter(branch=branch, door=door, papers_due_at__gt=now).order_by("starts_at")


class Slot(models.Model):
    """One hour of one branch by one door. `taken` never passes `capacity`: the database refuses it."""

    branch = models.ForeignKey(Branch, models.PROTECT, related_name="slots", verbose_name="kantor cabang")
    door = models.CharField("pintu", max_length=10, choices=Claim.Door.choices)
    starts_at = models.DateTimeField("mulai")
    papers_due_at = models.DateTimeField("batas dokumen", help_text="The branch's midnight at which the day begins.")
    capacity = models.PositiveSmallIntegerField("tempat")
    taken = models.PositiveSmallIntegerField("terisi", default=0)

    objects = SlotQuerySet.as_manager()

    class Meta:
        verbose_name = "jam layanan"
        verbose_name_plural = "jam layanan"
        constraints = [
            models.UniqueConstraint(fields=["branch", "door", "starts_at"], name="one_slot_per_hour"),
            models.CheckConstraint(name="slot_never_oversold", condition=Q(taken__lte=F("capacity"))),
        ]

    def __str__(self) -> str:
        return f"{self.branch_id} {self.starts_at:%Y-%m-%d %H:%MZ}"

    @property
    def left(self) -> int:
        return self.capacity - self.taken


class Ticket(models.Model):
    """One person's place. Live until it is given up or its claim has ended; one live place per person and programme."""

    slot = models.ForeignKey(Slot, models.PROTECT, related_name="tickets", verbose_name="jam layanan")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="tickets", verbose_name="klaim")
    programme = models.ForeignKey(Programme, models.PROTECT)
    person_index = models.BinaryField(max_length=32)
    taken_at = models.DateTimeField("diambil")
    ended_at = models.DateTimeField("berakhir", null=True, blank=True)
    ended_because = models.CharField("karena", max_length=20, blank=True)

    class Meta:
        verbose_name = "tempat"
        verbose_name_plural = "tempat"
        constraints = [
            models.UniqueConstraint(
                fields=["person_index", "programme"],
                condition=Q(ended_at__isnull=True),
                name="one_live_place_per_person_and_programme",
            ),
            models.UniqueConstraint(
                fields=["claim"], condition=Q(ended_at__isnull=True), name="one_live_place_per_claim"
            ),
        ]

    def __str__(self) -> str:
        return f"tempat {self.pk}"


class Draft(models.Model):
    """What a person has answered so far, before there is a claim. It is also the idempotency key of the booking.

    Answers rest sealed under the house's keys. The draft stays for a day after it became a claim, so that the
    confirmation can be opened again.
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
